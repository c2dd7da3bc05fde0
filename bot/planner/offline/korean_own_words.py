"""What somebody said, in their own words, for where the tables know too few of them: a picture model may know the rest.

Called by korean at the end of its reading. Pure. A wish that came out half in English and half in scraps is said as it
was, without the words that only ask, and without what shall not be there.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.korean_descriptions import strip_request
from bot.planner.offline.korean_making import FRONT
from bot.planner.offline.korean_phrases import bare
from bot.planner.offline.reading import Content
from bot.planner.prompts import Change
from bot.planner.words import sentences

#: What comes before these shall not be in the picture.
_NOT = re.compile(r"^.*(?:말고|대신에?|빼고|빼서|없애고|지우고|아니라|보다는?|보단)\s*")
_GONE = re.compile(r"(?<![가-힣])(?:빼|없애|지워|지우|제거|벗겨|치워|삭제|떼)\s*(?:줘|주|봐|고|라)?\S*$|없이|없는|없게")
_ASKING = re.compile(
    r"\s*(?:좀\s*)?(?:해\s*)?(?:줘|줘요|줘라|주라|주세요|주실래요|줄래요?|주시겠어요|주시고요?|달라\S*|부탁\S*|가능\S*|ㄱㄱ+|될까요?|안\s*될까\S*)(?=[\s.!?~]*$)"
)
_QUOTED = re.compile(r"\"[^\"]*\"|\{\d\}")
_KOREAN = re.compile(r"[가-힣]")
#: Longer messages tell more than what is to be seen.
MAX_CHARS = 160


def is_scrap(words: str) -> bool:
    """Return whether `words` of a prompt hold Korean that is neither quoted nor a name's mark."""
    return _KOREAN.search(_QUOTED.sub(" ", words)) is not None


def own_words(text: str) -> str:
    """Return the clauses of `text` that say what shall be there, as they were said."""
    kept = []
    for sentence in sentences(text):
        words = _ASKING.sub("", _NOT.sub("", FRONT.sub("", bare(sentence)))).strip(" .,!?~")
        if words and not _GONE.search(words) and not sentence.rstrip().endswith("?"):
            kept.append(words)
    return ", ".join(kept)[:MAX_CHARS].strip()


def told_change(change: Change, text: str) -> Change:
    """Return `change`, which `text` asks for, with the person's own words beside scraps."""
    scraps = [
        part
        for part in (*change.add, *(new for _, new in change.swap), *(f"{thing} {look}" for thing, look in change.tint))
        if is_scrap(part)
    ]
    said = own_words(text) if scraps else ""
    if not said:
        return change
    return replace(change, add=(*change.add, said))


def told_content(content: Content, text: str) -> Content:
    """Return `content`, which `text` asks for, with the person's own words beside what has no English."""
    if not (is_scrap(content.subject) or any(map(is_scrap, content.details))):
        return content
    said = strip_request(own_words(text if len(text) <= MAX_CHARS / 2 else content.native))
    if not said or said in content.subject:
        return content
    return replace(content, details=(*content.details, said))
