"""What a sentence points at: ordinals, positions, owners, "the one with the boat"; and which pictures those are.

Two steps, shared by every planner: `point_en` and `point_ko` read the words into a Pointer, `resolve` finds the
pictures of a Pointer on a board. Pure. A language-model planner fills a Pointer by itself and uses `resolve` alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.memory.records import Grid, Picture
from bot.planner.board import Board
from bot.planner.lexicon import either, table, words_of

LAST = -1
MIDDLE = 0
FORMER = 101
LATTER = 102


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a sentence says about which picture is meant. All empty: it does not point at one."""

    ordinals: tuple[int, ...] = ()  # 1 .. 4 in a grid, 5 and up in the thread, or one of the constants above
    vertical: str = ""  # "top" | "bottom"
    horizontal: str = ""  # "left" | "right"
    other: bool = False  # "the other one"
    both: bool = False
    owner: str | None = None  # name of a person; "" is the speaker
    words: tuple[str, ...] = ()  # "the one with the boat"
    batch: str = ""  # "new" | "old" | "prior"
    exact: int | None = None  # the thread's ordinal: "picture 7"
    rest: str = ""  # the sentence without the words that point

    @property
    def points(self) -> bool:
        """True when anything in the sentence points at a picture."""
        return bool(
            self.ordinals or self.vertical or self.horizontal or self.other or self.both
            or self.owner is not None or self.words or self.batch or self.exact
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """The pictures a pointer means. Several in `candidates`: it does not say which."""

    pictures: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


def cell_of(position: int, count: int) -> tuple[str, str]:
    """Return ("top"|"bottom"|"", "left"|"right"|"middle"|"") of the `position`-th of `count` pictures."""
    if count == 4:
        return ("top" if position < 3 else "bottom", "left" if position % 2 else "right")
    if count == 3:
        return ("", ("left", "middle", "right")[position - 1])
    if count == 2:
        return ("top" if position == 1 else "bottom", "left" if position == 1 else "right")
    return ("", "")


# ---------------------------------------------------------------- English


@cache
def _english() -> dict[str, re.Pattern[str]]:
    data = table("references")["en"]
    pointed, ordinal, number = either(words_of(data["pointed"])), either(data["ordinal"]), either(data["number"])
    next_ok = either(words_of(data["next_ok"]))
    tail = rf"(?=\s*(?:$|[.,!?;:)=-]|{next_ok}\b|'s\b))"
    new, old, prior = (either(words_of(data[k])) for k in ("batch_new", "batch_old", "batch_prior"))
    batch = either(words_of(data["batch"]))
    det = r"(?:the|that|this|my|our|your|from the|of the|on the|in the)\s+"
    position = (
        r"(?<!on )(?<!at )"
        rf"(?:{det})?(?:very\s+)?(?:(?P<v>top|upper|bottom|lower)(?:most)?[\s-]*(?:hand\s+)?(?P<h>left|right)?"
        rf"|(?P<h2>left|right)(?:most|[\s-]hand)?(?:\s+side)?)"
    )
    patterns = {
        "position": rf"\b{position}(?:\s+(?:hand\s+)?(?:side\s+)?{pointed}\b|(?:\s+corner)?{tail})",
        "on_the": r"\b(?:the\s+)?(?:one|ones|picture|pic)?\s*(?:on|at|in|to)\s+the\s+(?:very\s+)?"
        r"(?:(?P<v>top|upper|bottom|lower)(?:[\s-]*(?P<h>left|right))?|(?P<h2>left|right))"
        r"(?:\s+(?:side|corner|hand side|row))?(?=\s*(?:$|[.,!?;:]|is\b|looks\b|please\b|but\b|and\b|wins\b))",
        "side": r"\b(?:on|at|up) (?:the )?(?P<r>top|above|bottom|below)\b(?! of)",
        "row": r"\b(?:in|of|on|from) the (?P<r>top|upper|first|bottom|lower|second|last) row\b",
        "ordinal": rf"(?:^(?:the\s+)?|\b(?:{det}|on\s+|use\s+|take\s+|pick\s+|like\s+|love\s+|prefer\s+|choose\s+|with\s+|for\s+|vote\s+|and\s+|or\s+))(?:very\s+)?(?P<o>{ordinal})(?:\s+(?:and|&|or)\s+(?:the\s+)?(?P<o2>{ordinal}))?"
        rf"(?:\s+{pointed}\b|{tail})",
        "number": rf"(?:\b(?:number|no\.?|nr\.?|num|option|pic|picture|image|version|variant|tile)|#)\s*"
        rf"(?P<n>\d{{1,4}}|{number})\b(?:\s*(?:and|&|,|or)\s*(?:number\s+|#)?(?P<n2>\d|{number})\b)?",
        "bare": r"^(?:take |pick |use |choose |going with |go with |i'd go with )?(?P<n>[1-4])(?:\s*(?:and|&|,|\+|or)\s*(?P<n2>[1-4]))?(?=\s*(?:$|[.,!?;:=]|(?:has|is|looks|wins|please|but|with|for|it is|gets|could|should|needs|without|at night|only|again|definitely|best|minus|plus)\b))",
        "take": r"\b(?:go(?:ing)?|we go|let's go|i go) (?:with|for) (?P<n>[1-4])\b(?!\s+\w*s\b)|\b(?:i|we) (?:like|love|pick|choose|prefer|take|vote) (?:for )?(?P<n2>[1-4])\b(?=\s*(?:$|[.,!?;]|best|most))",
        "two": r"\b(?:like|love|pick|choose|prefer|take|liked|want|use|keep|both) (?P<n>[1-4])\s*(?:and|&|\+)\s*(?P<n2>[1-4])\b",
        "other": r"\b(?:the\s+)?other (?:one|picture|version|two|ones|pic)\b",
        "both": r"\bboth(?: of (?:them|these|those))?\b(?! of (?:us|you)\b)|\ball (?:of them|four|three)\b",
        "mine": r"\b(?:of\s+)?(?:mine|my (?:one|picture|pic|drawing|version|image)s?)\b",
        "theirs": rf"(?<!\w)(?:of\s+)?(?P<who>[\w.-]{{2,32}})'s\s+(?:{ordinal}\s+)?{pointed}\b|\bof\s+(?P<who2>[\w.-]{{2,32}})'s(?!\s*\w)",
        "with": rf"\b(?:the|that|my)\s+(?:{pointed})\s+(?:with|of|that has|that had|where|which has|holding|wearing|in|on|featuring|showing)\s+"
        rf"(?:the|a|an|his|her|its|their|my)?\s*(?P<w>[\w-]+(?:\s+[\w-]+)?)",
        "named": rf"\b(?:the|my|our|those|that)\s+(?:(?:last|first|latest|newest|second|third|fourth)\s+)?(?P<w>(?!{pointed}\b|other\b|last\b|first\b|same\b|next\b)[\w-]+)\s+(?:{pointed})\b",
        "batch": rf"\b(?:(?:of|in|from|on)\s+)?(?:the|that|those|my|your)\s+(?:very\s+)?(?:(?P<new>{new})|(?P<old>{old})|(?P<prior>{prior}))\s+{batch}\b",
    }
    return {name: re.compile(p, re.IGNORECASE) for name, p in patterns.items()}


def _number(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else int(table("references")["en"]["number"].get(text.casefold(), 0)) or None


def point_en(text: str) -> Pointer:
    """Return what the English `text` points at."""
    patterns = _english()
    ordinal_of: dict[str, int] = table("references")["en"]["ordinal"]
    facts: dict[str, object] = {}
    rest = text

    def take(name: str) -> re.Match[str] | None:
        nonlocal rest
        match = patterns[name].search(rest)
        if match:
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
        return match

    if m := take("batch"):
        facts["batch"] = "new" if m["new"] else "old" if m["old"] else "prior"
    if patterns["mine"].search(text):
        facts["owner"] = ""
        take("mine")
    elif m := patterns["theirs"].search(rest):
        facts["owner"] = m["who"] or m["who2"]
        take("theirs")
    on_the = patterns["on_the"].search(rest)
    loose = (
        on_the is not None
        and len(text.split()) > 7
        and not re.match(r"(?:the\s+)?(?:one|ones|picture|pic)\b", on_the[0], re.IGNORECASE)
    )
    if (m := take("position")) or (not loose and (m := take("on_the"))):
        vertical = (m["v"] or "").casefold()
        facts["vertical"] = {"upper": "top", "lower": "bottom"}.get(vertical, vertical)
        facts["horizontal"] = (m["h"] or m["h2"] or "").casefold()
        if not vertical and (again := patterns["position"].search(rest)) and again["v"]:
            facts["vertical"] = {"upper": "top", "lower": "bottom"}.get(again["v"].casefold(), again["v"].casefold())
            take("position")
        elif (
            vertical
            and not facts["horizontal"]
            and (again := patterns["position"].search(rest))
            and (again["h"] or again["h2"])
        ):
            facts["horizontal"] = (again["h"] or again["h2"]).casefold()
            take("position")
        elif not vertical and (side := take("side")):
            facts["vertical"] = "top" if side["r"].casefold() in {"top", "above"} else "bottom"
        elif not vertical and (row := take("row")):
            facts["vertical"] = "top" if row["r"].casefold() in {"top", "upper", "first"} else "bottom"
    if m := patterns["with"].search(rest):
        facts["words"] = tuple(w.casefold() for w in m["w"].split() if w.casefold() not in _DULL)
        take("with")
    elif m := patterns["named"].search(rest):
        if m["w"].casefold() not in _NOT_WORDS | set(ordinal_of):
            facts["words"] = (m["w"].casefold(),)
            inner = re.search(either(ordinal_of), m[0], re.IGNORECASE)
            if inner:
                facts["ordinals"] = (ordinal_of[inner[0].casefold()],)
            take("named")
    if "ordinals" not in facts and (m := take("ordinal")):
        facts["ordinals"] = tuple(ordinal_of[o.casefold()] for o in (m["o"], m["o2"]) if o)
    elif "ordinals" not in facts and (
        (m := take("number")) or (m := take("bare")) or (m := take("two")) or (m := take("take"))
    ):
        numbers = [n for n in (_number(g) for g in (m["n"], m["n2"])) if n]
        facts["exact" if numbers and numbers[0] > 4 else "ordinals"] = (
            numbers[0] if numbers and numbers[0] > 4 else tuple(numbers)
        )
    facts["other"] = bool(take("other"))
    facts["both"] = not facts["other"] and bool(take("both"))
    return Pointer(rest=re.sub(r"\s+", " ", rest).strip(" ,"), **facts)  # type: ignore[arg-type]  # keys are fields


_DULL = frozenset({"is", "are", "the", "a", "and", "please", "but", "looks", "to", "it", "more"})
_NOT_WORDS = frozenset(
    [
        "very",
        "own",
        "new",
        "whole",
        "entire",
        "wrong",
        "right",
        "best",
        "next",
        "same",
        "only",
        "left",
        "top",
        "bottom",
        "upper",
        "lower",
        "real",
        "actual",
        "one",
        "two",
        "three",
        "four",
        "middle",
        "other",
        "final",
    ]
)

# ---------------------------------------------------------------- Korean


@cache
def _korean() -> dict[str, re.Pattern[str]]:
    data = table("references")["ko"]
    pointed = either(words_of(data["pointed"]))
    tail = r"(?=\s|$|[.,!?~]|이|가|은|는|을|를|에|로|으|도|만|의|랑|과|와|하|께|꺼|ㅋ|ㅎ)"
    patterns = {
        "position": rf"(?P<v>맨\s?위|위|윗|아래|아랫|밑|하단|상단)?\s*(?:쪽\s*)?(?P<h>왼쪽|오른쪽|왼편|오른편|좌측|우측|좌|우)"
        rf"\s*(?:(?P<v2>위|아래|밑|상단|하단)(?:쪽)?)?\s*(?:에\s*있는\s*|의\s*)?(?:{pointed}|{tail})",
        "vertical": rf"(?<![가-힣])(?P<v>맨\s?위|맨\s?아래|위|윗|아래|아랫|밑)(?:쪽|에|줄)?\s*(?:있는\s*)?{pointed}(?![가-힣]*\s?위)",
        "nth": r"(?P<n>\d{1,4}|첫|두|세|네|첫째|둘째|셋째|넷째|다섯|여섯|일곱|여덟)\s*번\s*째?(?:\s*(?:꺼|거|것|걸|건|그림|사진|시안|버전))?"
        r"(?!\s*(?:만\s*더|더|이나|씩))",
        "digit": r"^(?P<n>[1-4])(?=\s*(?:$|[.,!?~]|로|이|가|으|=|ㅋ))",
        "first": r"(?P<n>첫째|둘째|셋째|넷째)(?:\s*(?:꺼|거|것|걸|건|그림))?",
        "last": r"(?:맨\s?)?(?P<n>마지막|끝|뒤)(?:에|의)?\s*(?:꺼|거|것|걸|건|그림|사진|장면|컷|장(?!면))|(?P<n2>마지막)(?=이|으로|\s*$|[!.,~])",
        "former": r"(?<![가-힣])앞(?:에|의)?\s*(?:꺼|거|것|걸|건|게|그림)",
        "middle": r"(?<![가-힣])(?:가운데|중간)(?:에|의)?\s*(?:있는\s*)?(?:꺼|거|것|걸|건|게|그림|사진)",
        "both": r"둘\s*다|두\s*(?:개|장)\s*다|전부\s*다|모두\s*다|네\s*장\s*(?:다|모두)",
        "two": r"\b(?:like|love|pick|choose|prefer|take|liked|want|use|keep|both) (?P<n>[1-4])\s*(?:and|&|\+)\s*(?P<n2>[1-4])\b",
        "other": r"다른\s*(?:쪽|하나|거|것|걸|그림)(?!\s*(?:도|들))",
        "mine": r"(?:제|내)\s*(?:가\s*(?:그린|시킨|부탁한|만든)\s*)?(?:꺼|거|것|그림)(?=[가-힣\s]|$)",
        "theirs": r"(?P<who>[가-힣\w]{1,12}?)(?:님|씨)?(?:이|의|가)?\s*(?:부탁한|시킨|그린|만든)\s*(?:꺼|거|것|그림)",
        "batch": r"(?P<new>방금|아까\s?방금|최근|이번|마지막에)\s*(?:나온|그린|뽑은|만든|거|것|그림)|"
        r"(?P<old>맨\s?처음|처음|제일\s?먼저)\s*(?:에\s*)?(?:나온|그린|뽑은|만든)?\s*(?:거|것|그림|꺼)?(?=에서|중|의|로|\s)|"
        r"(?P<prior>아까|전에|이전)\s*(?:나온|그린|뽑은|만든|그)\s*(?:거|것|그림|꺼)?",
        "with": rf"(?P<w>[가-힣]+?)(?:이|가|을|를)?\s*(?:있는|나온|나오는|든|들고\s*있는|쓴|입은|탄|달린|들어간)\s*(?:{pointed})",
    }
    return {name: re.compile(p) for name, p in patterns.items()}


_KO_NUMBER = {"첫": 1, "두": 2, "세": 3, "네": 4, "첫째": 1, "둘째": 2, "셋째": 3, "넷째": 4, "다섯": 5, "여섯": 6}
_KO_NUMBER |= {"일곱": 7, "여덟": 8}


def point_ko(text: str) -> Pointer:
    """Return what the Korean `text` points at."""
    patterns = _korean()
    facts: dict[str, object] = {}
    rest = text

    def take(name: str) -> re.Match[str] | None:
        nonlocal rest
        match = patterns[name].search(rest)
        if match:
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
        return match

    if m := take("batch"):
        facts["batch"] = "new" if m["new"] else "old" if m["old"] else "prior"
    if take("mine"):
        facts["owner"] = ""
    elif m := take("theirs"):
        facts["owner"] = m["who"]
    numbers: list[int] = []
    for name in ("nth", "nth", "first", "digit"):
        m = take(name)
        if m:
            numbers.append(_KO_NUMBER.get(m["n"]) or int(m["n"]))
    if numbers:
        facts["exact" if numbers[0] > 4 else "ordinals"] = numbers[0] if numbers[0] > 4 else tuple(numbers)
    elif take("last"):
        facts["ordinals"] = (LAST,)
    elif take("former"):
        facts["ordinals"] = (FORMER,)
    elif take("middle"):
        facts["ordinals"] = (MIDDLE,)
    if not numbers and ((m := take("position")) or (m := take("vertical"))):
        groups = m.groupdict()
        facts["vertical"] = _vertical(groups.get("v") or groups.get("v2") or "")
        side = groups.get("h") or ""
        facts["horizontal"] = "left" if side[:1] in {"왼", "좌"} else "right" if side else ""
    if not numbers and (m := take("with")) and m["w"] not in {"이", "그", "저", "여기", "거기"}:
        facts["words"] = (m["w"],)
    facts["both"] = bool(take("both"))
    facts["other"] = not facts["both"] and bool(take("other"))
    return Pointer(rest=re.sub(r"\s+", " ", rest).strip(" ,"), **facts)  # type: ignore[arg-type]  # keys are fields


def _vertical(word: str) -> str:
    if not word:
        return ""
    return "top" if "위" in word or "윗" in word or "상" in word else "bottom"


# ---------------------------------------------------------------- resolving


def stem(word: str) -> str:
    """Return the English `word` without its plural ending, case folded; good enough to compare nouns."""
    low = word.casefold()
    for ending, cut in (("ies", "y"), ("ses", "s"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if low.endswith(ending) and len(low) > len(ending) + 1:
            return low[: -len(ending)] + cut
    return low[:-1] if low.endswith("s") and not low.endswith("ss") and len(low) > 3 else low


def mentions(text: str, word: str) -> bool:
    """Return whether `text` has a word that begins like `word` does, singular or plural."""
    return re.search(rf"(?<!\w){re.escape(stem(word))}", text, re.IGNORECASE) is not None


def told(board: Board, picture: Picture) -> str:
    """Return all words known of `picture`: its prompt, alt text and the request it answers."""
    request = next((g.request for g in board.grids if picture.id in g.pictures), "")
    return f"{picture.prompt} {picture.alt} {request}"


def grids_about(board: Board, words: Sequence[str]) -> list[Grid]:
    """Return the grids, newest first, of which some picture was made with all `words`."""
    found = []
    for grid in reversed(board.grids):
        pictures = [board.pictures[p] for p in grid.pictures if p in board.pictures]
        if pictures and all(any(mentions(told(board, p), w) for p in pictures) for w in words):
            found.append(grid)
    return found


def grids_by(board: Board, author: str) -> list[Grid]:
    """Return the grids, newest first, asked for by the person of this id or name."""
    wanted = author.casefold()
    return [
        g for g in reversed(board.grids)
        if wanted in (g.author.id.casefold(), g.author.name.casefold()) or (len(wanted) > 2 and g.author.name.casefold().startswith(wanted))
    ]  # fmt: skip


def _pool(board: Board, pointer: Pointer, author: str) -> list[Grid]:
    """Return the grids that the pointer allows, the likeliest first."""
    grids = list(reversed(board.grids))
    if pointer.owner is not None:
        grids = grids_by(board, pointer.owner or author)
    if pointer.words:
        about = grids_about(board, pointer.words)
        grids = [g for g in grids if g in about]
    if pointer.batch:
        several = [g for g in grids if len(g.pictures) > 1] or grids
        order = {"new": several[:1], "old": several[-1:], "prior": several[1:2] or several[:1]}
        grids = order[pointer.batch]
    return grids


def _cell(grid: Grid, pointer: Pointer) -> list[str]:
    count = len(grid.pictures)
    fits = []
    for position, picture in enumerate(grid.pictures, 1):
        vertical, horizontal = cell_of(position, count)
        if (not pointer.vertical or vertical in {pointer.vertical, ""}) and (
            not pointer.horizontal or horizontal in {pointer.horizontal, ""}
        ):
            fits.append(picture)
    return fits


def _by_ordinal(board: Board, grids: list[Grid], number: int) -> str | None:
    several = [g for g in grids if len(g.pictures) > 1]
    match number:
        case 101 | 102:
            pool = next(iter(several), None)
            return pool.pictures[0 if number == FORMER else min(1, len(pool.pictures) - 1)] if pool else None
        case -1:
            return grids[0].pictures[-1] if grids else None
        case 0:
            pool = next((g for g in several if len(g.pictures) % 2), None)
            return pool.pictures[len(pool.pictures) // 2] if pool else None
        case _:
            pool = next((g for g in grids if len(g.pictures) >= max(number, 2)), None)
            if pool is None and number == 1 and grids:
                pool = grids[0]
            if pool is not None:
                return pool.pictures[number - 1]
            picture = board.picture(number)
            return picture.id if picture else None


def resolve(board: Board, pointer: Pointer, author: str) -> Found:
    """Return the pictures that `pointer`, said by the person `author` (id), means on `board`.

    Several candidates and no pictures: it is ambiguous. Neither: it points at nothing.
    """
    if pointer.exact is not None:
        picture = board.picture(pointer.exact)
        return Found((picture.id,)) if picture else Found()
    grids = [g for g in _pool(board, pointer, author) if g.pictures]
    if not grids:
        return Found()
    if pointer.ordinals:
        found = [p for p in (_by_ordinal(board, grids, n) for n in pointer.ordinals) if p]
        return Found(tuple(dict.fromkeys(p for p in found if p in board.pictures)))
    if pointer.vertical or pointer.horizontal:
        grid = next((g for g in grids if len(g.pictures) > 1), grids[0])
        cells = _cell(grid, pointer)
        return Found(tuple(cells)) if len(cells) == 1 else Found(candidates=tuple(cells or grid.pictures))
    if pointer.other:
        return _other(board, grids)
    if pointer.both:
        grid = next((g for g in grids if len(g.pictures) > 1), grids[0])
        return Found(grid.pictures)
    if pointer.words:
        return _with_words(board, grids, pointer.words)
    grid = grids[0]
    if board.state.selected in grid.pictures and board.state.selected:
        return Found((board.state.selected,))
    return Found(grid.pictures[:1])


def _other(board: Board, grids: list[Grid]) -> Found:
    grid = next((g for g in grids if len(g.pictures) > 1), None)
    if grid is None:
        return Found()
    selected = board.state.selected
    left = tuple(p for p in grid.pictures if p != selected)
    return Found(left) if selected in grid.pictures and len(left) == 1 else Found(candidates=left)


def _with_words(board: Board, grids: list[Grid], words: Sequence[str]) -> Found:
    """Return the newest picture made with the words; the selected or first one when a whole grid was."""
    for grid in grids:
        having = [
            p for p in grid.pictures
            if p in board.pictures and all(mentions(told(board, board.pictures[p]), w) for w in words)
        ]  # fmt: skip
        if having:
            chosen = board.state.selected if board.state.selected in having else having[0]
            return Found((chosen,)) if chosen else Found()
    return Found()


def focus(board: Board, author: str | None = None) -> Picture | None:
    """Return the picture that "it" means: selected, else the first of the last grid; of `author` alone if given."""
    if author is None:
        return board.current()
    for grid in grids_by(board, author):
        for picture in grid.pictures:
            if picture in board.pictures:
                return (
                    board.selected
                    if board.state.selected in grid.pictures and board.selected
                    else board.pictures[picture]
                )
    return None


_GENERIC = frozenset(
    ["background", "picture", "image", "colour", "color", "light", "scene", "thing", "whole", "same", "other", "style", "one", "version", "last", "first", "second", "third", "fourth", "left", "right", "bottom", "seed", "story", "prompt", "title", "text", "words", "word", "name", "next", "end", "ending", "rest", "kids", "lot", "bot", "soft", "daylight", "illustration", "storybook", "garden", "flower"]
)  # fmt: skip


def family_of(board: Board, picture: Picture) -> set[str]:
    """Return the ids of the pictures that `picture` comes from, and of those made beside each."""
    seen: set[str] = set()
    open_ = [picture.id]
    while open_:
        one = open_.pop()
        if one in seen or one not in board.pictures:
            continue
        seen.add(one)
        open_ += board.pictures[one].parents
        grid = board.grid_of(board.pictures[one].turn)
        seen.update(grid.pictures if grid else ())
    return seen


def meant_by_words(board: Board, words: Sequence[str], chosen: Sequence[str] = ()) -> Picture | None:
    """Return the picture of another subject that `words` are about, when the one at hand knows none of them.

    `chosen` are pictures that people picked before; of a grid, the picked one is meant.
    """
    current = focus(board)
    if current is None or not words:
        return None
    known = told(board, current)
    telling = [w for w in words if w.casefold() not in _GENERIC and len(w) > 2 and not mentions(known, w)]
    family = family_of(board, current)
    for grid in reversed(board.grids):
        pictures = [board.pictures[p] for p in grid.pictures if p in board.pictures and p not in family]
        having = [p for p in pictures if any(mentions(told(board, p), w) for w in telling)]
        if having:
            picked = next((p for p in having if p.id in chosen or p.id == board.state.selected), None)
            return picked or having[0]
    return None


def parent_of(board: Board, picture: Picture) -> Picture | None:
    """Return the picture that `picture` was made from, if it is still on the board."""
    return next((board.pictures[p] for p in picture.parents if p in board.pictures), None)


def selection_after(made: Sequence[str], select: str | None, selected: str | None) -> str | None:
    """Return what is selected once a plan was carried out: the plan's choice, else the only new picture.

    A new grid clears the selection: "it" then means the grid's first picture until somebody picks another.
    """
    if made:
        return made[0] if len(made) == 1 else None
    return select or selected
