"""Installations of the app in the store: which workspaces and organisations have it, and their sealed tokens.

Written when somebody installs the app, read by every process that calls Slack or hears from it. The two stores are the
ones that Bolt's installation pages ask for (slack_sdk.oauth). One installation for a workspace, or one for a whole
organisation.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

from pydantic import Field
from redis.asyncio import Redis
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from adapters.slack.marks import PREFIX, Kept
from adapters.slack.sealing import Sealer
from adapters.slack.told import text_of, told

#: How long somebody may take to say yes.
STATE_S = 600
_KEY = f"{PREFIX}:{{installs}}"
# KEYS: the installation. ARGV: what it was, what it shall be. Another process may have renewed the tokens meanwhile.
_RESEAL = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('SET', KEYS[1], ARGV[2]) end return 0"


class Install(Kept):
    """The app in one workspace (`team`), or in all of an organisation (`team` "")."""

    enterprise: str = ""
    team: str = ""
    app: str = ""
    team_name: str = ""
    enterprise_name: str = ""
    token: str = Field(repr=False)
    bot_user: str
    bot_id: str
    scopes: str = ""
    refresh: str = Field("", repr=False)
    expires_s: int | None = None
    installer: str = ""
    installed_s: float = 0.0

    @property
    def whole_org(self) -> bool:
        """True for an organisation's."""
        return not self.team

    def bot(self) -> Bot:
        """Return it as slack_sdk knows it."""
        return Bot(
            app_id=self.app or None,
            enterprise_id=self.enterprise or None,
            enterprise_name=self.enterprise_name or None,
            team_id=self.team or None,
            team_name=self.team_name or None,
            bot_token=self.token,
            bot_id=self.bot_id,
            bot_user_id=self.bot_user,
            bot_scopes=self.scopes,
            bot_refresh_token=self.refresh or None,
            bot_token_expires_at=self.expires_s,
            is_enterprise_install=self.whole_org,
            installed_at=self.installed_s,
        )

    @classmethod
    def of(cls, bot: Bot, installer: str = "") -> Install:
        """Return what slack_sdk knows."""
        return cls(
            enterprise=bot.enterprise_id or "",
            team="" if bot.is_enterprise_install else bot.team_id or "",
            app=bot.app_id or "",
            team_name=bot.team_name or "",
            enterprise_name=bot.enterprise_name or "",
            token=bot.bot_token,
            bot_user=bot.bot_user_id,
            bot_id=bot.bot_id,
            scopes=",".join(bot.bot_scopes or ()),  # a copied one may have none
            refresh=bot.bot_refresh_token or "",
            expires_s=bot.bot_token_expires_at,
            installer=installer,
            installed_s=bot.installed_at,
        )


