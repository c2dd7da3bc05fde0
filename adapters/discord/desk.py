"""What whoever runs the bot asks of Discord: the link that invites it, registering its commands, what it may hear.

Used by the command line, by way of bot/app/. Needs the token only.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from adapters.discord.commands import is_registered, registered
from adapters.discord.endpoints import point_to
from adapters.discord.limits import WANTED
from adapters.discord.reading import mapping, number, text
from adapters.discord.rest import Rest

_AUTHORIZE = "https://discord.com/oauth2/authorize"
_COMMANDS = "/applications/{application_id}/commands"
#: An application's flags: the Message Content Intent is granted, or on for a bot in few servers.
_CONTENT_FLAGS = 1 << 18 | 1 << 19


@dataclass(frozen=True, slots=True)
class About:
    """What Discord says of the application. `hears_content`: the portal grants the Message Content Intent."""

    name: str
    invite: str
    invite_person: str
    hears_content: bool
    endpoint: str  # for interactions over HTTP; "" when they come by the gateway


class Desk:
    """Asks Discord. Methods raise SettingsError for a wrong token, and DeliveryError."""

    def __init__(self, token: str, api: str = "") -> None:
        if api:
            point_to(api)
        self._rest = Rest(token)

    async def about(self) -> About:
        """Return what there is to know before anybody is invited."""
        found = await self._rest.ask("GET", "/applications/@me")
        app = await self._rest.app()
        return About(
            name=text(found.get("name")),
            invite=invite_link(app),
            invite_person=invite_link(app, person=True),
            hears_content=bool(number(found.get("flags")) & _CONTENT_FLAGS),
            endpoint=text(found.get("interactions_endpoint_url")),
        )

    async def sync(self) -> int:
        """Register the commands if Discord has others; return how many were registered, 0 when all was as it should."""
        app = await self._rest.app()
        there = await self._rest.ask_list("GET", f"{_COMMANDS}?with_localizations=true", application_id=app)
        if is_registered([mapping(one) for one in there]):
            return 0
        body = registered()
        await self._rest.ask_list("PUT", _COMMANDS, body, application_id=app)
        return len(body)

    async def close(self) -> None:
        """Release the connections."""
        await self._rest.close()


def invite_link(app: str, *, person: bool = False) -> str:
    """Return the link that adds the bot to a server, or to a person's own Discord."""
    if person:
        query = {"client_id": app, "integration_type": 1, "scope": "applications.commands"}
    else:
        query = {
            "client_id": app,
            "integration_type": 0,
            "permissions": WANTED,
            "scope": "bot applications.commands",
        }
    return f"{_AUTHORIZE}?{urlencode(query)}"
