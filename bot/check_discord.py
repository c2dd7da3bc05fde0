"""What `picturebook check` finds out about Discord: whether it knows the bot, and what it lets it hear.

Called by bot/check.py when a token is set. Asks Discord for real.
"""

from __future__ import annotations

from bot.errors import PicturebookError, SettingsError
from bot.findings import Finding, Grade
from bot.settings import Settings

_SUBJECT = "Discord"


async def discord_findings(settings: Settings) -> list[Finding]:
    """Return what there is to say; the link that invites the bot is part of it."""
    from bot.app import discord_desk

    desk = discord_desk(settings)
    try:
        about = await desk.about()
    except PicturebookError as error:
        away = f"Discord does not answer ({error.detail}). Look at this machine's network, then try again."
        text = error.detail if isinstance(error, SettingsError) else away
        return [Finding(Grade.PROBLEM, _SUBJECT, text)]
    finally:
        await desk.close()
    found = [Finding(Grade.OK, _SUBJECT, f"{about.name}; this link invites it: {about.invite}")]
    if settings.discord_message_content and not about.hears_content:
        text = (
            "The Message Content Intent is off, so messages in threads must mention the bot. Switch it on in the "
            "developer portal (Bot), or set PICTUREBOOK_DISCORD_MESSAGE_CONTENT to off."
        )
        found.append(Finding(Grade.NOTE, _SUBJECT, text))
    if about.endpoint and settings.discord_http_port is None:
        text = (
            f"Discord sends interactions to {about.endpoint}, and nothing here listens for them. Remove the endpoint "
            "in the developer portal (General Information), or set PICTUREBOOK_DISCORD_HTTP_PORT."
        )
        found.append(Finding(Grade.PROBLEM, _SUBJECT, text))
    return found
