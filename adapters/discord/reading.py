"""Values out of Discord's payloads, without trusting their shape: what is not there, or of another kind, is empty.

Used by the parsers. Pure; no payload makes any of these raise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from adapters.discord.limits import EPOCH_MS

Payload = Mapping[str, object]
_ID = re.compile(r"[1-9][0-9]{0,19}", re.ASCII)
_NOTHING: Payload = {}


def mapping(value: object) -> Payload:
    """Return `value` if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else _NOTHING


def items(value: object) -> Iterator[Payload]:
    """Yield the objects of an array; nothing for what is no array."""
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, Mapping))


def text(value: object) -> str:
    """Return `value` if it is a text, else ""; half signs, which nothing can store or send, become question marks."""
    if not isinstance(value, str):
        return ""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")


def number(value: object) -> int:
    """Return a whole number, given as one or as its digits; else 0."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,40}", value, re.ASCII) else 0


def snowflake(value: object) -> str:
    """Return an id of Discord's as text; "" for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if 0 < value < 1 << 64 else ""
    found = text(value)
    return found if _ID.fullmatch(found) else ""


def shard_of(ready: Payload) -> tuple[int, int]:
    """Return which shard a session is of, and of how many; (0, 1) where it does not say."""
    found = ready.get("shard")
    return (number(found[0]), number(found[1])) if isinstance(found, list) and len(found) == 2 else (0, 1)


def ms_of(identity: str) -> int:
    """Return when an id was made, in milliseconds since 1970."""
    return (int(identity) >> 22) + EPOCH_MS


def first_id(time_ms: int) -> int:
    """Return the lowest id that can be made at a time, in milliseconds since 1970."""
    return max(time_ms - EPOCH_MS, 0) << 22


def time_of(identity: str) -> float:
    """Return when an id was made, in seconds since 1970."""
    return ms_of(identity) / 1000
