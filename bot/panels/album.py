"""The album: a room's pictures, the newest first, a page at a time; searched by words and by names.

One of the panels. What is searched for stands in the buttons' ids, so that a search's pages work after any restart.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from bot.breaks import shorten
from bot.buttons import ButtonId, Verb
from bot.cleaning import cleaned, has_content
from bot.errors import UnknownButton
from bot.memory.records import Picture
from bot.panels.asking import (
    LABEL_CHARS,
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
from bot.replies import Fact, Field, Form, Reply

#: Pictures on one page, where a platform can show so many.
_MOST = 10
#: The target of an album's button when nothing is searched for, and what precedes searched words.
_ALL, _SEARCHED = "all", "w"
#: What an id has room for: 62 characters of base64.
_WORDS_BYTES = 46
#: A search finds no more than this.
_FOUND = 400


def target_of(words: str) -> str:
    """Return searched words as the target of a button: as many of them as it has room for."""
    kept = " ".join(cleaned(words).split())
    while len(kept.encode()) > _WORDS_BYTES:
        kept = kept.rpartition(" ")[0] or kept[:-1]
    kept = kept.strip()
    return _SEARCHED + base64.urlsafe_b64encode(kept.encode()).decode().rstrip("=") if has_content(kept) else _ALL


def words_of(target: str) -> str:
    """Return the words in a button's target, "" for none. Raises UnknownButton for what `target_of` never makes."""
    if target == _ALL:
        return ""
    code = target.removeprefix(_SEARCHED)
    try:
        words = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise UnknownButton from error
    if target_of(words) != target:
        raise UnknownButton
    return words


async def album(asked: Asked, parts: Parts, target: str, number: int = 0) -> Reply:
    """Return a page of the album; `target` holds what is searched for. Raises UnknownButton."""
    words = words_of(target)
    size = page_size(asked.capabilities, _MOST)
    if words:
        found = await _search(asked, parts, words)
        page = page_of(number, size, len(found))
        total, pictures = len(found), page.of(found)
    else:
        total = await parts.memory.album_size(asked.room)
        page = page_of(number, size, total)
        pictures = await parts.memory.album_page(asked.room, page.start, size)
    key = ("album_found" if words else "album_title") if total else ("album_not_found" if words else "album_empty")
    text = paged(asked, asked.say(key, n=total, words=words), page)
    first = page.start + 1
    cards = [listed_card(one, str(n)) for n, one in enumerate(pictures, first)]
    facts = [Fact(str(n), _in_short(asked, one), one.id) for n, one in enumerate(pictures, first)]
    numbers = [asked.button(Verb.PICTURE, one.id, label=str(n)) for n, one in enumerate(pictures, first)]
    everything = (asked.button(Verb.ALBUM, _ALL, 0, label=asked.say("album_all")),) if words else ()
    search = (asked.button(Verb.SEARCH),) if total or words else ()
    beside = (*turning(asked, Verb.ALBUM, target, page), *(everything or search))
    return asked.reply(text, (*rows_of(numbers), beside), cards=cards, facts=facts)


def form(asked: Asked) -> Form:
    """Return the form that asks what to search for."""
    field = Field("words", asked.say("form_search_text"), max_chars=_WORDS_BYTES)
    return Form(str(ButtonId(Verb.SEARCH, "room")), asked.say("form_search"), (field,), asked.say("form_search_submit"))


async def _search(asked: Asked, parts: Parts, words: str) -> Sequence[Picture]:
    """Return the pictures that hold most of the words, or show most of the characters that are called so."""
    folded = words.casefold()
    people = [
        one
        for one in await parts.memory.cast(asked.room)
        if any(name.casefold() in folded for name in (one.name, *one.aliases))
    ]
    return await parts.memory.search(asked.room, words.split(), _FOUND, people)


def _in_short(asked: Asked, one: Picture) -> str:
    here = one.thread == asked.thread.key
    where = asked.say("album_number" if here else "album_elsewhere", number=one.ordinal, name=one.author.name)
    return f"{where}: {shorten(' '.join(one.alt.split()), SHORT_CHARS - LABEL_CHARS)}"
