"""`picturebook ping`: whether the store, and the web page of this machine, answer.

Called by the command line, for health checks of containers. Asks nothing that costs the bot more than a moment.
"""

from __future__ import annotations

import asyncio

import aiohttp

from bot.errors import PicturebookError, SettingsError
from bot.settings import Settings
from bot.valkey import server_facts

ANSWER_S = 3.0


async def silent_parts(settings: Settings, *, page: bool) -> tuple[str, ...]:
    """Return a sentence for each part that does not answer. Raises SettingsError when there is none to ask."""
    questions = []
    if settings.redis_url is not None:
        questions.append(_store(settings.redis_url.get_secret_value()))
    if page:
        questions.append(_page(settings))
    if not questions:
        raise SettingsError("REDIS_URL is not set, so there is no store to ask. Set it, or ask the page with --page.")
    return tuple(text for text in await asyncio.gather(*questions) if text)


async def _store(url: str) -> str:
    try:
        await server_facts(url, reach_s=0.0, load_s=0.0)
    except PicturebookError as error:
        return f"store: {error.detail}"
    return ""


async def _page(settings: Settings) -> str:
    # Asked from the same machine: an address that means "every interface" is not one to connect to.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.web_host, settings.web_host)  # noqa: S104 - it is replaced
    url = f"http://{f'[{host}]' if ':' in host else host}:{settings.web_port}/healthz"
    try:
        limit = aiohttp.ClientTimeout(total=ANSWER_S)
        async with aiohttp.ClientSession(timeout=limit) as session, session.get(url) as response:
            return "" if response.ok else f"page: {url} answered {response.status}"
    except (aiohttp.ClientError, TimeoutError) as error:
        return f"page: no answer from {url} ({type(error).__name__})"
