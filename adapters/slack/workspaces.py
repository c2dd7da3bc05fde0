"""Workspaces that the app is in: the bot's token there, and who the bot is.

Used by whatever calls Slack and by the gateway. Two ways: one workspace by the token in the settings, here; any number
by installations that are kept in the store, in adapters/slack/installations.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from adapters.slack.calls import Tokens


@dataclass(frozen=True, slots=True)
class Identity:
    """The bot in a workspace."""

    token: str = field(repr=False)
    bot_user: str
    bot_id: str
    enterprise: str = ""


class Workspaces(Tokens, Protocol):
    """What is known of the workspaces."""

    async def identity(self, team: str, enterprise: str = "") -> Identity | None:
        """Return the bot in a workspace; None where the app is not installed. Raises StoreError."""
        ...

    async def remove(self, team: str, enterprise: str, *, whole_org: bool) -> tuple[str, ...]:
        """Forget tokens that have ended; return the workspaces where the bot is not any more. Raises StoreError."""
        ...


class OneWorkspace:
    """The workspace of the token in the settings. It is `known` once somebody has asked Slack whose token it is."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._known: Identity | None = None
        self._team = ""

    async def bot_token(self, team: str, *, refused: str = "") -> str:
        """Return the token."""
        del team, refused
        return self._token

    async def identity(self, team: str, enterprise: str = "") -> Identity | None:
        """Return the bot, for its own workspace (or its own organisation)."""
        known = self._known
        if known is None:
            return None
        is_ours = team == self._team or (bool(known.enterprise) and enterprise == known.enterprise)
        return known if is_ours else None

    @property
    def team(self) -> str:
        """The workspace, "" while it is not known."""
        return self._team

    def know(self, team: str, identity: Identity) -> None:
        """Note whose token it is."""
        self._team, self._known = team, identity

    async def remove(self, team: str, enterprise: str, *, whole_org: bool) -> tuple[str, ...]:
        """Return the workspace. No token is kept: the operator takes it out of the settings."""
        del enterprise, whole_org
        return (team,) if team == self._team else ()
