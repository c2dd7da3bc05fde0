"""A reply as a message of Components V2: text, a gallery whose pictures have alternative texts, rows of buttons.

Used by whoever posts. Pure: bytes are added by the caller, under the file names that `file_names` gives. Replies come
fitted (bot.fit), so nothing is cut here but labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from adapters.discord.limits import (
    BUTTON,
    COMPONENTS_V2,
    EPHEMERAL,
    GALLERY,
    LABEL_CHARS,
    ROW,
    TEXT,
    TEXT_CHARS,
)
from adapters.discord.wording import clean, shorten, shown
from bot.phrases import phrase
from bot.replies import Button, ButtonStyle, Card, Fact, Reply

#: JSON as it goes to Discord.
Json = dict[str, object]

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
#: Nobody is ever called by what the bot says.
NO_MENTIONS: Json = {"parse": []}


@dataclass(frozen=True, slots=True)
class Extra:
    """What a message carries beside the reply: small print, and buttons of this adapter's own under the reply's."""

    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()


_NOTHING = Extra()


def file_name(card: Card, media_type: str = "") -> str:
    """Return the name under which a card's bytes are uploaded."""
    return f"{card.picture}.{_ENDINGS.get(media_type or card.media_type, 'png')}"


def render(
    reply: Reply, names: tuple[str, ...] = (), extra: Extra = _NOTHING, *, private: bool = False, pictures: bool = True
) -> Json:
    """Return the message. `names` are the uploaded files' names, one a card; without `pictures` the cards stay out."""
    cards = reply.cards if pictures else ()
    parts: list[Json] = []
    words = _words(reply)
    if words:
        parts.append(_text(words))
    if cards:
        parts.append(_gallery(cards, names))
    small = _small_print(reply, extra, has_pictures=bool(cards))
    if small or not parts:
        parts.append(_text(small or "\u2026"))
    parts += _rows(reply.buttons, extra.buttons)
    return {
        "flags": COMPONENTS_V2 | (EPHEMERAL if private else 0),
        "components": parts,
        "attachments": [
            {"id": number, "filename": name, "description": clean(card.alt) or "picture"}
            for number, (card, name) in enumerate(zip(cards, names, strict=True))
        ],
        "allowed_mentions": NO_MENTIONS,
    }


def says(text: str, *, private: bool = False, buttons: tuple[Button, ...] = ()) -> Json:
    """Return a message of plain words of ours, shown as they are."""
    parts = [_text(shorten(shown(text), TEXT_CHARS) or "\u2026"), *_rows((), buttons)]
    flags = COMPONENTS_V2 | (EPHEMERAL if private else 0)
    return {"flags": flags, "components": parts, "allowed_mentions": NO_MENTIONS}


def without_files(message: Json) -> Json:
    """Return the message as it is used where no files are sent along."""
    return {name: value for name, value in message.items() if name != "attachments"}


def _words(reply: Reply) -> str:
    parts = [shown(reply.text)] if reply.text.strip() else []
    if reply.facts:
        parts.append("\n".join(map(_fact, reply.facts)))
    return shorten("\n\n".join(parts), TEXT_CHARS - 400)


def _fact(fact: Fact) -> str:
    return f"**{shown(fact.label)}** {shown(fact.value)}"


def _small_print(reply: Reply, extra: Extra, *, has_pictures: bool) -> str:
    """Return the lines in small letters: how far a running turn is, who made the pictures, and what must be said."""
    lines = []
    if reply.progress is not None:
        lines.append(reply.progress.stage)
    elif has_pictures:
        lines.append(phrase("discord_made_by_machine", reply.language))
    return shorten("\n".join(f"-# {shown(line)}" for line in (*lines, *extra.notes)), 390)


def _text(content: str) -> Json:
    return {"type": TEXT, "content": content}


def _gallery(cards: tuple[Card, ...], names: tuple[str, ...]) -> Json:
    return {
        "type": GALLERY,
        "items": [
            {"media": {"url": f"attachment://{name}"}, "description": clean(card.alt) or "picture"}
            for card, name in zip(cards, names, strict=True)
        ],
    }


def _rows(rows: tuple[tuple[Button, ...], ...], own: tuple[Button, ...]) -> list[Json]:
    seen: set[str] = set()
    result: list[Json] = []
    for row in (*rows, own):
        buttons = []
        for one in row:
            if one.id not in seen:  # a second button of one id would make Discord refuse the message
                seen.add(one.id)
                buttons.append(_button(one))
        if buttons:
            result.append({"type": ROW, "components": buttons})
    return result


def _button(button: Button) -> Json:
    label = shorten(clean(button.label), LABEL_CHARS)
    return {"type": BUTTON, "style": _style(button.style), "label": label, "custom_id": button.id}


def _style(style: ButtonStyle) -> int:
    match style:
        case ButtonStyle.PRIMARY:
            return 1
        case ButtonStyle.PLAIN:
            return 2
        case ButtonStyle.DANGER:
            return 4
        case _:
            assert_never(style)
