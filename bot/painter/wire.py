"""The way to painters elsewhere: a bounded HTTP client, and what a failed request means in our own errors.

Used by the painters that ask a server. What is told apart here is whether a picture may have been paid for: only what
surely was not may be ordered again without asking anybody. Knows no server's dialect.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from email.utils import parsedate_to_datetime

import httpx2

from bot.errors import (
    OrderRefused,
    PainterBrokeOff,
    PainterBusy,
    PainterDown,
    PainterError,
    PainterLocked,
    PainterModelUnknown,
    PainterRefused,
    PainterUnpaid,
    PaintingInvalid,
)

#: The largest answer that is read: a painting of 60 MB in base64, and unfinished states of it before.
MAX_ANSWER_BYTES = 160_000_000
#: How long a connection may take to come about, in seconds. How long a picture may take is the studio's matter.
CONNECT_S = 10.0

#: Servers' words for "our rules forbid it", wherever they put them.
_FORBIDDEN = frozenset(
    {
        "moderation_blocked",
        "content_policy_violation",
        "content_filter",
        "contentfilter",
        "responsibleaipolicyviolation",
    }
)
#: And for "pay first".
_UNPAID = frozenset(
    {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "credit_limit", "payment_required"}
)
#: What an HTTP status means where the server's own code says nothing. An answer of 504 is none of these: behind a
#: gateway that gave up, the picture may still be painted.
_MEANINGS: Mapping[int, type[PainterError]] = {
    401: PainterLocked,
    402: PainterUnpaid,
    403: PainterLocked,
    404: PainterModelUnknown,
    408: PainterDown,
    429: PainterBusy,
    500: PainterDown,
    501: OrderRefused,
    502: PainterDown,
    503: PainterDown,
    529: PainterBusy,
}
#: The request never left, or never arrived.
_UNSENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


class AnswerTooLong(httpx2.TransportError):
    """A server sends more than a painting can be."""


class _BoundedStream(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, most_bytes: int) -> None:
        self._stream, self._left = stream, most_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._left -= len(chunk)
            if self._left < 0:
                raise AnswerTooLong("the answer does not end")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


def bounded_client(most_bytes: int = MAX_ANSWER_BYTES) -> httpx2.AsyncClient:
    """Return a client that keeps no connection open between pictures and follows no redirect.

    A connection that was kept may have been closed at the other end, and then nobody can tell whether an order that
    was sent on it arrived.
    """

    async def bound(response: httpx2.Response) -> None:
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _BoundedStream(response.stream, most_bytes)

    return httpx2.AsyncClient(
        limits=httpx2.Limits(max_connections=100, max_keepalive_connections=0),
        timeout=httpx2.Timeout(None, connect=CONNECT_S),
        event_hooks={"response": [bound]},
    )


def lost(error: BaseException, painter: str) -> PainterError:
    """Return what a request that got no whole answer means for the picture that it ordered."""
    chain = list(_causes(error))
    name = type(chain[-1]).__name__
    if any(isinstance(one, AnswerTooLong) for one in chain):
        return PaintingInvalid("the answer is larger than a picture can be")
    if any(isinstance(one, _UNSENT) for one in chain):
        return PainterDown(f"no connection ({name})", painter=painter)
    return PainterBrokeOff(f"the connection broke ({name})", painter=painter)


def declined(status: int, codes: frozenset[str], headers: Mapping[str, str], painter: str) -> PainterError:
    """Return what an answer with this HTTP status means. `codes` are the server's own, in small letters."""
    detail = f"HTTP {status}" + "".join(f", {code}" for code in sorted(codes))
    kind: type[PainterError] = _MEANINGS.get(status, PainterBrokeOff if status >= 500 else OrderRefused)
    if codes & _FORBIDDEN:
        kind = PainterRefused
    elif codes & _UNPAID:
        kind = PainterUnpaid
    if issubclass(kind, PainterDown):
        return kind(detail, wait_s=wait_s(headers), painter=painter)
    return kind(detail, painter=painter)


def wait_s(headers: Mapping[str, str]) -> float | None:
    """Return how long a server asks to be left alone, in seconds: RFC 9110's Retry-After, or OpenAI's in ms."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        after = headers["retry-after"]
        if after.strip().isdecimal():
            return float(after)
        until, now = parsedate_to_datetime(after), parsedate_to_datetime(headers["date"])
        return max(0.0, (until - now).total_seconds())
    except (KeyError, ValueError, TypeError):  # none, not understood, or a date with no zone beside one with
        return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
