"""What a guideline is about, and where in a prompt it applies.

Used by every module of bot/policy and by whoever reads Plan.reason. Knows no list and no sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Guideline(StrEnum):
    """What a refusal or a change is about; Plan.reason holds it."""

    PERSON = "public person"
    PRIVATE = "private person"
    ARTIST = "artist"
    CHARACTER = "protected character"
    UNSAFE = "unsafe"
    ADULT = "adult"
    HATE = "hate"
    HARM = "self-harm"
    DECEIT = "deceit"


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage of a prompt that a guideline is about, what may stand there instead, and its words where they count."""

    guideline: Guideline
    start: int
    end: int
    instead: str
    name: str = ""
