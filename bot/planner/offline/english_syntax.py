"""The grammar of English clauses: whether one orders, wishes, tells, asks, or only names something.

Called by the readers of what is implied. Pure; knows words by english_lexicon, and treats every other word by its place.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import dataclass

from bot.planner.offline.english_lexicon import (
    PAST,
    closed,
    is_doing,
    is_look,
    is_past,
    is_present,
    tokens,
    words,
)
from bot.planner.offline.english_words import bare


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. `kind` is one of order, wish, tells, question, thing, look, place, doing, without, nothing."""

    kind: str
    text: str
    subject: str = ""  # of a wish or of what is told
    verb: str = ""  # of an order; the modal of a wish; the finite verb of what is told
    rest: str = ""  # what comes after the verb

    @property
    def words(self) -> int:
        """The number of words."""
        return len(self.text.split())


_CONTRACTED = re.compile(r"^(?:i|we|you|he|she|it|they|that|this|there|who|\{\d\})'(?:s|re|m|ll|d|ve)$")


def clause_of(sentence: str) -> Clause:
    """Return the clause that `sentence` is."""
    text = bare(sentence)
    parts = tokens(text)
    if not parts:
        return Clause("nothing", text)
    for find in (_question, _wish, _told, _order, _fragment):
        found = find(text, parts, sentence)
        if found is not None:
            return found
    return Clause("thing", text)


def _after(text: str, count: int) -> str:
    """Return `text` without its first `count` words."""
    pieces = text.split()
    return " ".join(pieces[count:])


def _question(text: str, parts: list[str], sentence: str) -> Clause | None:  # noqa: PLR0911 - the first that fits wins
    first, second = parts[0], parts[1] if len(parts) > 1 else ""
    if first in words("closed", "prepositions") and second in {"what", "which", "whom", "whose", "how"}:
        return Clause("question", text)
    if first in {"how", "what"} and second in {"about", "if"}:
        return Clause("wish", text, "it", "could", _after(text, 2))
    if first.split("'")[0] in words("closed", "questions") and first != "that":
        return Clause("question", text)
    if first == "do" and sentence.rstrip().endswith("?") and second.endswith("s") and not second.endswith("ss"):
        return Clause("question", text)
    if (
        first == "do"
        and len(parts) > 2
        and second.endswith("s")
        and not second.endswith("ss")
        and parts[2] in words("verbs", "common")
    ):
        return Clause("question", text)
    if (
        first in {"is", "are", "was", "were", "does", "did", "has", "isn't", "aren't", "doesn't", "didn't"}
        and len(parts) > 2
    ):
        return Clause("question", text)
    asks = first in words("closed", "auxiliaries") and (
        second in words("closed", "subjects") | words("closed", "articles") | words("closed", "possessives")
        or second.startswith("{")
    )
    if asks and first not in {"be", "been", "being"}:
        return Clause("question", text)
    return None


def _noun_phrase(parts: list[str], start: int = 0) -> int:
    """Return where the noun phrase that begins at `start` may end: before the first word that cannot be in it."""
    here = start
    while here < len(parts):
        word = parts[here]
        stops = (
            word in words("closed", "auxiliaries") | words("closed", "modals") | words("closed", "joints")
            or _CONTRACTED.match(word)
            or (here > start and (word in words("closed", "subjects") or is_doing(word)))
            or (here > start and word in words("closed", "prepositions"))
        )
        if stops:
            break
        here += 1
    return here


def _wish(text: str, parts: list[str], sentence: str) -> Clause | None:  # noqa: PLR0911 - the first that fits wins
    """A modal before its subject: "could the lanterns be blue", "can he"."""
    if parts[0] not in words("closed", "modals") or len(parts) < 3:
        return None
    if parts[0].endswith("n't") and parts[1] not in words("closed", "subjects") | words("closed", "possessives") | {
        "the"
    }:
        return Clause("tells", text, "i", parts[0], _after(text, 1))
    second = parts[1]
    if second in words("closed", "subjects") and second not in {"this", "that", "these", "those"}:
        return Clause("wish", text, second, parts[0], _after(text, 2))
    verbs = words("verbs", "common") | {"be", "have", "say", "read"}
    anybody = (
        second not in words("closed", "articles") | words("closed", "possessives")
        and not second.startswith("{")
        and parts[0] in {"can", "will", "would"}
    )
    if anybody and not text.split()[1][:1].isupper():
        return Clause("question", text)
    for index in range(2, min(len(parts), 8)):
        if parts[index] in verbs or parts[index] in {"please", "also", "maybe"}:
            skip = index + (parts[index] in {"please", "also", "maybe"})
            return Clause("wish", text, " ".join(text.split()[1:index]), parts[0], _after(text, skip))
    owned = second in words("closed", "possessives") or second in {"the", "this", "that", "these", "those"}
    if owned and len(parts) > 3 and parts[0] in {"can", "could", "should", "may", "might"}:
        return Clause("wish", text, " ".join(text.split()[1:3]), parts[0], _after(text, 3))
    return Clause("question", text) if sentence.rstrip().endswith("?") else None


