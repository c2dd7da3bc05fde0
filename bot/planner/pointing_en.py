"""What an English sentence points at: ordinals, positions, owners, "the one with the boat".

Called by planners; its Pointer is resolved by references. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from functools import cache

from bot.planner.lexicon import either, table, words_of
from bot.planner.references import Pointer


@cache
def _english() -> dict[str, re.Pattern[str]]:
    data = table("references")["en"]
    pointed, ordinal, number = either(words_of(data["pointed"])), either(data["ordinal"]), either(data["number"])
    next_ok = either(words_of(data["next_ok"]))
    tail = rf"(?=\s*(?:$|[.,!?;:)=-]|{next_ok}\b|'s\b|[a-z]{{3,}}s\s+(?:to|my|me|out|it|the|best|most|like|him|her|at|with|more|us|our)\b))"
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
        "row": r"\b(?:(?:in|of|on|from) )?(?:the )?(?P<r>top|upper|first|bottom|lower|second|last) row\b",
        "ordinal": rf"(?:^(?:the\s+)?|\b(?:{det}|on\s+|use\s+|take\s+|pick\s+|like\s+|love\s+|prefer\s+|choose\s+|with\s+|for\s+|vote\s+|and\s+|or\s+))(?:very\s+)?(?P<o>{ordinal})(?:\s+(?:and|&|or)\s+(?:the\s+)?(?P<o2>{ordinal}))?"
        rf"(?:\s+{pointed}\b|{tail})",
        "number": rf"(?:\b(?:number|no\.?|nr\.?|num|option|pic|picture|image|version|variant|tile|team|choice)|#)\s*"
        rf"(?P<n>\d{{1,4}}|{number})\b(?:\s*(?:and|&|,|or)\s*(?:number\s+|#)?(?P<n2>\d|{number})\b)?",
        "say": r"(?:\b(?:(?:i|we)'d say|i say|let's say|say|says|team|settle on|decide on|go for|go with|goes to|vote for|vote:|it's|make that|plump for|opt for)\s+)(?:number\s+|no\.?\s+|#)?(?P<n>[1-4]|one|two|three|four)(?P<n2>)?(?=\s*(?:$|[.,!?;]|for me\b|then\b|please\b|but\b|and\b|i think\b))|^(?P<n3>one|two|three|four)(?=\s*(?:$|[.!?,;:-])|\s+(?:has|is(?! (?:enough|plenty|fine|all|good enough))|looks|wins|gets|needs|please\W*$|it is|for me|but|with|definitely|obviously|all the way|feels|seems|makes|made|ftw|for sure)\b)|:\s*(?P<n4>[1-4])\W*$",
        "bare": r"^(?:take |pick |use |choose |going with |go with |i'd go with )?(?P<n>[1-4])(?:\s*(?:and|&|,|\+|or)\s*(?P<n2>[1-4]))?(?=\s*(?:$|[.,!?;:=]|(?:has|is|looks|wins|please|but|with|in|as|at|plus|for|it is|gets|could|should|needs|without|at night|only|again|definitely|best|minus|plus|ftw|all the way|all day|for sure|hands down|obviously|clearly|i think|imo|goes|made|makes|feels|seems|reminds|deserves|wants|should|would|can)\b))",
        "take": r"\b(?:go(?:ing)?|we go|let's go|i go) (?:with|for) (?P<n>[1-4])\b(?!\s+\w*s\b)|\b(?:i|we) (?:like|love|pick|choose|prefer|take|vote) (?:for )?(?P<n2>[1-4])\b(?=\s*(?:$|[.,!?;]|best|most|but\b|with\b|only\b|and (?:make|give|add|put|change|remove)))",
        "two": r"\b(?:like|love|pick|choose|prefer|take|liked|want|use|keep|both) (?P<n>[1-4])\s*(?:and|&|\+)\s*(?P<n2>[1-4])\b",
        "other": r"\b(?:the\s+)?other (?:one|picture|version|two|ones|pic)\b",
        "both": r"\bboth(?: of (?:them|these|those))?\b(?! of (?:us|you)\b)|\ball (?:of them|four|three)\b",
        "before": rf"\b(?:(?:the|that|my)\s+(?:[\w-]+\s+)?(?:{pointed})\s+(?:from\s+)?|from\s+|better\s+|nicer\s+|back\s+to\s+|(?:it|that|he|she)\s+was\s+|(?:liked|preferred|prefer|like)\s+(?:it|him|her|that)\s+)before (?:we |you |i )?(?:added |adding |put in )?(?:the|that|his|her|its|my|all the)\s+(?P<w>[\w-]+)",
        "lacking": rf"\b(?:the|that|my)\s+(?:[\w-]+\s+)?(?:{pointed})\s+(?:without|with no|that has no|minus)\s+(?:the|a|an|any|his|her|its)?\s*(?P<w>[\w-]+)",
        "only": rf"\b(?:the|that|my)\s+(?:[\w-]+\s+)?(?:{pointed})\s+(?:with|that had|that has)\s+(?:only|just)\s+(?:the|a|an|his|her|its)?\s*(?P<w>[\w-]+)",
        "mine": rf"\b(?:of\s+)?(?:mine\b|my (?:own )?(?:(?:one|picture|pic|drawing|version|image)s?\b|(?=(?:very )?{ordinal}\b(?: {pointed}\b|\s*(?:$|[.,:;!?]|please|but|with|gets|needs|should|could)))))",
        "theirs": rf"(?<!\w)(?:of\s+)?(?P<who>[\w.-]{{2,32}})'s\s+(?=(?:{ordinal}\s+)?{pointed}\b)|\bof\s+(?P<who2>[\w.-]{{2,32}})'s(?!\s*\w)",
        "with": rf"\b(?:the|that|my)\s+(?:{pointed})\s+(?:with|of|that has|that had|where|which has|holding|wearing|in|on|featuring|showing)\s+"
        rf"(?:the|a|an|his|her|its|their|my)?\s*(?P<w>[\w-]+(?:\s+[\w-]+)?)",
        "named": rf"\b(?:the|my|our|those|that)\s+(?:(?:last|first|latest|newest|second|third|fourth|1st|2nd|3rd|4th)\s+)?(?P<w>(?!{pointed}\b|other\b|last\b|first\b|same\b|next\b|1st\b|2nd\b|3rd\b|4th\b)[\w-]+)\s+(?:{pointed})\b",
        "batch": rf"\b(?:(?:of|in|from|on)\s+)?(?:the|that|those|my|your)\s+(?:very\s+)?(?:(?P<new>{new})|(?P<old>{old})|(?P<prior>{prior})|(?P<nth>second|third|2nd|3rd|fourth|4th))\s+{batch}\b",
    }
    return {name: re.compile(p, re.IGNORECASE) for name, p in patterns.items()}


def _number(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else int(table("references")["en"]["number"].get(text.casefold(), 0)) or None


def _batch(match: re.Match[str]) -> str:
    if match["nth"]:
        return str(table("references")["en"]["ordinal"][match["nth"].casefold()])
    return "new" if match["new"] else "old" if match["old"] else "prior"


def _is_pointed(word: str) -> bool:
    return re.fullmatch(either(words_of(table("references")["en"]["pointed"])), word) is not None


def _not_words() -> tuple[str, ...]:
    return words_of(table("references")["en"]["not_words"])


def point_en(text: str) -> Pointer:  # noqa: PLR0912, PLR0915 - one branch per way of pointing
    """Return what the English `text` points at."""
    patterns = _english()
    ordinal_of: dict[str, int] = table("references")["en"]["ordinal"]
    facts: dict[str, object] = {}
    rest = text

    def take(name: str) -> re.Match[str] | None:
        nonlocal rest
        match = patterns[name].search(rest)
        if match:
            left = " the " if name == "theirs" else " "
            rest = f"{rest[: match.start()]}{left}{rest[match.end() :]}".lstrip(" ,")
        return match

    if (m := take("before")) or (m := take("lacking")):
        facts["lacking"] = (m["w"].casefold(),)
    elif m := take("only"):
        facts["only"], facts["words"] = True, (m["w"].casefold(),)
    if m := take("batch"):
        facts["batch"] = _batch(m)
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
    if (_says_a_side(patterns["position"], rest) and (m := take("position"))) or (not loose and (m := take("on_the"))):
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
    if "only" not in facts and (m := patterns["with"].search(rest)):
        said = [w.casefold() for w in m["w"].split()]
        facts["words"] = tuple(w for w in said if w not in _DULL and w not in ordinal_of and not _is_pointed(w))
        if place := next((ordinal_of[w] for w in said if w in ordinal_of), 0):
            facts["ordinals"] = (place,)
        take("with")
    elif (m := patterns["named"].search(rest)) and m["w"].casefold() not in {*_not_words(), *ordinal_of}:
        facts["words"] = (m["w"].casefold(),)
        inner = re.search(either(ordinal_of), m[0], re.IGNORECASE)
        if inner:
            facts["ordinals"] = (ordinal_of[inner[0].casefold()],)
        take("named")
    if "ordinals" not in facts and (m := take("ordinal")):
        facts["ordinals"] = tuple(ordinal_of[o.casefold()] for o in (m["o"], m["o2"]) if o)
    elif "ordinals" not in facts and (
        (m := take("number")) or (m := take("say")) or (m := take("bare")) or (m := take("two")) or (m := take("take"))
    ):
        numbers = [n for n in (_number(g) for g in (m.groupdict().get(k) for k in ("n", "n2", "n3", "n4"))) if n]
        facts["exact" if numbers and numbers[0] > 4 else "ordinals"] = (
            numbers[0] if numbers and numbers[0] > 4 else tuple(numbers)
        )
    facts["other"] = bool(take("other"))
    facts["both"] = not facts["other"] and bool(take("both"))
    return Pointer(rest=re.sub(r"\s+", " ", rest).strip(" ,"), **facts)  # type: ignore[arg-type]  # keys are fields


def _says_a_side(position: re.Pattern[str], text: str) -> bool:
    """Return whether the first position in `text` is one: "left", "the left", "take left", but not "she's right"."""
    match = position.search(text)
    if match is None:
        return False
    if not re.fullmatch(r"(?:left|right|top|bottom|upper|lower)", match[0].strip(), re.IGNORECASE):
        return True
    before = text[: match.start()].rstrip()
    return (
        not before
        or re.search(
            rf"(?:[.,;:!?–-]|\b{either(words_of(table('references')['en']['before_side']))})$", before, re.IGNORECASE
        )
        is not None
    )


_DULL = frozenset({"is", "are", "the", "a", "and", "please", "but", "looks", "to", "it", "more"})
