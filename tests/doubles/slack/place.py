"""Who is in a workspace, and what they see of it: threads, channels, forms, home tabs, what a bot is said to be doing.

The half of a workspace in which nobody acts; people.py adds what people do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from doubles.slack.facts import STATUS_S
from doubles.slack.seen import Seen, look
from doubles.slack.world import Channel, Message, Team, Token, User, View

if TYPE_CHECKING:
    from doubles.slack.server import SlackDouble

PATIENCE_S = 30.0


class Place:
    """A workspace with its people and channels."""

    def __init__(self, double: SlackDouble, team: Team) -> None:
        self.double = double
        self.team = team

    @property
    def id(self) -> str:
        """The id of the workspace."""
        return self.team.id

    @property
    def bot(self) -> str:
        """The bot's user id."""
        return self.team.bot_user

    @property
    def token(self) -> str:
        """The bot's newest token. Raises LookupError."""
        found = [one for one in self.double.tokens.values() if one.team == self.team.id and not one.lent]
        if not found:
            raise LookupError("the app is not installed here")
        return found[-1].value

    def grant(self, scopes: Iterable[str]) -> Token:
        """Return a further bot token that may do only so much."""
        token = Token(
            f"xoxb-{self.team.id}-{self.double.new_number()}", "bot", self.team.id, frozenset(scopes), lent=True
        )
        self.double.tokens[token.value] = token
        return token

    def person(self, name: str, locale: str = "en-US") -> str:
        """Return a new person."""
        user = User(self.double.new_id("U"), name, locale)
        self.team.users[user.id] = user
        return user.id

    def channel(self, name: str, *people: str, private: bool = False, bot: bool = True) -> str:
        """Return a new channel with these people in it."""
        members = {*people, *({self.bot} if bot else ())}
        channel = Channel(self.double.new_id("C"), name, "group" if private else "channel", members)
        self.team.channels[channel.id] = channel
        return channel.id

    def dm(self, user: str) -> str:
        """Return the direct message between a person and the bot."""
        return self.double.direct(self.team, user).id

    def thread(self, channel: str, ts: str, user: str | None = None) -> list[Seen]:
        """Return a thread as somebody sees it, oldest first."""
        place = self.team.channels[channel]
        return [
            look(self.double, self.team, one)
            for one in place.messages.values()
            if ts in (one.ts, one.thread_ts) and one.to in (None, user)
        ]

    def timeline(self, channel: str, user: str | None = None) -> list[Seen]:
        """Return what stands in a channel itself, oldest first."""
        shown = self.team.channels[channel].messages.values()
        visible = [one for one in shown if (one.thread_ts is None or one.broadcast) and one.to in (None, user)]
        return [look(self.double, self.team, one) for one in visible]

    def everything(self, channel: str, user: str | None = None) -> list[Seen]:
        """Return all of a channel's messages, threads included, oldest first."""
        shown = self.team.channels[channel].messages.values()
        return [look(self.double, self.team, one) for one in shown if one.to in (None, user)]

    def look(self, ts: str) -> Seen:
        """Return one message as it looks now."""
        return look(self.double, self.team, self.message(ts))

    def screen(self, user: str) -> View | None:
        """Return the form that is on top of the person's screen."""
        stack = self.team.screens.get(user, [])
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """Return the person's home tab."""
        return self.team.homes.get(user)

    def status(self, channel: str, thread_ts: str) -> str | None:
        """Return what the bot is said to be doing in a thread."""
        found = self.team.statuses.get((channel, thread_ts))
        return None if found is None or self.double.clock.now() - found[2] > STATUS_S else found[0]

    async def until(self, condition: Callable[[], Any], timeout_s: float = PATIENCE_S) -> Any:
        """Wait until something is so, and return it."""
        async with asyncio.timeout(timeout_s):
            while not (found := condition()):
                await asyncio.sleep(0.01)
        return found

    def message(self, ts: str, user: str | None = None) -> Message:
        """Return a message as Slack keeps it. Raises LookupError."""
        for channel in self.team.channels.values():
            found = channel.messages.get(ts)
            if found is not None and user in (None, found.user):
                return found
        raise LookupError(f"no message {ts} of {user or 'anybody'}")
