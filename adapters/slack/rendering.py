"""A reply as a message in Block Kit: words, pictures with alternative texts, rows of buttons, and a fallback in words.

Used by whoever posts. Pure: pictures are given as the ids of files that lie at Slack already. Words are rich text,
which Slack shows as they are: nothing in them is a mention, a link or a mark. Replies come fitted (bot.fit), so nothing
is cut here but labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from adapters.slack import limits
from adapters.slack.interactions import ROW_PREFIX
from adapters.slack.wording import clean, escaped, pieces, shorten
from bot.phrases import phrase
from bot.replies import Button, ButtonStyle, Card, Fact, Reply

#: JSON as it goes to Slack.
Json = dict[str, object]
#: What the buttons that judge an answer are called: "pbf:<turn>".
FEEDBACK = "pbf:"
GOOD, BAD = "good", "bad"
TEXT_BLOCK, FACTS_BLOCK, SMALL_BLOCK, PROGRESS_BLOCK = "pb1:text", "pb1:facts", "pb1:small", "pb1:progress"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message. `text` is what notifications and screen readers get."""

    text: str
    blocks: tuple[Json, ...]


def render(
    reply: Reply, files: Mapping[str, str], place: str, notes: Sequence[str] = (), *, private: bool = False
) -> Rendered:
    """Return the reply as a message.

    `files`: id at Slack of each card's picture, by blob; a card without one is left out. `place` is the conversation
    that its buttons name. `notes` come in small print. `private`: a panel, whose pictures were announced before.
    """
    cards = tuple(card for card in reply.cards if card.blob in files)
    blocks = [*_words(reply.text, TEXT_BLOCK)]
    if reply.facts:
        blocks.append(_facts(reply.facts))
    blocks += [_picture(card, files[card.blob]) for card in cards]
    small = list(notes)
    if cards and reply.is_final and not private:
        small.insert(0, phrase("slack_made_by_machine", reply.language))
    if reply.progress is not None:
        blocks.append(_small(reply.progress.stage, PROGRESS_BLOCK))
    if small:
        blocks.append(_small("\n".join(small), SMALL_BLOCK))
    blocks += _rows(reply.buttons, place)
    if cards and reply.is_final and not private:
        blocks.append(_feedback(reply))
    if not blocks:
        blocks.append(_small("…", SMALL_BLOCK))
    return Rendered(fallback(reply, cards), tuple(blocks))


def fallback(reply: Reply, cards: Sequence[Card]) -> str:
    """Return the reply in words alone, for notifications: never empty, and it calls nobody."""
    lines = [reply.text] if reply.text.strip() else []
    lines += [f"{fact.label}: {fact.value}" for fact in reply.facts]
    if not lines and reply.progress is not None:
        lines.append(reply.progress.stage)
    lines += [f"[{card.label}] {card.alt}" if card.label else card.alt for card in cards]
    words = clean("\n".join(lines)).strip() or "…"
    return escaped(shorten(words, limits.FALLBACK_CHARS))


def says(text: str) -> Rendered:
    """Return a message of plain words of ours, shown as they are."""
    words = shorten(clean(text), limits.FITTED_CHARS) or "…"
    return Rendered(escaped(shorten(words, limits.FALLBACK_CHARS)), tuple(_words(words, TEXT_BLOCK)))


def _words(text: str, name: str) -> list[Json]:
    words = clean(text)
    if not words.strip():
        return []
    parts = list(pieces(words, limits.SECTION_CHARS))
    return [_rich([{"type": "text", "text": part}], f"{name}:{number}") for number, part in enumerate(parts)]


def _rich(elements: Sequence[Json], name: str) -> Json:
    section: Json = {"type": "rich_text_section", "elements": list(elements)}
    return {"type": "rich_text", "block_id": name, "elements": [section]}


def _facts(facts: Sequence[Fact]) -> Json:
    elements: list[Json] = []
    for number, fact in enumerate(facts):
        label = f"\n{clean(fact.label)}  " if number else f"{clean(fact.label)}  "
        elements.append({"type": "text", "text": label, "style": {"bold": True}})
        elements.append({"type": "text", "text": clean(fact.value) or "–"})
    return _rich(elements, FACTS_BLOCK)


def _picture(card: Card, file: str) -> Json:
    block: Json = {
        "type": "image",
        "block_id": f"pb1:{card.picture}:{card.label}"[: limits.ID_CHARS],
        "slack_file": {"id": file},
        "alt_text": clean(card.alt).strip() or "picture",
    }
    if card.label:
        block["title"] = plain(card.label, limits.TITLE_CHARS)
    return block


def _small(text: str, name: str) -> Json:
    return {"type": "context", "block_id": name, "elements": [plain(text, limits.CONTEXT_CHARS)]}


def plain(text: str, chars: int) -> Json:
    """Return a text object that formats nothing."""
    return {"type": "plain_text", "text": shorten(clean(text).strip() or "–", chars), "emoji": False}


def _rows(rows: Sequence[Sequence[Button]], place: str) -> list[Json]:
    blocks: list[Json] = []
    used: set[str] = set()
    for number, row in enumerate(rows):
        elements: list[Json] = []
        for button in row:
            # Slack refuses a message in which two buttons have one id; what counts for us is the value.
            identity = button.id if button.id not in used else f"{button.id}#{len(used)}"
            used.add(identity)
            elements.append(_button(button, identity))
        if elements:
            blocks.append({"type": "actions", "block_id": f"{ROW_PREFIX}:{place}:{number}", "elements": elements})
    return blocks


def _button(button: Button, identity: str) -> Json:
    found: Json = {
        "type": "button",
        "action_id": identity,
        "value": button.id,
        "text": plain(button.label, limits.BUTTON_CHARS),
    }
    style = _style(button.style)
    if style:
        found["style"] = style
    return found


def _feedback(reply: Reply) -> Json:
    def side(value: str) -> Json:
        label = phrase(f"slack_feedback_{value}", reply.language)
        return {"text": plain(label, limits.BUTTON_CHARS), "value": value, "accessibility_label": label}

    buttons: Json = {
        "type": "feedback_buttons",
        "action_id": f"{FEEDBACK}{reply.turn}",
        "positive_button": side(GOOD),
        "negative_button": side(BAD),
    }
    return {"type": "context_actions", "block_id": f"{FEEDBACK}block", "elements": [buttons]}


def _style(style: ButtonStyle) -> str:
    match style:
        case ButtonStyle.PLAIN:
            return ""
        case ButtonStyle.PRIMARY:
            return "primary"
        case ButtonStyle.DANGER:
            return "danger"
        case _:
            assert_never(style)
