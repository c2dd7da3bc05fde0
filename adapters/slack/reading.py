"""Reading values out of Slack's payloads without trusting their shape: what is not there, or of another kind, is empty.

Used by the parsers. Pure; no payload makes any of these raise.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

Payload = Mapping[str, object]
_NOTHING: Payload = {}
_ID = re.compile(r"[A-Z][A-Z0-9]{1,30}", re.ASCII)
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,8}", re.ASCII)


def mapping(value: object) -> Payload:
    """Return `value` if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else _NOTHING


def items(value: object) -> Iterator[Payload]:
    """Yield the objects of an array; nothing for what is no array."""
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, Mapping))


def text(value: object) -> str:
    """Return `value` if it is a text, else ""."""
    return value if isinstance(value, str) else ""


def number(value: object) -> int:
    """Return a whole number, else 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def slack_id(value: object) -> str:
    """Return an id of Slack's (a team, channel, user, bot, file or view); "" for anything else."""
    found = text(value)
    return found if _ID.fullmatch(found) else ""


def stamp(value: object) -> str:
    """Return the time that names a message; "" for anything else."""
    found = text(value)
    return found if _TS.fullmatch(found) else ""


def seconds(ts: str, default: float) -> float:
    """Return a message's time in seconds since 1970; `default` where there is none."""
    return float(ts) if stamp(ts) else default


def digest(*parts: str) -> str:
    """Return a short name for the parts, the same in every process."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:24]
