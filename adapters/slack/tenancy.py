"""Many workspaces: the tokens of installed apps, renewed before they end.

Used in place of the one token of the settings (adapters/slack/workspaces.py). Slack's tokens may last twelve hours
("token rotation"); one process renews them while the others wait, because a refresh token is good once.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import aiohttp
import structlog
from redis.exceptions import LockError, RedisError
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from adapters.slack.calls import Web
from adapters.slack.ending import through
from adapters.slack.errors import Delay, NotInstalled
from adapters.slack.installations import Install, Installations
from adapters.slack.workspaces import Identity
from bot.errors import StoreError

log = structlog.get_logger(__name__)

#: So long before its end a token is renewed; and so long before it, nobody uses it any more.
EARLY_S, LAST_S = 2 * 3_600, 60
_LOCK_S, _LOCK_WAIT_S = 30.0, 20.0


class ManyWorkspaces:
    """The workspaces that have installed the app."""

    def __init__(
        self,
        installs: Installations,
        web: Web,
        client_id: str,
        client_secret: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.installs = installs
        self._web = web
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock

    async def bot_token(self, team: str, *, refused: str = "") -> str:
        """Return the bot's token of a workspace, renewed if it ends soon or was `refused`."""
        install = await self._find(team)
        if refused and install.token != refused:
            return install.token  # somebody else has renewed it
        if not install.refresh or install.expires_s is None:
            return install.token
        left_s = install.expires_s - self._clock()
        if not refused and left_s > EARLY_S:
            return install.token
        return (await self._renewed(team, install, refused=refused)).token

    async def identity(self, team: str, enterprise: str = "") -> Identity | None:
        """Return the bot in a workspace; None where the app is not installed."""
        install = await self.installs.find(team, enterprise)
        if install is None:
            return None
        if install.whole_org and team:
            await self.installs.note_org(team, install.enterprise)
        return Identity(install.token, install.bot_user, install.bot_id, install.enterprise)

    async def remove(self, team: str, enterprise: str, *, whole_org: bool) -> tuple[str, ...]:
        """Forget tokens that have ended; return the workspaces where the bot is not any more."""
        teams = {team, *(await self.installs.teams_of(enterprise))} if whole_org else {team}
        await self.installs.delete("" if whole_org else team, enterprise)
        return tuple(sorted([one for one in teams if one and await self.installs.find(one, enterprise) is None]))

    async def _find(self, team: str) -> Install:
        install = await self.installs.find(team)
        if install is None:
            raise NotInstalled(f"the app is not installed in {team}")
        return install

    async def _renewed(self, team: str, install: Install, *, refused: str) -> Install:
        try:
            lock = self.installs.redis.lock(Installations.lock_key(install), timeout=_LOCK_S)
            if not await lock.acquire(blocking_timeout=_LOCK_WAIT_S if refused else 0.0):
                if refused or (install.expires_s or 0) - self._clock() < LAST_S:
                    raise Delay("a workspace's token is being renewed")
                return install
        except RedisError as error:
            raise StoreError(f"the lock of a workspace's token: {type(error).__name__}") from error
        try:
            again = await self._find(team)
            if again.token != install.token:
                return again
            made: list[Install] = []
            # Once Slack has been asked its answer must be kept, whoever is cancelled: a refresh token is used up.
            await through(self._renew(again, made))
            return made[0]
        finally:
            try:
                await lock.release()
            except (LockError, RedisError) as error:
                log.info("slack_token_lock_gone", error=type(error).__name__)

    async def _renew(self, install: Install, made: list[Install]) -> None:
        rotator = AsyncTokenRotator(
            client_id=self._client_id, client_secret=self._client_secret, client=self._web.client()
        )
        try:
            bot = await rotator.perform_bot_token_rotation(bot=install.bot(), minutes_before_expiration=10**6)
        except SlackTokenRotationError as error:
            log.error("slack_token_not_renewed", team=install.team, remedy="install the app again")  # noqa: TRY400
            raise Delay("Slack does not renew the token") from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Delay(f"renewing a token: {type(error).__name__}") from error
        if bot is None:
            raise Delay("Slack gave no token of a bot")
        renewed = Install.of(bot, install.installer)
        await self.installs.save(renewed)
        made.append(renewed)
        log.info("slack_token_renewed", team=install.team, enterprise=install.enterprise)
