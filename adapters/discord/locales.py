"""The languages of servers and people, as far as a gateway has seen them: a message does not say its writer's."""

from __future__ import annotations

from collections import OrderedDict

from adapters.discord.reading import Payload, snowflake, text

_KNOWN = 20_000


class Locales:
    """What was seen; in this process only, and bounded."""

    def __init__(self) -> None:
        self._servers: OrderedDict[str, str] = OrderedDict()
        self._people: OrderedDict[str, str] = OrderedDict()

    def note_server(self, data: Payload) -> None:
        """Note what a server says of itself."""
        _note(self._servers, snowflake(data.get("id")), text(data.get("preferred_locale")))

    def note_person(self, person: str, locale: str) -> None:
        """Note the language of a person's own Discord."""
        _note(self._people, person, locale)

    def of(self, person: str, server: str) -> str:
        """Return the person's language, else the server's."""
        return self._people.get(person) or self._servers.get(server) or "en"


def _note(seen: OrderedDict[str, str], who: str, locale: str) -> None:
    if who and locale:
        seen[who] = locale[:35]
        seen.move_to_end(who)
        if len(seen) > _KNOWN:
            seen.popitem(last=False)
