"""Asking Slack on behalf of whoever runs the bot: whose token it is, what it may do, whether Socket Mode works.

Used by `picturebook check`. Needs no store, and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from adapters.slack import limits
from adapters.slack.calls import Web
from adapters.slack.errors import Delay
from adapters.slack.reading import mapping, text
from bot.errors import SettingsError


@dataclass(frozen=True, slots=True)
class About:
    """What Slack says. `missing`: scopes that the code uses and the token does not have."""

    bot: str
    workspace: str
    missing: tuple[str, ...] = ()
    socket_error: str = ""


class Desk:
    """Asks Slack."""

    def __init__(self, bot_token: str, app_token: str, api_url: str) -> None:
        self._bot_token = bot_token
        self._app_token = app_token
        self._web = Web(api_url)

    async def about(self) -> About:
        """Return what Slack says of the tokens. Raises SettingsError for a refused bot token, Delay for silence."""
        try:
            answer = await self._web.client(self._bot_token).api_call(limits.WHO_AM_I.name)
        except SlackApiError as error:
            name = text(mapping(getattr(error.response, "data", None)).get("error")) or "no answer"
            raise SettingsError(
                f"Slack refuses PICTUREBOOK_SLACK_BOT_TOKEN ({name}). Set it to the bot's token of the app (OAuth & "
                "Permissions, Bot User OAuth Token, xoxb-...)."
            ) from error
        except (aiohttp.ClientError, OSError, TimeoutError, SlackClientError) as error:
            raise Delay(type(error).__name__) from error
        data = mapping(answer.data)
        granted = next((value for name, value in answer.headers.items() if name.lower() == "x-oauth-scopes"), "")
        have = {one.strip() for one in granted.split(",") if one.strip()}
        missing = tuple(one for one in limits.scopes() if one not in have) if have else ()
        return About(text(data.get("user")), text(data.get("team")), missing, await self._socket_error())

    async def _socket_error(self) -> str:
        if not self._app_token:
            return ""
        try:
            await self._web.client(self._app_token).api_call("apps.connections.open")
        except SlackApiError as error:
            return text(mapping(getattr(error.response, "data", None)).get("error")) or "no answer"
        except (aiohttp.ClientError, OSError, TimeoutError, SlackClientError) as error:
            return type(error).__name__
        return ""

    async def close(self) -> None:
        """Close connections."""
        await self._web.close()
