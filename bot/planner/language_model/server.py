"""Where a language model is and how to sign in there: OpenAI, Azure in both its forms, any compatible server.

Built by bot/app/ from the settings, by way of `server_of`; opened by client.py, moderation.py and probe.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol, cast

from openai import AsyncAzureOpenAI, AsyncOpenAI, DefaultAioHttpClient, Timeout

from bot.errors import SettingsError
from bot.planner.language_model.streaming import place_of
from bot.settings import Settings

OPENAI_URL = "https://api.openai.com/v1"
#: What a server that needs no key is sent: the library insists on one.
_NO_KEY = "none"
_ENTRA_SCOPE = "https://cognitiveservices.azure.com/.default"
#: Connections to a server that is alive are made in far less.
_CONNECT_S = 10.0

TokenProvider = Callable[[], Awaitable[str]]


class Credential(Protocol):
    """What signs in with Microsoft Entra; of the package azure-identity."""

    async def close(self) -> None:
        """Release connections."""
        ...


@dataclass(frozen=True, slots=True)
class ModelServer:
    """One server and one model on it. Times in seconds; `api_version` only for Azure's older deployments."""

    model: str
    base_url: str = OPENAI_URL
    key: str | None = field(default=None, repr=False)
    api_version: str | None = None
    entra: bool = False
    answers: str = "auto"
    effort: str | None = None
    max_tokens: int = 0
    timeout_s: float = 60.0

    @property
    def place(self) -> str:
        """The server's address as it may be shown."""
        return place_of(self.base_url)


@dataclass(frozen=True, slots=True)
class Connection:
    """An open client. `close` releases all that belongs to it."""

    client: AsyncOpenAI
    credential: Credential | None = None

    async def close(self) -> None:
        """Release connections."""
        await self.client.close()
        if self.credential is not None:
            await self.credential.close()


def server_of(settings: Settings) -> ModelServer:
    """Return the server that the settings name."""
    # The key of an OpenAI account goes to OpenAI and nowhere else.
    secret = settings.planner_api_key or (settings.openai_api_key if settings.planner_base_url is None else None)
    url = settings.planner_base_url or OPENAI_URL
    host_is_known = url == OPENAI_URL or ".azure.com" in url or settings.planner_azure_api_version is not None
    effort = {"auto": "none" if host_is_known else None, "unset": None}.get(
        settings.planner_effort, settings.planner_effort
    )
    return ModelServer(
        model=settings.planner_model,
        base_url=url,
        key=None if secret is None else secret.get_secret_value(),
        api_version=settings.planner_azure_api_version,
        entra=settings.planner_entra,
        answers=settings.planner_answers,
        effort=effort,
        max_tokens=settings.planner_max_tokens,
        timeout_s=settings.planner_timeout_s,
    )


def connect(server: ModelServer) -> Connection:
    """Open a client of `server`; nothing is sent yet. Raises SettingsError when a package for it is missing.

    It never tries again by itself: that is decided, and counted, in client.py.
    """
    credential, token = _entra() if server.entra else (None, None)
    timeout = Timeout(server.timeout_s, connect=min(server.timeout_s, _CONNECT_S))
    http = DefaultAioHttpClient(timeout=timeout)
    if server.api_version is not None:
        azure = AsyncAzureOpenAI(
            azure_endpoint=server.base_url.rstrip("/"),
            api_version=server.api_version,
            api_key=None if token else server.key,
            azure_ad_token_provider=token,
            timeout=timeout,
            max_retries=0,
            http_client=http,
        )
        return Connection(azure, credential)
    key: str | TokenProvider = token or server.key or _NO_KEY
    client = AsyncOpenAI(api_key=key, base_url=server.base_url, timeout=timeout, max_retries=0, http_client=http)
    return Connection(client, credential)


def _entra() -> tuple[Credential, TokenProvider]:
    try:
        identity = cast(Any, import_module("azure.identity.aio"))
    except ImportError as error:
        raise SettingsError(
            "PICTUREBOOK_PLANNER_ENTRA is on, but the package azure-identity is not installed. Install it beside "
            "picturebook (pip install azure-identity), or set PICTUREBOOK_PLANNER_API_KEY and turn this off."
        ) from error
    credential = identity.DefaultAzureCredential()
    return credential, identity.get_bearer_token_provider(credential, _ENTRA_SCOPE)
