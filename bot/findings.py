"""What `picturebook check` finds: a grade, a subject, and a text that says what to do.

Made by bot/check.py and by what it calls for each part; printed by the command line.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How bad a finding is; a problem makes the command fail."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "PROBLEM"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one subject; a problem's text says what to do."""

    grade: Grade
    subject: str
    text: str
