"""The only place that wires parts together: from settings and a store to a running bot.

Called by the command line, by `picturebook replay` and by tests of whole processes. Which parts run in this process
is decided here and nowhere else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from random import SystemRandom
from time import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr
from redis.asyncio import BlockingConnectionPool, Redis

from adapters.web.adapter import WebAdapter
from bot.adapter import Adapter
from bot.banner import Part
from bot.billing import Till
from bot.commission import SEED_LIMIT
from bot.core import PicturebookCore
from bot.deciding import Judgement
from bot.ending import end
from bot.engine import Engine, Pace, opened
from bot.errors import SettingsError, StoreError
from bot.exporting import Exporting
from bot.forgetting import Forgetting
from bot.images import ImageLimits
from bot.intake import InputLimits
from bot.memory.blob_refs import BlobRefs
from bot.memory.blobs import Blobs, open_blobs
from bot.memory.casting import Casting
from bot.memory.erasing import Eraser
from bot.memory.memory import Memory
from bot.memory.quotas import Limits, Quotas
from bot.memory.retention import Retention
from bot.memory.room_settings import AUDIENCES, HABITS
from bot.memory.sketches import Sketches
from bot.money import micros_of
from bot.money.budgets import Budgets
from bot.money.building import estimates_of, prices_of
from bot.money.ledgers import Ledgers
from bot.painter import Painter, Quality
from bot.painter.building import painters_of
from bot.painter.fallbacks import Painters
from bot.paintings import Studio
from bot.panels import Panels
from bot.panels import Parts as PanelParts
from bot.pausing import Pauser
from bot.planner import Planner
from bot.rooms import Rooms
from bot.settings import Settings, variable
from bot.turns import Parts, Turns
from bot.valkey import StoreServer, drop_history
from bot.withdrawing import Withdrawal

if TYPE_CHECKING:
    from adapters.discord.desk import Desk
    from adapters.slack.desk import Desk as SlackDesk

#: How long a command may wait for a free connection to the store before the store counts as down.
POOL_WAIT_S = 20.0


@dataclass(frozen=True, slots=True)
class Overrides:
    """Parts to use instead of those the settings name: replay and tests bring their own."""

    planner: Planner | None = None
    painter: Painter | None = None
    adapters: tuple[Adapter, ...] | None = None
    blobs: Blobs | None = None
    clock: Callable[[], float] = time  # seconds since 1970
    painters: Painters | None = None  # several, instead of `painter`


@dataclass(slots=True)
class Running:
    """A bot that runs. `core` takes events; `parts` are for the banner."""

    parts: tuple[Part, ...]
    core: PicturebookCore
    engine: Engine
    memory: Memory
    address: str | None
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def wait(self) -> None:
        """Return when a part has ended; raises what it failed with."""
        if self._tasks:
            done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()


@asynccontextmanager
async def running(
    settings: Settings, store: StoreServer, *, gateway: bool, worker: bool, overrides: Overrides | None = None
) -> AsyncIterator[Running]:
    """Build and start what `settings` ask for, on `store`; all of it ends with the context.

    `gateway`: listen to the platforms; `worker`: handle turns. Raises SettingsError and StoreError.
    """
    chosen = overrides or Overrides()
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(connected(store.url))
        blobs = chosen.blobs or blobs_of(settings)
        memory, refs, till = Memory(redis), BlobRefs(redis, blobs), till_of(settings, redis)
        pace = Pace(settings.lease_s, settings.worker_concurrency, settings.inbox_limit)
        engine = await stack.enter_async_context(opened(redis, store.url, pace, chosen.clock))
        limits = InputLimits(settings.max_message_chars, ImageLimits(size_bytes=settings.max_upload_mb * 1_000_000))
        adapters = chosen.adapters if chosen.adapters is not None else adapters_of(settings, redis, blobs)
        rooms, retention = _rooms(
            settings, chosen, engine, (redis, memory, blobs, refs), adapters, is_ours=store.exclusive
        )
        panels = Panels(
            PanelParts(
                memory=memory,
                rooms=rooms,
                quotas=till.quotas,
                ledgers=Ledgers(redis),
                limits=limits_of(settings),
                budget_room=till.budget_room,
                usual=usual_of(settings),
                offers=offers_of(settings),
                clock=chosen.clock,
            ),
            {adapter.name: adapter.capabilities for adapter in adapters},
        )
        core = PicturebookCore(engine, memory, blobs, rooms, limits, panels=panels, sketches=Sketches(redis))
        for adapter in adapters:
            stack.push_async_callback(adapter.close)
        tasks = []
        if worker:
            turns = await stack.enter_async_context(
                _turns(
                    settings, chosen, memory, (blobs, refs), adapters, redis=redis, till=till, sketches=Sketches(redis)
                )
            )
            if store.exclusive:
                await engine.recover()
            tasks.append(asyncio.create_task(engine.work(turns, retention.tidy), name="worker"))
        if gateway:
            tasks += [asyncio.create_task(one.listen(core), name=one.name) for one in adapters]
        tasks.append(asyncio.create_task(_watch_store(store), name="store"))
        try:
            address = await _address(adapters, tasks) if gateway else None
            yield Running(parts_of(settings, gateway=gateway, worker=worker), core, engine, memory, address, tasks)
        finally:
            await end(*tasks)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Redis]:
    """Yield a client of the store at `url`; more commands at once than it has connections wait for their turn."""
    pool = BlockingConnectionPool.from_url(url, timeout=POOL_WAIT_S, decode_responses=True, encoding_errors="replace")
    redis = Redis(connection_pool=pool)
    try:
        yield redis
    finally:
        await redis.aclose()
        await pool.aclose()


def blobs_of(settings: Settings) -> Blobs:
    """Open where pictures' bytes are kept."""
    return open_blobs(
        settings.blob_url or str(settings.blob_dir),
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        key_id=_secret(settings.s3_access_key_id),
        secret=_secret(settings.s3_secret_access_key),
    )


