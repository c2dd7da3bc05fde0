"""Calls of Slack's Web API: with the workspace's token, at Slack's pace, within a time, and with errors of ours.

Used by everything here that asks Slack for something. slack_sdk sends and reads; what is retried and when is decided
here and by the callers, because a second post is no repair.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import limits
from adapters.slack.errors import PASSING, REMEDIES, Delay, Refusal
from adapters.slack.limiter import Lane, Limiter
from adapters.slack.limits import Method
from adapters.slack.reading import Payload, items, mapping, text

log = structlog.get_logger(__name__)

API_URL = "https://slack.com/api/"
#: An answer waits so long for its turn before it counts as not delivered; progress does not wait.
PATIENCE_S = 60.0
#: How often in a row Slack may tell us to wait.
_ROUNDS = 5
_EXPIRED = frozenset({"token_expired", "invalid_auth", "token_revoked"})
_ATTEMPT_S = 2.0

Sleep = Callable[[float], Awaitable[None]]


class Tokens(Protocol):
    """Where tokens come from: adapters/slack/installations.py, or the one in the settings."""

    async def bot_token(self, team: str, *, refused: str = "") -> str:
        """Return the bot's token of a workspace, another one than was `refused` if there can be one.

        Raises NotInstalled, Delay and StoreError.
        """
        ...


@dataclass(slots=True)
class Web:
    """What requests go through: opened at the first one, in whichever process; `base_url` ends with a slash."""

    base_url: str = API_URL
    _session: aiohttp.ClientSession | None = None
    _clients: dict[str, AsyncWebClient] = field(default_factory=dict)

    def session(self) -> aiohttp.ClientSession:
        """Return the session that all requests share."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=limits.CALL_S), trust_env=True)
            self._clients.clear()
        return self._session

    def client(self, token: str = "") -> AsyncWebClient:
        """Return a client that retries nothing by itself."""
        session = self.session()
        if token not in self._clients:
            if len(self._clients) > 1000:  # tokens that are renewed twice a day would pile up
                self._clients.clear()
            self._clients[token] = AsyncWebClient(
                token=token or None,
                base_url=self.base_url,
                timeout=int(limits.CALL_S),
                session=session,
                retry_handlers=[],
            )
        return self._clients[token]

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()


class Calls:
    """Asks Slack. `sleep` is the loop's, or a test's."""

    def __init__(self, web: Web, tokens: Tokens, limiter: Limiter, sleep: Sleep = asyncio.sleep) -> None:
        self.web = web
        self.tokens = tokens
        self._limiter = limiter
        self._sleep = sleep

    async def ask(
        self,
        team: str,
        method: Method,
        args: Mapping[str, object],
        *,
        patience_s: float = PATIENCE_S,
        is_progress: bool = False,
        timeout_s: float = limits.CALL_S,
    ) -> Payload:
        """Return what Slack answers.

        Raises Refusal (for good), Delay (later, perhaps), NotInstalled and StoreError. `patience_s`: so long it may
        wait for its turn; `is_progress`: it is not worth waiting for.
        """
        lane = Lane(team, method, str(args.get("channel") or args.get("channel_id") or ""))
        refused = ""
        for _ in range(_ROUNDS):
            patience_s = await self._wait(lane, 0.0 if is_progress else patience_s, is_progress=is_progress)
            token = await self.tokens.bot_token(team, refused=refused)
            try:
                return await self._once(token, method, args, timeout_s)
            except Delay as delay:
                if not delay.wait_s:
                    raise
                await self._limiter.pause(lane, delay.wait_s)
                log.warning("slack_rate_limited", method=method.name, team=team, wait_s=delay.wait_s)
                if delay.wait_s > patience_s:
                    raise
            except Refusal as refusal:
                if refusal.error not in _EXPIRED or refused == token:
                    self._tell(team, method, refusal)
                    raise
                refused = token
        raise Delay(f"{method.name}: Slack wants us to wait again and again")

    async def _wait(self, lane: Lane, patience_s: float, *, is_progress: bool) -> float:
        """Wait for a call's turn and return how much patience is left. Raises Delay."""
        while True:
            wait_s = await self._limiter.take(lane, is_progress=is_progress)
            if not wait_s:
                return patience_s
            if wait_s > patience_s:
                raise Delay(f"{lane.method.name}: the next one is due in {wait_s:.1f} s")
            wait_s = min(wait_s, _ATTEMPT_S)
            await self._sleep(wait_s)
            patience_s -= wait_s

    async def _once(self, token: str, method: Method, args: Mapping[str, object], timeout_s: float) -> Payload:
        client = self.web.client(token)
        given = {name: value for name, value in args.items() if value is not None}
        try:
            async with asyncio.timeout(timeout_s):
                if method.json:
                    answer = await client.api_call(method.name, json=given)
                else:
                    answer = await client.api_call(method.name, http_verb="GET", params=given)
        except SlackApiError as error:
            raise _translated(method.name, error) from error
        except (aiohttp.ClientError, OSError, TimeoutError, SlackClientError, ValueError) as error:
            raise Delay(f"{method.name}: {type(error).__name__}") from error
        return mapping(answer.data)

    @staticmethod
    def _tell(team: str, method: Method, refusal: Refusal) -> None:
        remedy = REMEDIES.get(refusal.error, "")
        said = "; ".join(refusal.messages)[:300]
        log.warning("slack_refused", team=team, method=method.name, error=refusal.error, said=said, remedy=remedy)


def _translated(method: str, error: SlackApiError) -> Refusal | Delay:
    """Return the error of ours for what Slack answered."""
    response = error.response
    status = getattr(response, "status_code", getattr(response, "status", 0))
    data = mapping(getattr(response, "data", None))
    name = text(data.get("error"))
    if status == 429 or name in ("ratelimited", "rate_limited"):
        headers = cast(Mapping[str, str], getattr(response, "headers", {}))
        return Delay(f"{method}: rate limited", _seconds(headers))
    if not name or name in PASSING or status >= 500:
        return Delay(f"{method}: {name or status or 'no answer that can be read'}")
    messages = mapping(data.get("response_metadata")).get("messages")
    said = tuple(str(one) for one in messages) if isinstance(messages, list) else ()
    return Refusal(method, name, said)


def _seconds(headers: Mapping[str, str]) -> float:
    """Return what Retry-After says, at least a little and at most an hour."""
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), "1")
    try:
        return min(max(float(found), 0.1), 3_600.0)
    except ValueError:
        return 1.0


def first(payload: Payload, name: str) -> Payload:
    """Return the first object of an array in an answer; an empty one when there is none."""
    return next(items(payload.get(name)), mapping(None))
