"""People as Slack knows them: names, languages, and whether they may manage a channel.

Used by the gateway before it takes an event. Asked once a day for each person and kept in the store. No event waits
long for it: who cannot be looked up goes by what the event says of them.
"""

from __future__ import annotations

from typing import Any, cast

import structlog
from redis.asyncio import Redis

from adapters.slack import limits
from adapters.slack.calls import Calls
from adapters.slack.marks import Kept, room_key, team_key
from adapters.slack.parsing import Where
from adapters.slack.reading import mapping, text
from adapters.slack.told import text_of, told
from bot.errors import DeliveryError
from bot.events import Author

log = structlog.get_logger(__name__)

_KNOWN_S, _UNKNOWN_S = 86_400, 60
#: Slack waits three seconds for an event to be taken.
_LOOKUP_S = 1.2


class Person(Kept):
    """One person. `manages`: an administrator or owner of the workspace."""

    id: str
    name: str
    locale: str = ""
    manages: bool = False

    @property
    def author(self) -> Author:
        """The person as the core knows them."""
        return Author(self.id, self.name or self.id)


class People:
    """Looks people up."""

    def __init__(self, calls: Calls, redis: Redis) -> None:
        self._calls = calls
        # Commands of redis-py are typed for its sync and async clients at once; here they are all awaited.
        self._redis = cast(Any, redis)

    async def person(self, team: str, identity: str, name: str = "") -> Person:
        """Return a person; `name` is what is known of them otherwise. Raises StoreError."""
        known = await self._known(team, identity)
        if known is not None:
            return known
        try:
            args = {"user": identity, "include_locale": True}
            answer = await self._calls.ask(team, limits.USER_INFO, args, patience_s=0.0, timeout_s=_LOOKUP_S)
        except DeliveryError as error:
            log.info("slack_person_unknown", team=team, person=identity, error=str(error))
            found = Person(id=identity, name=name or identity)
            await self._keep(team, found, _UNKNOWN_S)
            return found
        user = mapping(answer.get("user"))
        profile = mapping(user.get("profile"))
        shown = text(profile.get("display_name")) or text(profile.get("real_name")) or text(user.get("real_name"))
        found = Person(
            id=identity,
            name=shown or name or text(user.get("name")) or identity,
            locale=text(user.get("locale")),
            manages=user.get("is_admin") is True or user.get("is_owner") is True,
        )
        await self._keep(team, found, _KNOWN_S)
        return found

    async def manages(self, where: Where, person: Person) -> bool:
        """Return whether a person may manage a channel: its maker, and the workspace's administrators."""
        if where.direct or person.manages:
            return True
        known = await self._maker(where)
        if known is not None:
            return known == person.id
        try:
            answer = await self._calls.ask(
                where.team, limits.CHANNEL_INFO, {"channel": where.channel}, patience_s=0.0, timeout_s=_LOOKUP_S
            )
        except DeliveryError:
            return False
        maker = text(mapping(answer.get("channel")).get("creator"))
        await self._keep_maker(where, maker)
        return maker == person.id

    @told
    async def _maker(self, where: Where) -> str | None:
        found = await self._redis.get(room_key(where.room, "maker"))
        return None if found is None else text_of(found)

    @told
    async def _keep_maker(self, where: Where, maker: str) -> None:
        await self._redis.set(room_key(where.room, "maker"), maker, ex=_KNOWN_S)

    @told
    async def _known(self, team: str, identity: str) -> Person | None:
        found = await self._redis.get(team_key(team, f"person:{identity}"))
        return None if found is None else Person.model_validate_json(found)

    @told
    async def _keep(self, team: str, person: Person, seconds: int) -> None:
        await self._redis.set(team_key(team, f"person:{person.id}"), person.model_dump_json(), ex=seconds)