def adapters_of(settings: Settings, redis: Redis, blobs: Blobs) -> tuple[Adapter, ...]:
    """Build an adapter for every platform that is switched on."""
    adapters: list[Adapter] = []
    if settings.web:
        upload_bytes = settings.max_upload_mb * 1_000_000
        web = WebAdapter(
            redis, settings.web_host, settings.web_port, _secret(settings.web_token), upload_bytes=upload_bytes
        )
        adapters.append(web)
    if settings.discord_token is not None:
        adapters.append(_discord(settings, redis, blobs))
    if settings.is_slack_on:
        adapters.append(_slack(settings, redis, blobs))
    return tuple(adapters)


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
        _secret(settings.slack_bot_token) or "", _secret(settings.slack_app_token) or "", settings.slack_api or API_URL
    )


def slack_manifest(name: str, public_url: str, *, language: str, rotation: bool, yaml: bool) -> str:
    """Return what Slack makes the app from, as JSON or YAML."""
    from adapters.slack.manifest import as_json, as_yaml, manifest

    made = manifest(name, public_url, rotation=rotation, language=language)
    return as_yaml(made) if yaml else as_json(made)


def check_slack_keys(settings: Settings) -> None:
    """Raise SettingsError when what seals workspaces' tokens is no key."""
    from adapters.slack.sealing import Sealer

    Sealer(_secret(settings.slack_token_keys) or "")


def slack_key() -> str:
    """Return a new key that seals workspaces' tokens."""
    from adapters.slack.sealing import new_key

    return new_key()


def _discord(settings: Settings, redis: Redis, blobs: Blobs) -> Adapter:
    from adapters.discord.adapter import DiscordAdapter, Options, shard_numbers

    options = Options(
        token=_secret(settings.discord_token) or "",
        content=settings.discord_message_content,
        habit=settings.discord_habit,
        shard_count=settings.discord_shard_count,
        shards=tuple(shard_numbers(settings.discord_shards)),
        upload_bytes=settings.discord_upload_mb * 1024 * 1024,
        taken_bytes=settings.max_upload_mb * 1_000_000,
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
        bot_token=_secret(settings.slack_bot_token) or "",
        app_token=_secret(settings.slack_app_token) or "",
        signing_secret=_secret(settings.slack_signing_secret) or "",
        host=settings.slack_host,
        port=settings.slack_port,
        api_url=settings.slack_api or API_URL,
        client_id=settings.slack_client_id or "",
        client_secret=_secret(settings.slack_client_secret) or "",
        token_keys=_secret(settings.slack_token_keys) or "",
        public_url=settings.slack_public_url or "",
        upload_bytes=settings.max_upload_mb * 1_000_000,
    )
    return SlackAdapter(redis, blobs.get, options)