def _told(text: str, parts: list[str], sentence: str) -> Clause | None:  # noqa: PLR0911, PLR0912 - the first that fits wins
    """A subject before a finite verb."""
    first = parts[0]
    while (
        len(parts) > 2
        and first in words("closed", "adverbs")
        and first not in {"not", "less", "more", "there", "here", "instead"}
    ):
        return _told(_after(text, 1), parts[1:], sentence)
    if (first in PAST and first not in {"left", "made", "lost", "built"}) or (
        first.endswith("ed")
        and len(parts) > 1
        and parts[1] in words("closed", "articles") | words("closed", "possessives") | words("closed", "objects")
    ):
        return Clause("tells", text, "i", first, _after(text, 1))
    if _CONTRACTED.match(first):
        return Clause("tells", text, first.split("'")[0], first.partition("'")[2], _after(text, 1))
    if first in words("closed", "subjects") and len(parts) > 1 and first not in {"this", "that", "these", "those"}:
        return Clause("tells", text, first, parts[1], _after(text, 2))
    end = _noun_phrase(parts)
    if end < len(parts) and end and parts[end] in words("closed", "prepositions"):
        further = _noun_phrase(parts, end + 1)
        if further < len(parts) and parts[further] in words("closed", "modals") | words("closed", "auxiliaries"):
            end = further
    definite = (
        first in words("closed", "possessives")
        or first in {"the", "this", "that", "these", "those"}
        or first.startswith("{")
    )
    limit = end
    if definite:
        for index in range(1, min(end, 5)):
            mine = first in {"my", "our", "your"} and parts[index].endswith("ed") and index > 1
            if (
                (is_present(parts[index]) and index + 1 < len(parts))
                or mine
                or is_past(parts[index], parts[index + 1 :])
            ):
                limit = index
                break
    for index in range(2, min(len(parts), 6)):
        if parts[index - 1] in {"always", "never", "often", "usually", "sometimes", "already", "still"} and is_present(
            parts[index]
        ):
            return Clause("tells", text, " ".join(text.split()[: index - 1]), parts[index], _after(text, index + 1))
    if limit >= len(parts) or limit == 0:
        return None
    verb = parts[limit]
    finite = (
        verb in words("closed", "auxiliaries")
        or verb in words("closed", "modals")
        or (
            definite
            and (
                is_present(verb)
                or is_past(verb, parts[limit + 1 :])
                or (first in {"my", "our", "your"} and verb.endswith("ed"))
            )
        )
    )
    finite = finite or (
        verb in PAST
        and verb not in {"left", "made", "kept", "lost", "built", "caught", "found", "broke"}
        and not definite
        and limit < 4
    )
    if _CONTRACTED.match(verb) and limit:
        return Clause("tells", text, " ".join(text.split()[:limit]), verb, _after(text, limit + 1))
    if not finite or verb in {"being", "been", "be"}:
        return None
    return Clause("tells", text, " ".join(text.split()[:limit]), verb, _after(text, limit + 1))


def _order(text: str, parts: list[str], sentence: str) -> Clause | None:
    """A verb first: an unknown word before an article, a possessive or a pronoun is one too."""
    first = parts[0]
    if re.match(r"[\w'-]+,", text):
        return None
    if len(parts) < 2 or closed(first) or is_doing(first) or first.endswith("'s") or first.startswith("{"):
        return None
    second = parts[1]
    before = words("closed", "articles") | words("closed", "possessives") | words("closed", "objects")
    known = first in words("verbs", "common") and first not in words("looks", "plain")
    particle = second in words("closed", "prepositions") | words("closed", "adverbs")
    if (
        (second in before and not is_look(first))
        or second.startswith("{")
        or (known and (particle or second in words("closed", "numbers")))
    ):
        return Clause("order", text, verb=first, rest=_after(text, 1))
    if known and not first.endswith("s") and len(parts) < 8 and not sentence.rstrip().endswith("?"):
        return Clause("order", text, verb=first, rest=_after(text, 1))
    return None


def _fragment(text: str, parts: list[str], _sentence: str) -> Clause | None:
    first = parts[0]
    if first == "not":
        return Clause("nothing", text)
    if first in {"no", "without", "minus", "zero"}:
        return Clause("without", text, rest=_after(text, 1))
    if first in words("closed", "prepositions"):
        return Clause("place", text)
    if is_doing(first):
        return Clause("doing", text)
    telling_ = [
        w
        for w in parts
        if not (
            w in words("closed", "adverbs") or w in {"a", "bit", "lot", "and", "but", "or", "so", "too", "touch", "tad"}
        )
    ]
    if telling_ and all(is_look(w) for w in telling_):
        return Clause("look", text)
    return Clause("thing", text)
