"""`picturebook check`: every problem of the configuration, each with its remedy.

Called by the command line. Tries things out for real (a port, a store, a picture) and leaves no trace of it.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bot.check_discord import discord_findings
from bot.check_money import money_findings
from bot.check_painters import painter_findings
from bot.check_slack import slack_findings
from bot.configuration import ENV_FILE, inspect_settings, unknown_variables
from bot.errors import PicturebookError
from bot.findings import Finding, Grade
from bot.memory.blobs import Blobs
from bot.painter import Painter
from bot.settings import Settings
from bot.settings.painters import PainterKind
from bot.valkey import ServerFacts, masked, open_store, server_facts

__all__ = ["Finding", "Grade", "findings", "report"]

#: Less than this, and an append-only file that is rewritten has no room beside the old one.
MIN_FREE_BYTES = 500_000_000
#: The engine needs XAUTOCLAIM, which came with it.
MIN_VERSION = (6, 2)


async def findings(
    painter_of: Callable[[Settings, PainterKind], Painter],
    blobs_of: Callable[[Settings], Blobs],
    env_file: str | None = ENV_FILE,
) -> tuple[Finding, ...]:
    """Return everything that there is to say about the configuration; the two build what is tried out."""
    settings, problems = inspect_settings(env_file)
    found = [Finding(Grade.PROBLEM, "settings", problem.text) for problem in (*problems, *unknown_variables(env_file))]
    if not found:
        found.append(Finding(Grade.OK, "settings", "every value can be used"))
    found += [_data_dir(settings), _free_disk(settings)]
    if settings.web:
        found.append(await asyncio.to_thread(_port, settings))
    found += [one async for one in _store(settings)]
    found.append(await _blobs(settings, blobs_of))
    if settings.planner == "openai":
        found += [one async for one in _language_model(settings)]
    found += await painter_findings(settings, painter_of)
    found += money_findings(settings)
    if settings.discord_token is not None:
        found += await discord_findings(settings)
    if settings.is_slack_on:
        found += await slack_findings(settings)
    return tuple(found)


def report(found: tuple[Finding, ...]) -> str:
    """Return the findings as text, one on a line, and how many problems there are."""
    width = max(len(one.subject) for one in found)
    lines = [f"{one.grade:<7}  {one.subject:<{width}}  {one.text}" for one in found]
    count = sum(one.grade is Grade.PROBLEM for one in found)
    closing = {0: "No problems.", 1: "1 problem."}.get(count, f"{count} problems.")
    return "\n".join([*lines, "", closing, ""])


def _existing(path: Path) -> Path:
    """Return the nearest directory above `path` that is already there."""
    path = path.absolute()
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def _data_dir(settings: Settings) -> Finding:
    place = settings.data_dir.absolute()
    try:
        with tempfile.TemporaryFile(dir=_existing(place)):
            pass
    except OSError as error:
        remedy = "Make it writable for this user, or set PICTUREBOOK_DATA_DIR to another directory."
        return Finding(Grade.PROBLEM, "data directory", f"{place} cannot be written to ({error.strerror}). {remedy}")
    return Finding(Grade.OK, "data directory", str(place))


def _free_disk(settings: Settings) -> Finding:
    free_bytes = shutil.disk_usage(_existing(settings.data_dir)).free
    free = f"{free_bytes / 1e9:.1f} GB free"
    if free_bytes < MIN_FREE_BYTES:
        remedy = f"Make room for at least {MIN_FREE_BYTES / 1e9:g} GB, or set PICTUREBOOK_DATA_DIR to another disk."
        return Finding(Grade.PROBLEM, "disk", f"{free} at the data directory. {remedy}")
    return Finding(Grade.OK, "disk", free)


def _port(settings: Settings) -> Finding:
    host, port = settings.web_host, settings.web_port
    try:
        for family, kind, number, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            with socket.socket(family, kind, number) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
    except socket.gaierror as error:
        text = f"{host} is not an address of this machine ({error.strerror}). Correct PICTUREBOOK_WEB_HOST."
        return Finding(Grade.PROBLEM, "web page", text)
    except OSError as error:
        text = (
            f"{host}:{port} is not free ({error.strerror}). End the program that has it (a picturebook that runs "
            "already?), or set PICTUREBOOK_WEB_PORT to another port, or to 0 for any free one."
        )
        return Finding(Grade.PROBLEM, "web page", text)
    return Finding(Grade.OK, "web page", f"{host}:{port} is free" if port else f"any free port of {host}")


async def _store(settings: Settings) -> AsyncIterator[Finding]:
    if settings.redis_url is not None:
        async for one in _store_elsewhere(settings.redis_url.get_secret_value()):
            yield one
        return
    try:
        with tempfile.TemporaryDirectory(prefix="picturebook-", ignore_cleanup_errors=True) as directory:
            async with open_store(settings.model_copy(update={"data_dir": Path(directory)})) as store:
                durable, label = store.durable, store.label.partition(",")[0]
    except PicturebookError as error:
        yield Finding(Grade.PROBLEM, "store", f"{error.detail} Or set REDIS_URL to a server of your own.")
        return
    if durable:
        yield Finding(Grade.OK, "store", f"{label} can be started")
    else:
        yield Finding(
            Grade.NOTE,
            "store",
            "No Valkey or Redis can run here, so all is kept in memory only and lost when picturebook ends. "
            "Install valkey-server or redis-server, or set REDIS_URL.",
        )


async def _store_elsewhere(url: str) -> AsyncIterator[Finding]:
    try:
        facts = await server_facts(url)
    except PicturebookError as error:
        text = f"REDIS_URL: {error.detail.rstrip('.')}. Start the server there, correct REDIS_URL, or remove it."
        yield Finding(Grade.PROBLEM, "store", text)
        return
    yield _version(facts, url)
    if not facts.append_only:
        text = (
            "The server keeps no append-only file, so what it acknowledged can be lost when it ends. "
            "Set `appendonly yes` there."
        )
        yield Finding(Grade.NOTE, "store", text)
    if "socket_timeout" in parse_qs(urlsplit(url).query):
        text = "REDIS_URL has a socket_timeout, which breaks off the engine's wait for work. Remove it from REDIS_URL."
        yield Finding(Grade.PROBLEM, "store", text)


def _version(facts: ServerFacts, url: str) -> Finding:
    text = f"{facts.name} {facts.version} at {masked(url)}"
    numbers = tuple(int(part) for part in facts.version.split(".")[:2] if part.isdecimal())
    if numbers and numbers < MIN_VERSION:
        wanted = ".".join(map(str, MIN_VERSION))
        remedy = f"Use Redis {wanted} or newer, or any Valkey."
        return Finding(Grade.PROBLEM, "store", f"{text} is too old. {remedy}")
    return Finding(Grade.OK, "store", text)


async def _blobs(settings: Settings, blobs_of: Callable[[Settings], Blobs]) -> Finding:
    where = settings.blob_url or str(settings.blob_dir.absolute())
    try:
        blobs = blobs_of(settings)
        probe = secrets.token_bytes(32)
        blob = await blobs.put(probe)
        same = await blobs.get(blob) == probe
        await blobs.delete(blob)
    except PicturebookError as error:
        name = "PICTUREBOOK_BLOB_URL" if settings.blob_url else "PICTUREBOOK_DATA_DIR"
        text = f"Pictures cannot be kept at {where}: {error.detail}. Correct {name} or what it points to."
        return Finding(Grade.PROBLEM, "pictures", text)
    return Finding(Grade.OK if same else Grade.PROBLEM, "pictures", where)


async def _language_model(settings: Settings) -> AsyncIterator[Finding]:
    from bot.planner.language_model.probe import probes

    async for one in probes(settings):
        yield Finding(Grade.PROBLEM if one.is_problem else Grade.OK, one.subject, one.text)