def planner_of(settings: Settings, blobs: Blobs) -> Planner:
    """Build the planner that the settings name; one that sees is shown what lies in `blobs`. Raises SettingsError."""
    match settings.planner:
        case "offline":
            from bot.planner.offline import OfflinePlanner

            return OfflinePlanner()
        case "openai":
            from bot.planner.language_model import language_model_planner

            return language_model_planner(settings, blobs.get)


def informed(settings: Settings, planner: Planner, redis: Redis) -> Planner:
    """Return the planner, with look-ups where these are on. The rules' own planner knows nothing to do with facts."""
    if not settings.knowledge or settings.planner == "offline":
        return planner
    from aiohttp import ClientSession

    from bot.knowledge import InformedPlanner, Lookups, Sources

    return InformedPlanner(planner, Lookups(redis, Sources(ClientSession(trust_env=True))))


def limits_of(settings: Settings) -> Limits:
    """Return how many pictures a day the operator allows."""
    return Limits(settings.pictures_per_day_person, settings.pictures_per_day_room)


def till_of(settings: Settings, redis: Redis) -> Till:
    """Return what money is counted with."""
    prices = prices_of(settings)
    told_from = micros_of(settings.price_told_from)
    return Till(
        prices=prices,
        estimates=estimates_of(settings, prices),
        budgets=Budgets(redis),
        quotas=Quotas(redis),
        limits=limits_of(settings),
        pictures_workspace=settings.pictures_per_day_workspace,
        budget_room=None if settings.budget_month_room is None else micros_of(settings.budget_month_room),
        budget_workspace=None
        if settings.budget_month_workspace is None
        else micros_of(settings.budget_month_workspace),
        told_from=told_from or None,
    )


def usual_of(settings: Settings) -> dict[str, int | str | None]:
    """Return what holds in a room that has set nothing for itself, by the names of bot.adapter.RoomSettings."""
    return {
        "pictures": settings.max_pictures,
        "audience": AUDIENCES[0],
        "retention_days": settings.retention_days,
        "pictures_per_day_person": settings.pictures_per_day_person,
        "pictures_per_day_room": settings.pictures_per_day_room,
        "budget_month": None if settings.budget_month_room is None else f"{settings.budget_month_room:f}",
        "habit": HABITS[0],
        "painter": settings.painter,
        "quality": settings.picture_quality,
    }


