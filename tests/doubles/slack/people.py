"""People in a workspace: what they do, and what they see. The verbs of the scenario tests.

Each verb returns once the app has acknowledged what it was told, or has failed to. Clients' own rules are kept: nobody
presses what they do not see, a form with an empty required field is not sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from doubles.slack import forms, payloads
from doubles.slack.place import Place
from doubles.slack.postman import COMMANDS, EVENTS, INTERACTIVE, Attempt, Delivery
from doubles.slack.responding import answer_interaction
from doubles.slack.seen import Seen
from doubles.slack.wire import message_wire
from doubles.slack.world import Channel, File, Json, Message, ResponseUrl, View


@dataclass
class Done:
    """What somebody did: the message it made, if any, and what the app was told."""

    deliveries: list[Delivery] = field(default_factory=list)
    ts: str = ""
    channel: str = ""
    view: View | None = None  # what is on top of the person's screen afterwards
    errors: dict[str, str] = field(default_factory=dict)  # of a form, by block

    @property
    def ok(self) -> bool:
        """True when the app took all of it."""
        return all(one.ok for one in self.deliveries)

    @property
    def answer(self) -> Json:
        """What the app said in the acknowledgement."""
        return self.deliveries[0].answer if self.deliveries else {}


class Workspace(Place):
    """One workspace and its people. Users and channels are named by their ids."""

    # saying things

    async def say(
        self,
        user: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        files: Iterable[tuple[str, bytes]] = (),
        *,
        broadcast: bool = False,
    ) -> Done:
        """Say something; `@Name` in the text mentions. `files` are (name, bytes)."""
        place = self._place(user, channel)
        words, ts = payloads.typed(self.team, text), self.double.new_ts()
        shared = [self._upload(user, name, data, channel, ts) for name, data in files]
        message = Message(ts, channel, user, words, thread_ts=thread_ts, client_msg_id=f"m-{ts}", files=shared)
        message.blocks = payloads.rich(words, f"b{self.double.new_number()}") if words else []
        if thread_ts is not None and thread_ts not in place.messages:
            raise LookupError(f"no thread {thread_ts} in {channel}")
        if shared:
            message.subtype = "file_share"
        elif broadcast:
            message.subtype, message.broadcast = "thread_broadcast", True
        self.double.keep(self.team, message)
        return Done(await self._tell_message(place, message), ts, channel)

    async def mention(
        self, user: str, channel: str, text: str, thread_ts: str | None = None, files: Iterable[tuple[str, bytes]] = ()
    ) -> Done:
        """Mention the bot: the app hears of it twice, with two event ids."""
        return await self.say(user, channel, f"@{self.team.users[self.bot].name} {text}", thread_ts, files)

    async def edit(self, user: str, ts: str, text: str) -> Done:
        """Change what was said."""
        message = self.message(ts, user)
        before = message_wire(self.double, self.team, message)
        message.text = payloads.typed(self.team, text)
        message.blocks = payloads.rich(message.text, f"b{self.double.new_number()}")
        message.edited_ts = self.double.new_ts()
        body = payloads.changed_event(self.double, self.team, message, before)
        place = self.team.channels[message.channel]
        return Done(await self.double.tell_channel(self.team, place, body), ts, place.id)

    async def remove(self, user: str, ts: str) -> Done:
        """Take back what was said."""
        message = self.message(ts, user)
        before, place = message_wire(self.double, self.team, message), self.team.channels[message.channel]
        del place.messages[ts]
        body = payloads.deleted_event(self.double, self.team, message, before)
        return Done(await self.double.tell_channel(self.team, place, body), ts, place.id)

    async def other_bot_says(self, channel: str, text: str, thread_ts: str | None = None) -> Done:
        """Let another app's bot say something; it may mention ours."""
        ts, place = self.double.new_ts(), self.team.channels[channel]
        words = payloads.typed(self.team, text)
        message = Message(
            ts, channel, "U0OTHERBOT", words, thread_ts=thread_ts, bot_id="B0OTHERBOT", subtype="bot_message"
        )
        self.double.keep(self.team, message)
        return Done(await self._tell_message(place, message), ts, channel)

    async def phantom(self, done: Done) -> Done:
        """Let Slack tell of one gesture twice: the same client_msg_id, another ts, another event id."""
        message = replace(self.message(done.ts), ts=self.double.new_ts())
        place = self.team.channels[done.channel]
        body = payloads.message_event(self.double, self.team, message)
        return Done(await self.double.tell_channel(self.team, place, body), message.ts, place.id)

    async def redeliver(self, done: Done, number: int = 1, reason: str = "http_timeout") -> list[Attempt]:
        """Deliver all of it once more, as after a lost acknowledgement; the same ids again."""
        return [await self.double.postman.redeliver(one, number, reason) for one in done.deliveries]

    # doing things

    async def click(self, user: str, message: str | Seen | Done, action: str, *, option: str | None = None) -> Done:
        """Press a button (by its label or action id), or choose an option (by its value), in a message."""
        ts = message if isinstance(message, str) else message.ts
        found = self.message(ts)
        if found.to not in (None, user):
            raise LookupError("they do not see this message")
        self._place(user, found.channel)
        pressed = forms.pressed(found.blocks, action, option)
        body = payloads.press(self.double, self.team, user, pressed, found)
        return await self._interact(user, body, found.channel, ts)

    async def click_view(self, user: str, action: str, *, view: View | None = None, option: str | None = None) -> Done:
        """Press something in the form on top of the screen, or in the home tab."""
        shown = view or self.screen(user) or self.team.homes.get(user)
        if shown is None:
            raise LookupError("nothing is open")
        pressed = forms.pressed(shown.body["blocks"], action, option)
        return await self._interact(user, payloads.press(self.double, self.team, user, pressed, None, shown))

    async def submit(self, user: str, view: View | None, values: dict[str, str | list[str]]) -> Done:
        """Send a form; values go by the field's action id, block id or label. Raises forms.NotFilled."""
        shown = view or self.screen(user)
        if shown is None or shown.closed:
            raise LookupError("no form is open")
        state = forms.filled(shown.body["blocks"], values)
        body = payloads.submission(self.double, self.team, user, shown, state)
        delivery = await self.double.postman.send(INTERACTIVE, body)
        done = Done([delivery], view=shown)
        if delivery.ok:
            done.errors = forms.answer(self.double, self.team, user, shown, delivery.answer)
            done.view = self.screen(user)
        return done

    async def close(self, user: str) -> Done:
        """Close the form on top; the app hears of it if it wanted to."""
        shown = self.team.screens.get(user, []).pop()
        shown.closed = True
        if not shown.body.get("notify_on_close"):
            return Done()
        body = payloads.closing(self.double, self.team, user, shown)
        return Done([await self.double.postman.send(INTERACTIVE, body)])

    async def slash(self, user: str, channel: str, command: str, text: str = "") -> Done:
        """Use a slash command; the acknowledgement's words are shown to the person."""
        if command not in self.double.app.commands:
            raise LookupError(f"{command} is not a command of the app")
        place = self._place(user, channel)
        body = payloads.command(self.double, self.team, place, user, command, payloads.typed(self.team, text))
        delivery = await self.double.postman.send(COMMANDS, body)
        done = Done([delivery], channel=channel, view=self.screen(user))
        if delivery.answer.get("text") or delivery.answer.get("blocks"):
            target = ResponseUrl(self.team.id, channel, user, self.double.clock.now())
            message = await answer_interaction(self.double, self.team, target, delivery.answer)
            done.ts = message.ts if message else ""
        return done

    async def shortcut(self, user: str, callback_id: str, message: str | Seen | Done | None = None) -> Done:
        """Use a shortcut: a global one, or that of a message."""
        if self.double.app.shortcuts is not None and callback_id not in self.double.app.shortcuts:
            raise LookupError(f"{callback_id} is not a shortcut of the app")
        found = None
        if message is not None:
            found = self.message(message if isinstance(message, str) else message.ts)
        body = payloads.shortcut(self.double, self.team, user, callback_id, found)
        return await self._interact(user, body, found.channel if found else "", found.ts if found else "")

    async def react(self, user: str, message: str | Seen | Done, name: str) -> Done:
        """React to a message."""
        return await self._react(user, message, name, "reaction_added")

    async def unreact(self, user: str, message: str | Seen | Done, name: str) -> Done:
        """Take a reaction back."""
        return await self._react(user, message, name, "reaction_removed")

    async def open_home(self, user: str, tab: str = "home") -> Done:
        """Open the app's home or messages tab ("home", "messages")."""
        body = payloads.home_event(self.double, self.team, user, tab)
        return Done(await self.double.tell(self.team, "app_home_opened", body), channel=self.dm(user))

    async def stop(self, user: str, channel: str, thread_ts: str) -> Done:
        """Press the Stop button of a session that is being worked on; Slack ends its streams."""
        if self.team.sessions.get((channel, thread_ts)) != "processing":
            raise LookupError("there is no Stop button: the session is not processing")
        place, ended = self.team.channels[channel], []
        for one in self.double.replies(place, thread_ts):
            if one.stream is not None and not one.stream.over:
                one.stream.over = one.stream.stopped_by_user = True
                ended.append(one.ts)
        body = {"type": "agent_session_stopped", "channel": channel, "thread_ts": thread_ts, "user": user}
        body |= {"streaming_message_ts": ended, "event_ts": self.double.new_ts()}  # type: ignore[dict-item]  # JSON
        return Done(await self.double.tell(self.team, "agent_session_stopped", body), thread_ts, channel)

    async def rate_limited(self) -> Done:
        """Let Slack tell the app that it hears too much."""
        return Done([await self.double.postman.send(EVENTS, payloads.rate_limited(self.double, self.team))])

    async def uninstall(self) -> Done:
        """Remove the app."""
        return Done(await self.double.uninstall(self.team))

    async def revoke(self) -> Done:
        """End the bot's tokens, as an administrator may."""
        for token in self.double.tokens.values():
            if token.team == self.team.id:
                token.refused, token.refresh = "token_revoked", None
        body = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot]}}
        return Done(await self.double.tell(self.team, "tokens_revoked", body))

    # inside

    async def _interact(self, user: str, body: Json, channel: str = "", ts: str = "") -> Done:
        delivery = await self.double.postman.send(INTERACTIVE, body)
        return Done([delivery], ts, channel, self.screen(user))

    async def _tell_message(self, place: Channel, message: Message) -> list[Delivery]:
        """Tell the app of a message, and once more if it mentions the bot."""
        double = self.double
        telling = [double.tell_channel(self.team, place, payloads.message_event(double, self.team, message))]
        mentioned = f"<@{self.bot}>" in message.text and place.kind != "im" and self.bot in place.members
        if mentioned and not (message.files and double.mention_files == "silent"):
            body = payloads.mention_event(double, self.team, message)
            telling.insert(0, double.tell(self.team, "app_mention", body))
        if double.mention_order == "together":
            return [one for each in await asyncio.gather(*telling) for one in each]
        if double.mention_order == "message first":
            telling.reverse()
        return [one for each in telling for one in await each]

    async def _react(self, user: str, message: str | Seen | Done, name: str, kind: str) -> Done:
        found = self.message(message if isinstance(message, str) else message.ts)
        users = found.reactions.setdefault(name, [])
        if kind == "reaction_added":
            users.append(user)
        else:
            users.remove(user)
            if not users:
                del found.reactions[name]
        if self.bot not in self.team.channels[found.channel].members:
            return Done([], found.ts, found.channel)
        body = payloads.reaction_event(self.double, self.team, found, user, name, kind)
        return Done(await self.double.tell(self.team, kind, body), found.ts, found.channel)

    def _place(self, user: str, channel: str) -> Channel:
        place = self.team.channels[channel]
        if user not in place.members:
            raise LookupError(f"{user} is not in {channel}")
        return place

    def _upload(self, user: str, name: str, data: bytes, channel: str, ts: str) -> str:
        file = File(self.double.new_id("F"), self.team.id, name, name, user, len(data), data)
        self.double.complete(file)
        file.shared[channel] = ts
        self.double.files[file.id] = file
        return file.id
