"""Building what speaks with platforms: adapters, the web page's address, and what command lines ask of a platform.

Called by `running`, and by the commands for Discord, Slack and `check`. The only module of the bot that knows adapters;
a platform's libraries are imported once somebody wants that platform. Knows no planner, painter or turn.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from redis.asyncio import Redis

from adapters.web.adapter import WebAdapter
from bot.adapter import Adapter
from bot.app.secret import secret_of
from bot.errors import SettingsError
from bot.memory.blobs import Blobs
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.discord.desk import Desk
    from adapters.slack.desk import Desk as SlackDesk


def adapters_of(settings: Settings, redis: Redis, blobs: Blobs) -> tuple[Adapter, ...]:
    """Build an adapter for every platform that is switched on."""
    adapters: list[Adapter] = []
    if settings.web:
        upload_bytes = settings.max_upload_mb * 1_000_000
        web = WebAdapter(
            redis, settings.web_host, settings.web_port, secret_of(settings.web_token), upload_bytes=upload_bytes
        )
        adapters.append(web)
    if settings.discord_token is not None:
        adapters.append(_discord(settings, redis, blobs))
    if settings.is_slack_on:
        adapters.append(_slack(settings, redis, blobs))
    return tuple(adapters)


async def address_of(adapters: tuple[Adapter, ...], tasks: list[asyncio.Task[None]]) -> str | None:
    """Return where the web page is, once it is there; raises what kept it from starting."""
    for adapter in adapters:
        if isinstance(adapter, WebAdapter):
            started = asyncio.create_task(adapter.started.wait())
            done, _ = await asyncio.wait([started, *tasks], return_when=asyncio.FIRST_COMPLETED)
            started.cancel()
            for task in done:
                task.result()
            return adapter.address
    return None


def discord_desk(settings: Settings) -> Desk:
    """Build what asks Discord on behalf of whoever runs the bot. Raises SettingsError without a token."""
    from adapters.discord.desk import Desk

    if settings.discord_token is None:
        raise SettingsError(
            "PICTUREBOOK_DISCORD_TOKEN is not set. Make an application in Discord's developer portal, and set it to "
            "the token of its bot; docs/discord.md shows how."
        )
    return Desk(settings.discord_token.get_secret_value(), settings.discord_api or "")


def slack_desk(settings: Settings) -> SlackDesk:
    """Build what asks Slack on behalf of whoever runs the bot."""
    from adapters.slack.calls import API_URL
    from adapters.slack.desk import Desk as SlackDesk

    return SlackDesk(
        secret_of(settings.slack_bot_token) or "",
        secret_of(settings.slack_app_token) or "",
        settings.slack_api or API_URL,
    )


def slack_manifest(name: str, public_url: str, *, language: str, rotation: bool, yaml: bool) -> str:
    """Return what Slack makes the app from, as JSON or YAML."""
    from adapters.slack.manifest import as_json, as_yaml, manifest

    made = manifest(name, public_url, rotation=rotation, language=language)
    return as_yaml(made) if yaml else as_json(made)


def check_slack_keys(settings: Settings) -> None:
    """Raise SettingsError when what seals workspaces' tokens is no key."""
    from adapters.slack.sealing import Sealer

    Sealer(secret_of(settings.slack_token_keys) or "")


def slack_key() -> str:
    """Return a new key that seals workspaces' tokens."""
    from adapters.slack.sealing import new_key

    return new_key()


def _discord(settings: Settings, redis: Redis, blobs: Blobs) -> Adapter:
    from adapters.discord.adapter import DiscordAdapter, Options, shard_numbers

    options = Options(
        token=secret_of(settings.discord_token) or "",
        content=settings.discord_message_content,
        habit=settings.discord_habit,
        shard_count=settings.discord_shard_count,
        shards=tuple(shard_numbers(settings.discord_shards)),
        upload_bytes=settings.discord_upload_mb * 1024 * 1024,
        taken_bytes=settings.max_upload_mb * 1_000_000,
        missed_s=settings.discord_missed_hours * 3_600,
        http_host=settings.discord_http_host,
        http_port=settings.discord_http_port,
        public_key=settings.discord_public_key or "",
        api=settings.discord_api or "",
    )
    return DiscordAdapter(redis, blobs.get, options)


def _slack(settings: Settings, redis: Redis, blobs: Blobs) -> Adapter:
    from adapters.slack.adapter import SlackAdapter, SlackOptions
    from adapters.slack.calls import API_URL

    options = SlackOptions(
        bot_token=secret_of(settings.slack_bot_token) or "",
        app_token=secret_of(settings.slack_app_token) or "",
        signing_secret=secret_of(settings.slack_signing_secret) or "",
        host=settings.slack_host,
        port=settings.slack_port,
        api_url=settings.slack_api or API_URL,
        client_id=settings.slack_client_id or "",
        client_secret=secret_of(settings.slack_client_secret) or "",
        token_keys=secret_of(settings.slack_token_keys) or "",
        public_url=settings.slack_public_url or "",
        upload_bytes=settings.max_upload_mb * 1_000_000,
    )
    return SlackAdapter(redis, blobs.get, options)
