"""Requests to Discord's REST interface: discord.py's client with a time limit and retries of our own around it.

Used by everything here that posts or asks; a worker has nothing else. discord.py waits for its buckets and for 429; it
neither limits a request's time nor repeats one whose connection broke. Payloads go through as they are.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import aiohttp
import discord
import structlog
from discord.http import Route
from discord.utils import _to_json
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from adapters.discord.errors import PASSING, Delay, translate
from adapters.discord.reading import Payload, mapping, snowflake
from adapters.discord.rendering import Json
from bot.errors import DeliveryError, SettingsError

log = structlog.get_logger(__name__)

#: One attempt of a request may take so long; an upload of 40 MB on a slow line needs it.
REQUEST_S = 15.0
ATTEMPTS = 4
#: A 429 that wants a longer wait is an error: the turn's own delivery tries again later.
LONGEST_WAIT_S = 60.0

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send along."""

    name: str
    data: bytes
    media_type: str


class Rest:
    """Discord's REST interface for one bot. Connects when it is first used.

    Requests raise errors.Refusal (never again) or errors.Delay. `token` is the bot's.
    """

    def __init__(self, token: str, *, sleep: Sleep = asyncio.sleep) -> None:
        self._token = token
        self._sleep = sleep
        self._client: discord.Client | None = None
        self._opening = asyncio.Lock()

    async def open(self) -> discord.Client:
        """Log in, once. Raises SettingsError when Discord does not know the token, Delay when it does not answer."""
        async with self._opening:
            if self._client is None:
                try:
                    self._client = await self._again(self._logged_in)
                except (*PASSING, discord.HTTPException, discord.RateLimited) as error:
                    raise translate(error, "log in") from error
            return self._client

    async def _logged_in(self) -> discord.Client:
        client = discord.Client(
            intents=discord.Intents(guilds=True), max_messages=None, max_ratelimit_timeout=LONGEST_WAIT_S
        )
        try:
            await client.login(self._token)
        except discord.LoginFailure as error:
            await client.close()
            raise SettingsError(
                "Discord does not know the bot's token. Copy it again from the developer portal (Bot, Reset Token) and "
                "set PICTUREBOOK_DISCORD_TOKEN to it."
            ) from error
        except BaseException:
            await client.close()
            raise
        return client

    async def me(self) -> str:
        """Return the bot's own id as a person."""
        client = await self.open()
        return str(client.user.id) if client.user is not None else ""

    async def app(self) -> str:
        """Return the application's id."""
        return str((await self.open()).application_id)

    async def close(self) -> None:
        """Release the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def ask(self, method: str, path: str, body: object = None, **ids: str) -> Payload:
        """Send a request and return the object that it is answered with, empty for any other answer."""
        return mapping(await self._request(method, path, ids, body, ()))

    async def ask_list(self, method: str, path: str, body: object = None, **ids: str) -> list[object]:
        """Send a request and return the array that it is answered with."""
        answer = await self._request(method, path, ids, body, ())
        return answer if isinstance(answer, list) else []

    async def send(self, method: str, path: str, body: Json, uploads: Sequence[Upload], **ids: str) -> Payload:
        """Send a message, with its files, and return it as Discord has it."""
        return mapping(await self._request(method, path, ids, body, uploads))

    async def answer(self, interaction: str, token: str, body: Json, uploads: Sequence[Upload] = ()) -> str:
        """Answer an interaction; return the id of the message that this made, "" for none."""
        path = "/interactions/{webhook_id}/{webhook_token}/callback?with_response=true"
        ids = {"webhook_id": interaction, "webhook_token": token}
        found = mapping(await self._request("POST", path, ids, body, uploads, attempts=2))
        return snowflake(mapping(found.get("interaction")).get("response_message_id"))

    async def type(self, channel: str) -> None:
        """Show that the bot is busy, for ten seconds; no answer depends on it."""
        try:
            await self._request("POST", "/channels/{channel_id}/typing", {"channel_id": channel}, None, (), attempts=1)
        except DeliveryError as error:
            log.debug("discord_typing_not_shown", channel=channel, error=str(error))

    async def fetch(self, url: str, limit_bytes: int) -> bytes | None:
        """Return what lies at an address; None when it is larger than `limit_bytes`. Raises Delay."""

        async def fetch() -> bytes | None:
            timeout = aiohttp.ClientTimeout(total=REQUEST_S)
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(url, allow_redirects=False) as response,
            ):
                if response.status != 200:
                    raise Delay(f"fetch a file: {response.status}")
                data = await response.content.read(limit_bytes + 1)
                while len(data) <= limit_bytes and (more := await response.content.read(1 << 16)):
                    data += more
                return data if len(data) <= limit_bytes else None

        try:
            return await self._again(fetch)
        except PASSING as error:
            raise translate(error, "fetch a file") from error

    async def _request(
        self,
        method: str,
        path: str,
        ids: dict[str, str],
        body: object,
        uploads: Sequence[Upload],
        *,
        attempts: int = ATTEMPTS,
    ) -> object:
        client = await self.open()
        what = f"{method} {path.partition('?')[0]}"

        async def request() -> object:
            timeout = aiohttp.ClientTimeout(total=REQUEST_S)
            route = Route(method, path, **ids)
            if uploads:
                # The library rewinds the files before each attempt of its own.
                files = [discord.File(io.BytesIO(one.data), one.name) for one in uploads]
                return await client.http.request(route, form=_form(body, uploads, files), files=files, timeout=timeout)
            if body is None:
                return await client.http.request(route, timeout=timeout)
            return await client.http.request(route, json=body, timeout=timeout)

        try:
            return await self._again(request, attempts)
        except (*PASSING, discord.HTTPException, discord.RateLimited) as error:
            raise translate(error, what) from error

    async def _again(self, run: Callable[[], Awaitable[T]], attempts: int = ATTEMPTS) -> T:
        again = AsyncRetrying(
            retry=retry_if_exception_type((OSError, aiohttp.ClientError)),
            stop=stop_after_attempt(attempts),
            wait=wait_exponential_jitter(multiplier=0.3, max=5),
            sleep=self._sleep,
            reraise=True,
        )

        async def once() -> T:  # the library awaits what it knows for a coroutine function
            return await run()

        return await again(once)


def _form(body: object, uploads: Sequence[Upload], files: Sequence[discord.File]) -> list[dict[str, object]]:
    form: list[dict[str, object]] = [{"name": "payload_json", "value": _to_json(body)}]
    for number, (upload, file) in enumerate(zip(uploads, files, strict=True)):
        form.append(
            {
                "name": f"files[{number}]",
                "value": file.fp,
                "filename": upload.name,
                "content_type": upload.media_type,
            }
        )
    return form
