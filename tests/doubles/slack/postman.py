"""Deliveries to the app: signed HTTP or a socket, three seconds for the acknowledgement, retries of events.

Knows nothing of what it carries. Called by the workspaces; hands envelopes to sockets.py.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp
from doubles.slack.facts import ACK_S, RETRIES_S
from doubles.slack.world import Call, Json

if TYPE_CHECKING:
    from doubles.slack.server import SlackDouble

EVENTS, INTERACTIVE, COMMANDS = "events_api", "interactive", "slash_commands"
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass
class Attempt:
    """One try: `status` is the HTTP status, 200 for an acknowledged envelope, None for no answer."""

    at_s: float
    took_s: float
    status: int | None
    body: str = ""
    error: str | None = None

    @property
    def ok(self) -> bool:
        """True when the app took it."""
        return self.status is not None and 200 <= self.status < 300


@dataclass
class Delivery:
    """One thing to tell the app, and how that went. `done` is set when it was taken or given up."""

    kind: str
    body: Json
    attempts: list[Attempt] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def ok(self) -> bool:
        """True when the app took it in the end."""
        return any(one.ok for one in self.attempts)

    @property
    def answer(self) -> Json:
        """What the app said in its acknowledgement."""
        text = next((one.body for one in self.attempts if one.ok), "")
        if not text.strip():
            return {}
        try:
            found = json.loads(text)
        except ValueError:
            return {"text": text}
        return found if isinstance(found, dict) else {"text": text}


class Postman:
    """Carries deliveries. `retries_s` are the waits before each retry of an event; `delay_s` slows every first try.

    Each has a connection of its own, so that a bot that was killed and started again gets the next one.
    """

    def __init__(self, double: SlackDouble) -> None:
        self._double = double
        self.ack_s = ACK_S
        self.retries_s: tuple[float, ...] = RETRIES_S
        self.delay_s = 0.0
        self.holding = False  # events wait until `release`: Slack's own delays, up to a day
        self.held: list[Delivery] = []
        self.repeat = 1  # every delivery is made so often, as if acknowledgements had been lost
        self.deliveries: list[Delivery] = []
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Open what deliveries go through."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=60), connector=aiohttp.TCPConnector(force_close=True, limit=0)
        )

    async def stop(self) -> None:
        """Close it."""
        if self._session is not None:
            await self._session.close()

    async def send(self, kind: str, body: Json) -> Delivery:
        """Deliver, and return after the first try; retries of an event go on by themselves."""
        delivery = Delivery(kind, body)
        self.deliveries.append(delivery)
        if self.holding and kind == EVENTS:
            self.held.append(delivery)
            return delivery
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        again = await self._try(delivery, 0, None)
        for _ in range(self.repeat - 1):
            await self._try(delivery, 1, "http_timeout")
        if again is None or kind != EVENTS or not self.retries_s:
            delivery.done.set()
        else:
            self._double.later(self._retry(delivery, again))
        return delivery

    async def release(self, *, backwards: bool = False) -> list[Delivery]:
        """Deliver what was held, oldest first or last, once each."""
        self.holding, held, self.held = False, self.held, []
        for delivery in reversed(held) if backwards else held:
            await self._try(delivery, 0, None)
            delivery.done.set()
        return held

    async def redeliver(self, delivery: Delivery, number: int = 1, reason: str = "http_timeout") -> Attempt:
        """Deliver the same once more, whatever became of it."""
        await self._try(delivery, number, reason)
        return delivery.attempts[-1]

    async def _retry(self, delivery: Delivery, reason: str) -> None:
        for number, wait_s in enumerate(self.retries_s, 1):
            await asyncio.sleep(wait_s)
            found = await self._try(delivery, number, reason)
            if found is None:
                break
            reason = found
        delivery.done.set()

    async def _try(self, delivery: Delivery, number: int, reason: str | None) -> str | None:
        """Make one try and return why there shall be another, or None."""
        if self._double.app.socket_mode:
            attempt, why = await self._double.sockets.deliver(delivery, number, reason)
        else:
            attempt, why = await self._http(delivery, number, reason)
        delivery.attempts.append(attempt)
        if attempt.ok and delivery.answer:
            team = delivery.body.get("team") or {}
            name = team.get("id") if isinstance(team, dict) else None
            self._double.log.append(Call(self._double.clock.now(), "ack", delivery.answer, name, 200, {"ok": True}))
        return None if attempt.ok else why

    async def _http(self, delivery: Delivery, number: int, reason: str | None) -> tuple[Attempt, str | None]:
        data, kind = encode(delivery)
        headers = {"Content-Type": kind, "User-Agent": AGENT, **self.signed(data)}
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason or "unknown_error"}
        began_s = time.time()
        try:
            status, text, answered = await asyncio.wait_for(self.knock(data, headers), self.ack_s)
        except TimeoutError:
            return Attempt(began_s, time.time() - began_s, None, error="http_timeout"), "http_timeout"
        except (aiohttp.ClientError, OSError) as error:
            return Attempt(began_s, time.time() - began_s, None, error=str(error)), "connection_failed"
        attempt = Attempt(began_s, time.time() - began_s, status, text)
        return attempt, None if answered.get("X-Slack-No-Retry") == "1" else "http_error"

    async def knock(self, data: bytes, headers: dict[str, str]) -> tuple[int, str, dict[str, str]]:
        """POST anything at all to the app's request URL and return status, text and headers."""
        assert self._session is not None
        async with self._session.post(self._double.app.request_url, data=data, headers=headers) as answer:
            return answer.status, await answer.text(), dict(answer.headers)

    def signed(self, data: bytes, *, at_s: float | None = None, secret: str | None = None) -> dict[str, str]:
        """Return the two headers that prove a body, made at a time and with a secret."""
        stamp = str(int(time.time() if at_s is None else at_s))
        key = (self._double.app.signing_secret if secret is None else secret).encode()
        proof = hmac.new(key, b"v0:" + stamp.encode() + b":" + data, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={proof}"}


def encode(delivery: Delivery) -> tuple[bytes, str]:
    """Return a delivery's body for HTTP and its content type."""
    if delivery.kind == EVENTS:
        return json.dumps(delivery.body).encode(), "application/json"
    fields = delivery.body if delivery.kind == COMMANDS else {"payload": json.dumps(delivery.body)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"
