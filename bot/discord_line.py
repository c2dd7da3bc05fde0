"""The command line for Discord: the link that invites the bot, and registering its commands.

Added to the command line by bot/__main__.py.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

from bot.explained import explained, read

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(name="discord", help="Invite the bot to Discord, and register its commands.", no_args_is_help=True)


@app.command()
def invite() -> None:
    """Print the links that add the bot to a server, or to one person's Discord. Needs PICTUREBOOK_DISCORD_TOKEN."""
    with explained():
        server, person = asyncio.run(_links(read()))
    typer.echo(f"To a server:  {server}")
    typer.echo(f"To yourself:  {person}")


@app.command()
def sync() -> None:
    """Register the slash commands and menus, if they are not as they should be. Needs PICTUREBOOK_DISCORD_TOKEN."""
    with explained():
        count = asyncio.run(_synced(read()))
    typer.echo(f"Registered: {count} commands." if count else "All commands are as they should be.")


async def _links(settings: Settings) -> tuple[str, str]:
    from bot.app import discord_desk

    desk = discord_desk(settings)
    try:
        about = await desk.about()
    finally:
        await desk.close()
    return about.invite, about.invite_person


async def _synced(settings: Settings) -> int:
    from bot.app import discord_desk

    desk = discord_desk(settings)
    try:
        return await desk.sync()
    finally:
        await desk.close()
