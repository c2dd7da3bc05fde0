"""The command line: run, gateway, worker, check, ping, replay, forget, export, discord, slack.

Called by people and by containers. Reads the settings, opens the store, hands both to bot/app/, says what happens
and ends it all cleanly. Commands import what they need themselves: `--help` should not wait for a painter.
"""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot.discord_line import app as discord_app
from bot.errors import SettingsError
from bot.explained import FAILED, explained, read
from bot.slack_line import app as slack_app

MAX_OPEN_FILES = 10_000

app = typer.Typer(
    name="picturebook",
    help="A chat bot that draws with people, and remembers who Larry is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(discord_app)
app.add_typer(slack_app)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"picturebook {version('picturebook')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    pass


@app.command()
def run() -> None:
    """Run everything in one process: the store, the worker, the web page.

    Without REDIS_URL an embedded Valkey is started, which keeps its data in the data directory.
    """
    _serve(gateway=True, worker=True)


@app.command()
def gateway() -> None:
    """Run the part that listens: the web page. Needs REDIS_URL, and workers beside it."""
    _serve(gateway=True, worker=False)


@app.command()
def worker() -> None:
    """Run a part that answers: plans, paints and posts. Needs REDIS_URL; run as many as you like."""
    _serve(gateway=False, worker=True)


@app.command()
def check() -> None:
    """Name every problem of the configuration with its remedy. Exit code 1 when there is one."""
    from bot.app import blobs_of
    from bot.check import Grade, findings, report
    from bot.painter.building import painter_of

    found = asyncio.run(findings(painter_of, blobs_of))
    typer.echo(report(found), nl=False)
    if any(one.grade is Grade.PROBLEM for one in found):
        raise typer.Exit(FAILED)


@app.command()
def ping(
    page: Annotated[bool, typer.Option("--page", help="Ask the web page, too.")] = False,
) -> None:
    """Ask the store that REDIS_URL names whether it answers; for health checks. Exit code 1 when it does not."""
    with explained():
        from bot.ping import silent_parts

        silent = asyncio.run(silent_parts(read(), page=page))
    for text in silent:
        typer.echo(text, err=True)
    if silent:
        raise typer.Exit(FAILED)


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="Scripted dialogues, one JSON object on a line.", exists=True)],
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Write the pictures to this directory.")] = None,
    plan_only: Annotated[bool, typer.Option("--plan-only", help="Paint 1x1 pictures: only plans matter.")] = False,
    store: Annotated[
        str | None, typer.Option(metavar="URL", help="Play on this Redis or Valkey, not on a private one.")
    ] = None,
) -> None:
    """Play scripted dialogues through the bot and print one JSON object a turn."""
    with explained():
        settings = read()
        from bot.replay import replay_file

        failed = asyncio.run(replay_file(settings, file, out=out, plan_only=plan_only, store=store))
    if failed:
        raise typer.Exit(FAILED)


@app.command()
def forget(
    room: Annotated[str | None, typer.Option(metavar="ROOM", help="The room, such as web/playroom.")] = None,
    person: Annotated[
        str | None, typer.Option(metavar="PERSON", help="The person, such as web/ID; with --room, in that room only.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove everything of a room or a person for good: lines, pictures, names, and all that is noted about them.

    With an embedded store, end `picturebook run` first, or use its web page. docs/privacy.md says what goes and what
    stays.
    """
    with explained():
        if room is None and person is None:
            raise SettingsError("Say what to forget: --room web/playroom, or --person web/ID, or both.")
        settings = read()
        from bot.keeping import forget as forget_all

        what = " in ".join(one for one in (person, room) if one)
        if not yes and not typer.confirm(f"Remove everything of {what}, for good?"):
            raise typer.Exit(FAILED)
        done = asyncio.run(forget_all(settings, room, person))
    typer.echo(
        f"Forgotten: {done.lines} lines, {done.pictures} pictures, {done.characters} characters, "
        f"in {done.rooms} {'room' if done.rooms == 1 else 'rooms'}."
    )


@app.command()
def export(
    room: Annotated[str, typer.Option(metavar="ROOM", help="The room, such as web/playroom.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The zip file to write; it must not exist.")],
) -> None:
    """Write a room to a zip file: conversations, recipes, cast, and the pictures themselves.

    With an embedded store, end `picturebook run` first, or use its web page.
    """
    with explained():
        settings = read()
        from bot.keeping import export as export_room

        size = asyncio.run(export_room(settings, room, out))
    typer.echo(f"Written: {out}, {size} bytes.")


def _serve(*, gateway: bool, worker: bool) -> None:
    with explained():
        settings = read()
        from bot.app import running
        from bot.serving import serve

        _allow_connections()
        start = serve(
            settings,
            running,
            lambda text: typer.echo(text, nl=False),
            gateway=gateway,
            worker=worker,
            version=version("picturebook"),
        )
        asyncio.run(start)


def _allow_connections() -> None:
    """Raise this process's limit of open files, often 1,024, to what the system permits: each connection is one."""
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, MAX_OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
