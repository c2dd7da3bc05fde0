"""Which things a request names that may be looked up: found by rules, or marked by a model as unfamiliar.

Called by knowledge.py. Pure. The rules take what stands in quotation marks, and proper names: what a dictionary holds
every model knows. Nobody of the room is ever looked up: neither its people nor its characters.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

from bot.planner import Request
from bot.planner.board import Board

#: At most so many things of one request; each as long as a name is.
MAX_THINGS = 2
MIN_CHARS, MAX_CHARS, MAX_WORDS = 2, 60, 6
_QUOTED = re.compile(
    r"[\"“”«»「」『』]([^\"“”«»「」『』\n]{2,60})[\"“”«»「」『』]|(?<!\w)[‘']([^'’\n]{2,60})[’'](?!\w)"
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*", re.UNICODE)
_SENTENCE_END = re.compile(r"[.!?:…\n]\s*[\"“'‘(]*$")
#: Verbs of commands and forms that always want a picture or a story.
_ALWAYS = frozenset({"draw", "story", "edit", "pick"})


def things(request: Request, board: Board) -> tuple[str, ...]:
    """Return what to look up for a request, the quoted first; nothing when it wants no picture."""
    if not _wants(request):
        return ()
    known = _known(request, board)
    found: dict[str, str] = {}
    for one in (*_quoted(request.text), *_names(request.text)):
        tidy = " ".join(one.split()).strip(" .,;!?'’")
        if _is_name(tidy) and not _is_known(tidy, known):
            found.setdefault(tidy.casefold(), tidy)
    return tuple(found.values())[:MAX_THINGS]


def speakable(wanted: Sequence[str], request: Request, board: Board) -> tuple[str, ...]:
    """Return those of the things that a model asks about which may be named to others: what the bot was told just now.

    A model can be talked into asking for anything, a secret of the thread's among it.
    """
    if not (request.addressed or _wants(request)):
        return ()
    known, said = _known(request, board), " ".join(request.text.casefold().split())
    return tuple(one for one in wanted if one.casefold() in said and _is_name(one) and not _is_known(one, known))


def _is_name(thing: str) -> bool:
    return MIN_CHARS <= len(thing) <= MAX_CHARS and len(thing.split()) <= MAX_WORDS


def _wants(request: Request) -> bool:
    if request.verb in _ALWAYS:
        return True
    text = request.text.casefold()
    return any(word in text for word in _words("wants"))


def _known(request: Request, board: Board) -> frozenset[str]:
    """Return the words that the room's own people and characters are called by, in small letters."""
    names = [request.author.name]
    names += [line.author.name for line in board.lines if line.author is not None]
    names += [name for one in board.cast for name in (one.name, *one.aliases)]
    return frozenset(word.casefold() for name in names for word in _WORD.findall(name))


def _is_known(thing: str, known: frozenset[str]) -> bool:
    words = {word.casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(thing)}
    return not words or bool(words & known) or words <= set(_words("common")) | set(_words("joining"))


def _quoted(text: str) -> Iterator[str]:
    for match in _QUOTED.finditer(text):
        whole = match[1] or match[2]
        if len(whole) < len(text.strip()) - 2:  # a message that is a quotation as a whole names nothing
            yield whole


def _names(text: str) -> Iterator[str]:
    """Yield runs of words with capital letters; one that begins a sentence counts only with another one behind it."""
    if text.upper() == text:  # who writes all in capitals names nothing by them
        return
    run: list[str] = []
    begins, end = False, 0
    for match in _WORD.finditer(text):
        word, before = match[0], text[end : match.start()]
        is_capital = word[0].isupper() and word.casefold() not in _words("common")
        if run and (before.strip() or not (is_capital or word in _words("joining"))):
            yield from _run(run, begins=begins)
            run = []
        if is_capital and not run:
            begins = not text[: match.start()].strip(" \"“'‘(") or bool(_SENTENCE_END.search(text[: match.start()]))
        if is_capital or run:
            run.append(word)
        end = match.end()
    yield from _run(run, begins=begins)


def _run(run: list[str], *, begins: bool) -> Iterator[str]:
    while run and run[-1] in _words("joining"):
        run = run[:-1]
    run = [*run[:-1], re.sub(r"['’]s$", "", run[-1])] if run else run
    if begins and run and run[0].casefold() in _words("wants"):
        run, begins = run[1:], False
    while run and run[0] in _words("joining"):
        run = run[1:]
    if run and not (begins and len(run) == 1):
        yield " ".join(run)


@cache
def _words(kind: str) -> tuple[str, ...]:
    text = resources.files("bot.knowledge").joinpath("words.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)[kind])
