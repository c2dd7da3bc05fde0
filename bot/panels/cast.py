"""Who is who: the room's characters with their faces, and changing one of them.

One of the panels; the changes themselves are bot/memory/casting.py.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.adapter import CharacterChange
from bot.breaks import shorten
from bot.buttons import ButtonId, Verb
from bot.compose import card
from bot.errors import CharacterGone
from bot.memory.casting import ALIASES, DESCRIPTION_CHARS, NAME_CHARS
from bot.memory.records import Character
from bot.panels.album import target_of
from bot.panels.asking import (
    LABEL_CHARS,
    ROOM,
    SHORT_CHARS,
    Asked,
    Parts,
    listed_card,
    page_of,
    page_size,
    paged,
    rows_of,
    turning,
)
from bot.panels.picture import found_picture
from bot.replies import ButtonStyle, Fact, Field, FieldKind, Form, Reply

#: Characters on one page, where a platform can show so many.
_MOST = 8
#: The field in which all other names are written, and what may stand between them.
_ALIASES_CHARS = ALIASES * (NAME_CHARS + 2)
_BETWEEN = re.compile(r"[,;\n、，；]")


async def cast(asked: Asked, parts: Parts, number: int = 0, said: str = "") -> Reply:
    """Return a page of the cast; `said` comes first."""
    everybody = await parts.memory.cast(asked.room)
    return await _listed(asked, parts, everybody, number, said)


async def named(asked: Asked, parts: Parts, name: str) -> Reply:
    """Return the character of this name or alias; all of them when there are several; everybody when there is none."""
    everybody = await parts.memory.cast(asked.room)
    folded = name.casefold()
    found = [one for one in everybody if folded in {word.casefold() for word in (one.name, *one.aliases)}]
    if len(found) == 1:
        return await _shown(asked, parts, found[0])
    said = "" if found else asked.say("cast_nobody_called", name=shorten(name, LABEL_CHARS))
    return await _listed(asked, parts, tuple(found) or everybody, 0, said)


async def person(asked: Asked, parts: Parts, character: str) -> Reply:
    """Return one character. Raises CharacterGone."""
    return await _shown(asked, parts, await _known(asked, parts, character))


async def form(asked: Asked, parts: Parts, button: ButtonId) -> Form:
    """Return the form that changes a character in one way. Raises CharacterGone."""
    one = await _known(asked, parts, button.target)
    match button.verb:
        case Verb.RENAME:
            field = Field("name", asked.say("form_rename_text"), value=one.name, max_chars=NAME_CHARS)
        case Verb.DESCRIBE:
            words = asked.say("form_describe_text")
            field = Field("description", words, FieldKind.PARAGRAPH, one.description, DESCRIPTION_CHARS, required=False)
        case Verb.ALIASES:
            known = ", ".join(one.aliases)
            words = asked.say("form_aliases_text")
            field = Field("aliases", words, value=known, max_chars=_ALIASES_CHARS, required=False)
        case _:  # FACE, the last of a character's forms
            state = await parts.memory.state(asked.thread)
            chosen = await parts.memory.picture(asked.room, state.selected or "")
            number = "" if chosen is None or chosen.thread != asked.thread.key else str(chosen.ordinal)
            field = Field("picture", asked.say("form_face_text"), value=number, max_chars=LABEL_CHARS, required=False)
    title = shorten(asked.say(f"form_{button.verb}", name=one.name), LABEL_CHARS)
    return Form(str(button), title, (field,), asked.say("form_keep"))


async def change(asked: Asked, parts: Parts, form: ButtonId, values: dict[str, str]) -> Reply:
    """Change a character as a form says. Raises CharacterGone, PictureGone, NameTaken or BadCharacter."""
    before = await _known(asked, parts, form.target)
    match form.verb:
        case Verb.RENAME:
            wanted = CharacterChange(name=values.get("name", ""))
        case Verb.DESCRIBE:
            wanted = CharacterChange(description=values.get("description", ""))
        case Verb.ALIASES:
            wanted = CharacterChange(aliases=_names(values.get("aliases", "")))
        case _:  # FACE, as above
            picture = await found_picture(asked, parts, values.get("picture", ""))
            wanted = CharacterChange(picture=picture.id)
    after = await parts.rooms.casting.change(asked.room, form.target, wanted)
    said = asked.say(f"done_{form.verb}", name=after.name, old=before.name)
    return await _shown(asked, parts, after, said)


async def ask_removal(asked: Asked, parts: Parts, character: str) -> Reply:
    """Ask whether to take a character out of the cast. Raises ManagersOnly and CharacterGone."""
    asked.check_manages()
    one = await _known(asked, parts, character)
    label = f"{asked.say('button_removenow')}: {shorten(one.name, LABEL_CHARS)}"
    yes = asked.button(Verb.REMOVE_NOW, one.id, label=label, style=ButtonStyle.DANGER)
    back = asked.button(Verb.PERSON, one.id, label=asked.say("panel_no"))
    return asked.reply(asked.say("remove_asked", name=one.name), ((yes, back),))


async def remove(asked: Asked, parts: Parts, character: str) -> Reply:
    """Take a character out of the cast. Raises ManagersOnly and CharacterGone."""
    asked.check_manages()
    one = await _known(asked, parts, character)
    await parts.rooms.casting.remove(asked.room, one.id)
    return await cast(asked, parts, said=asked.say("removed", name=one.name))


async def _known(asked: Asked, parts: Parts, character: str) -> Character:
    """Return a character of the room: ids can be guessed, so no other room is ever looked at. Raises CharacterGone."""
    found = next((one for one in await parts.memory.cast(asked.room) if one.id == character), None)
    if found is None:
        raise CharacterGone
    return found


async def _listed(asked: Asked, parts: Parts, everybody: tuple[Character, ...], number: int, said: str) -> Reply:
    page = page_of(number, page_size(asked.capabilities, _MOST), len(everybody))
    shown = page.of(everybody)
    faces = await parts.memory.pictures(asked.room, (one.picture or "" for one in shown))
    first = page.start + 1
    facts = [Fact(f"{n}. {one.name}", _in_short(asked, one), one.picture) for n, one in enumerate(shown, first)]
    cards = [
        listed_card(faces[one.picture], str(n), one.name) for n, one in enumerate(shown, first) if one.picture in faces
    ]
    people = [asked.button(Verb.PERSON, one.id, label=shorten(one.name, LABEL_CHARS)) for one in shown]
    title = asked.say("cast_title", n=len(everybody)) if everybody else asked.say("cast_empty")
    text = "\n\n".join(words for words in (said, paged(asked, title, page)) if words)
    return asked.reply(text, (*rows_of(people), turning(asked, Verb.CAST, ROOM, page)), cards=cards, facts=facts)


async def _shown(asked: Asked, parts: Parts, one: Character, said: str = "") -> Reply:
    face = await parts.memory.picture(asked.room, one.picture or "")
    rows = [
        ("fact_aliases", ", ".join(one.aliases)),
        ("fact_description", one.description),
        ("fact_named_by", one.author.name if one.author else ""),
        ("fact_face", "" if face is not None else asked.say("cast_no_face")),
    ]
    facts = [Fact(asked.say(label), value) for label, value in rows if value]
    changes = tuple(asked.button(verb, one.id) for verb in (Verb.RENAME, Verb.DESCRIBE, Verb.FACE, Verb.ALIASES))
    everybody = asked.button(Verb.CAST, page=0)
    pictures = asked.button(Verb.ALBUM, target_of(one.name), 0, label=asked.say("cast_pictures"))
    removal = (asked.button(Verb.REMOVE, one.id, style=ButtonStyle.DANGER),) if asked.manages else ()
    cards = () if face is None else (replace(card(face, large=True), alt=f"{one.name}: {face.alt}"),)
    text = f"{said}\n\n{one.name}" if said else one.name
    return asked.reply(text, (changes, (everybody, pictures, *removal)), cards=cards, facts=facts)


def _in_short(asked: Asked, one: Character) -> str:
    """Return what a list tells of a character beside the name; never nothing, which no platform shows."""
    also = asked.say("cast_also", names=", ".join(one.aliases)) if one.aliases else ""
    words = "; ".join(part for part in (also, " ".join(one.description.split())) if part)
    return shorten(words, SHORT_CHARS) or asked.say("cast_not_described")


def _names(text: str) -> tuple[str, ...]:
    """Return the names that are written in one field; one more than can be kept tells that there are too many."""
    return tuple(name for name in (part.strip() for part in _BETWEEN.split(text)) if name)[: ALIASES + 1]
