"""Building a painter for one server of the Images API.

Called by bot/app/. Reads no settings: it is told all that it must know.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

from openai import AsyncAzureOpenAI, AsyncOpenAI

from bot.errors import SettingsError
from bot.painter.fetching import Fetcher
from bot.painter.openai_images.painter import OpenAIImagesPainter
from bot.painter.openai_images.profiles import Profile
from bot.painter.openai_images.requests import Taste
from bot.painter.repeating import Patience
from bot.painter.wire import bounded_client

ENTRA_SCOPE = "https://cognitiveservices.azure.com/.default"


@dataclass(frozen=True, slots=True)
class Token:
    """A key that is asked for each time. `close` signs out."""

    ask: Callable[[], Awaitable[str]]
    close: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server is, and what opens it. `deployments`: Azure's older form, with this API version."""

    url: str
    model: str
    key: str | Token = ""
    deployments: str | None = None
    hosts: frozenset[str] = frozenset()  # whose pictures are fetched too: "host" or "host:port"


def open_painter(
    name: str, server: Server, profile: Profile, taste: Taste, patience: Patience | None = None
) -> OpenAIImagesPainter:
    """Return a painter on `server`; nothing is asked yet."""
    client = _azure_client(server) if server.deployments is not None else _client(server)
    return OpenAIImagesPainter(
        name=name,
        client=client,
        profile=profile,
        model=server.model,
        fetcher=Fetcher(server.url, server.hosts, name),
        taste=taste,
        patience=patience or Patience(),
        sign_out=server.key.close if isinstance(server.key, Token) else None,
    )


def entra_token() -> Token:
    """Return what gives tokens of Microsoft Entra. Raises SettingsError when its package is missing."""
    try:
        identity = cast(Any, import_module("azure.identity.aio"))
    except ImportError as error:
        raise SettingsError(
            "PICTUREBOOK_PAINTER_ENTRA is on, but the package azure-identity is not installed. Install it beside "
            "picturebook (pip install azure-identity), or set PICTUREBOOK_PAINTER_API_KEY and turn this off."
        ) from error
    credential = identity.DefaultAzureCredential()
    return Token(identity.get_bearer_token_provider(credential, ENTRA_SCOPE), credential.close)


def _client(server: Server) -> AsyncOpenAI:
    http = bounded_client()
    # A server that needs no key is sent one all the same: the library insists.
    key = server.key.ask if isinstance(server.key, Token) else server.key or "none"
    return AsyncOpenAI(api_key=key, base_url=server.url, max_retries=0, http_client=http, timeout=http.timeout)


def _azure_client(server: Server) -> AsyncOpenAI:
    http = bounded_client()
    if isinstance(server.key, str):
        return AsyncAzureOpenAI(
            azure_endpoint=server.url,
            api_version=server.deployments or "",
            api_key=server.key,
            max_retries=0,
            http_client=http,
            timeout=http.timeout,
        )
    return AsyncAzureOpenAI(
        azure_endpoint=server.url,
        api_version=server.deployments or "",
        azure_ad_token_provider=server.key.ask,
        max_retries=0,
        http_client=http,
        timeout=http.timeout,
    )
