"""Slack's rate limits, kept by all processes together: a pace for each method, and pauses that Slack asked for.

Used by adapters/slack/calls.py. Keeps its counts in the store, so that ten workers do not ask ten times as often. Words
and pictures that are the answer come before progress: progress leaves part of each allowance alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, cast

from redis.asyncio import Redis

from adapters.slack.limits import TIERS, Method
from adapters.slack.marks import team_key
from adapters.slack.told import told

#: A burst of this part of a minute's calls may be made at once; Slack tells no number, and takes more.
_BURST = 0.5
_RESERVE = 0.5
_CHANNEL_S, _CHANNEL_BURST = 1.0, 4

# KEYS: pause, pace. ARGV: ms between calls, ms that may be ahead. Returns the ms to wait; 0: the call is counted.
_TAKE = """
local paused = redis.call('PTTL', KEYS[1])
if paused > 0 then return paused end
local every, ahead = tonumber(ARGV[1]), tonumber(ARGV[2])
if every == 0 then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local next = tonumber(redis.call('GET', KEYS[2]) or '0')
if next < now then next = now end
if next - now > ahead then return math.ceil(next - now - ahead) end
redis.call('SET', KEYS[2], next + every, 'PX', math.ceil(next - now + every + 1000))
return 0
"""


@dataclass(frozen=True, slots=True)
class Lane:
    """What is counted together: the calls of a method in a workspace, or in one channel of it."""

    team: str
    method: Method
    channel: str = ""

    @property
    def name(self) -> str:
        """The name of its keys."""
        return f"{self.method.name}:{self.channel}" if self.method.per_channel else self.method.name


class Limiter:
    """The shared limits. Every method raises StoreError when the store does not answer."""

    def __init__(self, redis: Redis) -> None:
        self._redis = cast(Any, redis)
        self._take = self._redis.register_script(_TAKE)

    @told
    async def take(self, lane: Lane, *, is_progress: bool = False) -> float:
        """Count a call and return 0, or the seconds to wait before asking again."""
        every_s, burst = _pace(lane.method)
        if is_progress:
            burst *= 1 - _RESERVE
        ahead_s = max(burst - 1, 0) * every_s
        keys = [team_key(lane.team, f"pause:{lane.name}"), team_key(lane.team, f"pace:{lane.name}")]
        wait_ms = await self._take(keys=keys, args=[math.ceil(every_s * 1000), math.ceil(ahead_s * 1000)])
        return int(wait_ms) / 1000

    @told
    async def pause(self, lane: Lane, seconds: float) -> None:
        """Keep every process from such calls for as long as Slack said."""
        key = team_key(lane.team, f"pause:{lane.name}")
        await self._redis.set(key, "1", px=max(math.ceil(seconds * 1000), 1))


def _pace(method: Method) -> tuple[float, float]:
    """Return (seconds between calls, calls that may come at once); 0 seconds: as often as wanted."""
    if method.per_channel:
        return _CHANNEL_S, _CHANNEL_BURST
    if method.tier is None:
        return 0.0, 1
    return 60 / TIERS[method.tier], TIERS[method.tier] * _BURST