class Installations(AsyncInstallationStore):
    """Keeps installations. Every method raises StoreError when the store does not answer."""

    def __init__(self, redis: Redis, sealer: Sealer) -> None:
        # Commands of redis-py are typed for its sync and async clients at once; here they are all awaited.
        self.redis = cast(Any, redis)
        self._sealer = sealer
        #: Told of each workspace that installs the app.
        self.installed: Callable[[str], Awaitable[None]] | None = None
        self._reseal = self.redis.register_script(_RESEAL)

    @property
    def logger(self) -> logging.Logger:
        """What slack_sdk logs by."""
        return logging.getLogger(__name__)

    # Our own reading and writing

    @staticmethod
    def lock_key(install: Install) -> str:
        """Return the name of the lock under which tokens are renewed."""
        return f"{_KEY}:lock:{install.enterprise or '-'}:{install.team or '-'}"

    @told
    async def find(self, team: str, enterprise: str = "") -> Install | None:
        """Return the installation that serves a workspace: its own, else its organisation's."""
        found = await self._read(team, "")
        if found is not None or not team:
            return found if team else await self._read("", enterprise)
        if not enterprise:
            known = await self.redis.get(f"{_KEY}:org:{team}")
            enterprise = "" if known is None else text_of(known)
        return await self._read("", enterprise) if enterprise else None

    @told
    async def note_org(self, team: str, enterprise: str) -> None:
        """Note which organisation a workspace belongs to: workers know only the workspace."""
        await self.redis.set(f"{_KEY}:org:{team}", enterprise)

    @told
    async def teams_of(self, enterprise: str) -> frozenset[str]:
        """Return the workspaces of an organisation where the bot was met."""
        start = f"{_KEY}:org:"
        names = [text_of(name) async for name in self.redis.scan_iter(match=f"{start}*", count=500)]
        known = {name: await self.redis.get(name) for name in names}
        return frozenset(name.removeprefix(start) for name, one in known.items() if one and text_of(one) == enterprise)

    @told
    async def save(self, install: Install) -> None:
        """Keep an installation, in the place of an earlier one."""
        await self.redis.set(_name(install.team, install.enterprise), self._sealer.seal(install.model_dump_json()))

    @told
    async def delete(self, team: str, enterprise: str) -> None:
        """Forget an installation: a workspace's, or with `team` "" an organisation's."""
        await self.redis.delete(_name(team, enterprise))

    @told
    async def seal_anew(self) -> int:
        """Seal what an older key sealed with the newest one, and return how many that were."""
        count = 0
        async for name in self._names():
            sealed = await self.redis.get(name)
            if sealed is not None and not self._sealer.is_current(text_of(sealed)):
                again = self._sealer.seal(self._sealer.open(text_of(sealed)))
                count += bool(await self._reseal(keys=[name], args=[sealed, again]))
        return count

    @told
    async def count(self) -> int:
        """Return how many installations there are."""
        return len([one async for one in self._names()])

    async def _names(self) -> AsyncIterator[str]:
        async for name in self.redis.scan_iter(match=f"{_KEY}:bot:*", count=500):
            yield text_of(name)

    async def _read(self, team: str, enterprise: str) -> Install | None:
        if not (team or enterprise):
            return None
        sealed = await self.redis.get(_name(team, enterprise))
        return None if sealed is None else Install.model_validate_json(self._sealer.open(text_of(sealed)))

    # What Bolt's pages call

    async def async_save(self, installation: Installation) -> None:
        """Keep what was just installed."""
        await self.save(Install.of(installation.to_bot(), installation.user_id or ""))
        if installation.team_id and self.installed is not None:
            await self.installed(installation.team_id)

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a bot."""
        await self.save(Install.of(bot))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Return a bot."""
        found = await self.find("" if is_enterprise_install else team_id or "", enterprise_id or "")
        return None if found is None else found.bot()

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Return an installation; people have none of their own."""
        del user_id
        found = await self.find("" if is_enterprise_install else team_id or "", enterprise_id or "")
        if found is None:
            return None
        return Installation(**{**found.bot().to_dict_for_copying(), "user_id": found.installer})

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a bot."""
        await self.delete(team_id or "", enterprise_id or "")

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget an installation; that of a person alone is none."""
        if user_id is None:
            await self.delete(team_id or "", enterprise_id or "")

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget all of a workspace or an organisation."""
        await self.delete(team_id or "", enterprise_id or "")


def _name(team: str, enterprise: str) -> str:
    return f"{_KEY}:bot:team:{team}" if team else f"{_KEY}:bot:org:{enterprise}"


class States(AsyncOAuthStateStore):
    """Keeps what proves that an answer belongs to a question of ours, for ten minutes and one use."""

    def __init__(self, redis: Redis) -> None:
        self._redis = cast(Any, redis)

    @property
    def logger(self) -> logging.Logger:
        """What slack_sdk logs by."""
        return logging.getLogger(__name__)

    @told
    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """Return a new state."""
        del args, kwargs
        state = secrets.token_urlsafe(24)
        await self._redis.set(f"{_KEY}:state:{state}", "1", ex=STATE_S)
        return state

    @told
    async def async_consume(self, state: str) -> bool:
        """Return whether the state is one of ours and was not used before; it is now."""
        return bool(state) and bool(await self._redis.delete(f"{_KEY}:state:{state[:100]}"))