def offers_of(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return what a room can choose from, where that is the operator's to say."""
    painters = (settings.painter, *(settings.painter_fallbacks or ()), *(settings.painter_choices or ()))
    return {"painter": tuple(dict.fromkeys(painters))}


def parts_of(settings: Settings, *, gateway: bool, worker: bool) -> tuple[Part, ...]:
    """Return what the banner says of this process."""
    offline = "offline preview: no account, no key, no service"
    parts = []
    if gateway:
        parts.append(Part("web page", settings.web, "a channel with threads in your browser", variable("web")))
        on_discord = settings.discord_token is not None
        parts.append(Part("Discord", on_discord, "its link: `picturebook discord invite`", variable("discord_token")))
        parts.append(Part("Slack", settings.is_slack_on, _slack_text(settings), variable("slack_bot_token")))
    if worker:
        parts.append(Part("planner", on=True, text=_planner_text(settings, offline), setting=variable("planner")))
        parts.append(Part("painter", on=True, text=_painter_text(settings, offline), setting=variable("painter")))
    else:
        parts.append(Part("answers", on=False, text="made by `picturebook worker`, in a process of its own"))
    where = settings.blob_url or str(settings.blob_dir.absolute())
    return (*parts, Part("pictures", on=True, text=where, setting=variable("blob_url")))


def _slack_text(settings: Settings) -> str:
    """Return what the banner says of Slack: how to begin, or how it reaches this process."""
    if not settings.is_slack_on:
        return "its app: `picturebook slack manifest`"
    http = f"HTTP on {settings.slack_host}:{settings.slack_port}" if settings.slack_signing_secret else ""
    return " and ".join(one for one in ("Socket Mode" if settings.slack_app_token else "", http) if one)


def _planner_text(settings: Settings, offline: str) -> str:
    """Return what the banner says of the planner: its model and where that is."""
    if settings.planner == "offline":
        return f"offline ({offline})"
    where = urlsplit(settings.planner_base_url or "").hostname
    return f"{settings.planner_model} at {where or 'OpenAI'}"


def _painter_text(settings: Settings, offline: str) -> str:
    """Return what the banner says of the painter: its model, and who paints in its place."""
    model = {
        "offline": offline,
        "openai": settings.painter_model,
        "compatible": settings.compatible_model or "",
        "stable-diffusion": settings.sd_model or "the checkpoint that is loaded",
        "diffusers": settings.diffusers_model,
    }[settings.painter]
    fallbacks = "".join(f", else {name}" for name in settings.painter_fallbacks or ())
    return f"{settings.painter} ({model}){fallbacks}"


def _rooms(
    settings: Settings,
    chosen: Overrides,
    engine: Engine,
    stores: tuple[Redis, Memory, Blobs, BlobRefs],
    adapters: tuple[Adapter, ...],
    *,
    is_ours: bool,
) -> tuple[Rooms, Retention]:
    """Build what looks after rooms. `is_ours`: the store's server serves nobody else."""
    redis, memory, blobs, refs = stores
    eraser, casting = Eraser(redis, refs), Casting(redis, memory)
    named = {adapter.name: adapter for adapter in adapters}

    async def finish() -> None:
        if is_ours:
            await drop_history(redis)

    rooms = Rooms(
        eraser=eraser,
        refs=refs,
        casting=casting,
        forgetting=Forgetting(memory, eraser, engine, Pauser(redis), named, chosen.clock, finish),
        withdrawal=Withdrawal(memory, eraser, casting, engine),
        exporting=Exporting(memory, eraser, blobs),
        clock=chosen.clock,
    )
    return rooms, Retention(memory, eraser, settings.retention_days, chosen.clock, named)


@asynccontextmanager
async def _turns(
    settings: Settings,
    chosen: Overrides,
    memory: Memory,
    studio: tuple[Blobs, BlobRefs],
    adapters: tuple[Adapter, ...],
    *,
    redis: Redis,
    till: Till,
    sketches: Sketches,
) -> AsyncIterator[Turns]:
    """Build what a worker needs, and close it at the end."""
    blobs, refs = studio
    planner = informed(settings, chosen.planner or planner_of(settings, blobs), redis)
    painters = chosen.painters or (painters_of(settings) if chosen.painter is None else Painters.only(chosen.painter))
    random = SystemRandom()
    try:
        yield Turns(
            Parts(
                memory=memory,
                judgement=Judgement(planner, memory, settings.planner_timeout_s, settings.max_pictures),
                studio=Studio(painters, blobs, refs, settings.painter_timeout_s),
                adapters={adapter.name: adapter for adapter in adapters},
                seeds=lambda: random.randrange(SEED_LIMIT),
                clock=chosen.clock,
                till=till,
                quality=Quality(settings.picture_quality),
                sketches=sketches,
            )
        )
    finally:
        await planner.close()
        await painters.close()


async def _watch_store(store: StoreServer) -> None:
    await store.lost.wait()
    raise StoreError("the embedded store has ended")


async def _address(adapters: tuple[Adapter, ...], tasks: list[asyncio.Task[None]]) -> str | None:
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


def _secret(value: SecretStr | None) -> str | None:
    return None if value is None else value.get_secret_value()
