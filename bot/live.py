"""One message of the bot that changes while its turn runs: words stream in, tiles fill, then the final reply.

Used by the turn. Edits are coalesced: only the newest content is sent, at most as often as the adapter allows; the
final content always arrives. Knows adapters by their protocol only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from bot.adapter import Adapter
from bot.ending import end
from bot.errors import DeliveryError, DeliveryRefused
from bot.events import Thread
from bot.fit import fit
from bot.replies import Reply

log = structlog.get_logger(__name__)

#: A final reply is tried so often before the turn goes on without it.
DELIVERY_ATTEMPTS = 6

Sleep = Callable[[float], Awaitable[None]]
Guard = Callable[[], Awaitable[None]]
#: Posts the first content under the turn's key: the message's id, and whether it surely shows that content now
#: (False: the message may be there since an earlier attempt, with something else in it).
Post = Callable[[Reply], Awaitable[tuple[str, bool]]]


def _may_be_tried_again(error: BaseException) -> bool:
    return isinstance(error, DeliveryError) and not isinstance(error, DeliveryRefused)


class LiveMessage:
    """The message of one turn. It is posted with its first content, not before.

    Progress never comes after the final reply: what is under way is waited for, and what is shown from then on is
    dropped. `guard` is awaited before progress is shown; what it raises keeps the progress back. A worker that was
    frozen and has lost its turn would else put old progress over the final reply of its successor.
    """

    def __init__(
        self,
        adapter: Adapter,
        thread: Thread,
        turn: str,
        post: Post,
        *,
        sleep: Sleep = asyncio.sleep,
        guard: Guard | None = None,
    ) -> None:
        self._adapter = adapter
        self._thread = thread
        self._turn = turn
        self._post = post
        self._sleep = sleep
        self._guard = guard
        self._is_finishing = False
        self._posting = False
        self._message: str | None = None
        self._wanted: Reply | None = None
        self._sender: asyncio.Task[None] | None = None
        self._sending = asyncio.Lock()

    def show(self, reply: Reply) -> None:
        """Show `reply` soon; a later call before that replaces it. Failures to show progress are only logged.

        After `finish` has begun, nothing is shown: a painting may tell of itself while the final reply is on its way.
        """
        if self._is_finishing:
            return
        self._wanted = reply
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send())

    async def finish(self, reply: Reply) -> None:
        """Show the final reply, in as many messages as the adapter needs. Raises DeliveryError when it cannot."""
        self._is_finishing = True
        await self.pause()
        first, *more = fit(reply, self._adapter.capabilities)
        await self._insist(lambda: self._put(first))
        for number, part in enumerate(more, start=2):
            await self._insist(lambda n=number, p=part: self._post_more(n, p))  # type: ignore[misc]  # mypy #15459

    async def pause(self) -> None:
        """Send nothing more until the next call of `show` or `finish`; what is under way has arrived by then."""
        if self._sender is None:
            return
        # An edit that is under way is waited for, not cancelled: it could still arrive after the final one.
        async with self._sending:
            self._wanted = None
            await end(self._sender)
        self._sender = None

    async def _send(self) -> None:
        while self._wanted is not None:
            reply, self._wanted = self._wanted, None
            try:
                if self._guard is not None:
                    await self._guard()
                await self._put(fit(reply, self._adapter.capabilities)[0])
            except DeliveryError as error:
                log.warning("progress_not_shown", turn=self._turn, thread=self._thread.key, error=str(error))
            except Exception as error:  # noqa: BLE001 - a loop edge: the turn's own next step meets the same
                name = type(error).__name__
                log.warning("progress_not_shown", turn=self._turn, thread=self._thread.key, error=name)
            await self._sleep(self._adapter.capabilities.edit_interval_s)

    async def _put(self, reply: Reply) -> None:
        async with self._sending:
            if self._message is None:
                # A post that seemed to fail may have arrived: then the next one finds it, with what it said before.
                first, self._posting = not self._posting, True
                self._message, shown = await self._post(reply)
                if shown and first:
                    return
            await self._adapter.edit(self._thread, self._message, reply)

    async def _post_more(self, number: int, reply: Reply) -> None:
        await self._adapter.post(self._thread, f"{self._turn}.{number}", reply)

    async def _insist(self, send: Callable[[], Awaitable[None]]) -> None:
        async for attempt in AsyncRetrying(
            retry=retry_if_exception(_may_be_tried_again),
            stop=stop_after_attempt(DELIVERY_ATTEMPTS),
            wait=wait_exponential_jitter(multiplier=0.5, max=8),
            sleep=self._sleep,
            reraise=True,
        ):
            with attempt:
                await send()
