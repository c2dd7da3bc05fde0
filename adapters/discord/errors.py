"""Discord's refusals as errors of ours, with the remedy for whoever runs the bot in the log.

Used by adapters/discord/rest.py and by whoever tells refusals apart by their code.
"""

from __future__ import annotations

import aiohttp
import discord
import structlog

from adapters.discord import limits
from bot.errors import BadInput, DeliveryError, DeliveryRefused

log = structlog.get_logger(__name__)

#: What helps against a refusal, by its code; for the operator's log.
_REMEDIES = {
    limits.MISSING_ACCESS: "let the bot see the channel",
    limits.MISSING_PERMISSIONS: "give the bot the permissions of `picturebook discord invite` in this channel",
    limits.CANNOT_DM: "nothing: the person takes no direct messages from the bot",
    limits.UNKNOWN_CHANNEL: "nothing: the channel or thread was deleted",
    limits.UNKNOWN_MESSAGE: "nothing: the message was deleted",
    limits.ARCHIVED: "nothing: the thread is archived and locked",
    limits.TOO_LARGE: "set PICTUREBOOK_DISCORD_UPLOAD_MB to what the server takes",
}


class NoPictureThere(BadInput):
    """A message's menu was opened on a message that has no picture."""

    sentence = "discord_no_picture_there"


class Refusal(DeliveryRefused):
    """Discord will never take this request. `code` is Discord's, 0 where it gave none."""

    def __init__(self, detail: str, status: int, code: int) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code


class Delay(DeliveryError):
    """Discord did not take this request now: it failed, took too long, or wants us to wait."""


def translate(error: Exception, what: str) -> DeliveryError:
    """Return the error of ours for one of discord.py's; `what` was asked for, without any id or token in it."""
    if isinstance(error, discord.HTTPException):
        return _of_answer(error, what)
    if isinstance(error, discord.RateLimited):
        return Delay(f"{what}: wait {error.retry_after:.0f} s")
    return Delay(f"{what}: {type(error).__name__}")


def _of_answer(error: discord.HTTPException, what: str) -> DeliveryError:
    status, code = error.status, error.code
    if status == 429 or status >= 500:
        return Delay(f"{what}: {status}")
    remedy = _REMEDIES.get(code, "set PICTUREBOOK_DISCORD_TOKEN to the bot's token" if status == 401 else "")
    log.warning("discord_refused", what=what, status=status, code=code, text=error.text[:300], remedy=remedy)
    return Refusal(f"{what}: {status} {code} {error.text[:200]}", status, code)


#: What a request can raise that is worth another try.
PASSING = (OSError, aiohttp.ClientError, discord.DiscordServerError)
