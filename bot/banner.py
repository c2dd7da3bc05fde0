"""What is said when picturebook starts: what is on, what is off and which setting switches it on.

Called by the command line with the parts that bot/app.py built. Pure; knows no terminal.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bot as the banner names it. `setting` is the variable that switches it on or changes it."""

    name: str
    on: bool
    text: str
    setting: str | None = None
