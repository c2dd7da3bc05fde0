"""People on the Discord of the tests: what they say, press, fill in and delete, and what they see."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from doubles.discord.server import DiscordServer
from simcord import interactions
from simcord.backend import serializers

EPHEMERAL = 1 << 6
#: How long anything may take.
PATIENCE_S = 20.0
_ESCAPED = re.compile(r"\\([^A-Za-z0-9\s])")


@dataclass(frozen=True)
class Picture:
    """One picture of a gallery, as it can be looked at."""

    url: str
    alt: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Seen:
    """One message as a person sees it."""

    id: int
    channel: int
    author: int
    text: str  # as Discord shows it
    small: tuple[str, ...]  # lines in small letters
    pictures: tuple[Picture, ...]
    buttons: tuple[tuple[str, str], ...]  # (custom id, label)
    reply_to: int | None
    private: bool

    def button(self, label: str) -> str:
        """Return the id of the button with this label."""
        return next(custom for custom, found in self.buttons if found == label)


@dataclass
class Outcome:
    """What became of something that a person did."""

    record: Any
    world: World
    payload: Any

    @property
    def modal(self) -> Any:
        """The form that opened."""
        return self.record.modal

    @property
    def private(self) -> Seen | None:
        """What only this person sees: the last of it."""
        ids = [self.record.message_id, *self.record.followup_ids]
        found = [self.world.look(self.record.channel_id, one) for one in ids if one is not None]
        seen = [one for one in found if one is not None and one.private]
        return seen[-1] if seen else None


@dataclass
class World:
    """A server with channels and people, or several."""

    server: DiscordServer
    locales: dict[int, str] = field(default_factory=dict)
    #: Posts an interaction to the bot; by the gateway when None.
    endpoint: Callable[[Any], Awaitable[None]] | None = None

    @property
    def backend(self) -> Any:
        """simcord's model."""
        return self.server.backend

    @property
    def bot(self) -> int:
        """The bot's id."""
        return int(self.backend.bot_user.id)

    def guild(self, name: str = "Home") -> int:
        """Make a server."""
        return int(self.server.env.create_guild(name=name).id)

    def channel(self, guild: int, name: str) -> int:
        """Make a channel."""
        return int(self.backend.create_channel(guild, name).id)

    def person(self, guild: int | None, name: str) -> int:
        """Make somebody, in a server or in none."""
        user = self.server.env.create_user(name)
        if guild is not None:
            handle = next(one for one in self.server.env._guilds if one.id == guild)
            handle.add_member(user)
        return int(user.id)

    def direct(self, person: int) -> int:
        """Return the channel of a person's direct messages with the bot."""
        return int(self.backend.get_dm_channel(person).id)

    def thread(self, channel: int, name: str, owner: int) -> int:
        """Open a thread without a message."""
        return int(self.backend.create_thread(channel, name, owner).id)

    def say(
        self,
        person: int,
        channel: int,
        text: str,
        *,
        reply_to: int | None = None,
        files: tuple[tuple[str, bytes], ...] = (),
    ) -> Any:
        """Say something; returns the message."""
        reference = None
        if reply_to is not None:
            reference = {"channel_id": str(channel), "message_id": str(reply_to)}
        attachments = self.backend.store_attachments(channel, files)
        return self.backend.create_message(channel, person, text, reference=reference, attachments=attachments)

    def mention(self, text: str) -> str:
        """Return a text that begins with the bot's mention."""
        return f"<@{self.bot}> {text}"

    def say_again(self, message: Any) -> None:
        """Let Discord deliver a message once more."""
        self.backend.emit("MESSAGE_CREATE", serializers.message_payload(self.backend, message))

    def speak(self, guild: int, locale: str) -> None:
        """Set a server's language."""
        self.server.hub.emit("GUILD_UPDATE", {"id": str(guild), "preferred_locale": locale})

    async def press(self, person: int, seen: Seen, custom: str, *, locale: str = "en-US") -> Outcome:
        """Press a button that is there."""
        assert custom in [one for one, _ in seen.buttons], (custom, seen.buttons)
        return await self.interact(person, seen.channel, 3, {"custom_id": custom, "component_type": 2}, seen.id, locale)

    async def submit(self, person: int, shown: Outcome, values: dict[str, str], *, locale: str = "en-US") -> Outcome:
        """Fill in the form that opened, and send it."""
        record = shown.record
        rows = []
        for row in record.modal["components"]:
            inner = row["component"]
            name = inner["custom_id"]
            if inner["type"] == 4:
                value = values.get(name, inner.get("value", ""))
                filled: dict[str, Any] = {"type": 4, "custom_id": name, "value": value}
            else:
                chosen = [one["value"] for one in inner["options"] if one.get("default")]
                filled = {"type": 3, "custom_id": name, "values": [values[name]] if name in values else chosen}
            rows.append({"type": 18, "component": filled})
        data = {"custom_id": record.modal["custom_id"], "components": rows}
        return await self.interact(person, record.channel_id, 5, data, record.source_message_id, locale)

    async def command(
        self, person: int, channel: int, name: str, *, locale: str = "en-US", foreign: bool = False, **options: object
    ) -> Outcome:
        """Give a slash command."""
        given, resolved = [], {}
        for option, value in options.items():
            if isinstance(value, tuple):
                (file,) = self.backend.store_attachments(channel, [value])
                resolved[file["id"]] = file
                given.append({"name": option, "type": 11, "value": file["id"]})
            else:
                given.append({"name": option, "type": 4 if isinstance(value, int) else 3, "value": value})
        data = {"id": "1", "name": name, "type": 1, "options": given, "resolved": {"attachments": resolved}}
        return await self.interact(person, channel, 2, data, None, locale, foreign=foreign)

    async def menu(self, person: int, channel: int, name: str, message: int, *, locale: str = "en-US") -> Outcome:
        """Choose an entry of a message's menu."""
        stored = self.backend.get_message(channel, message)
        payload = json_of(serializers.message_payload(self.backend, stored))
        data = {"id": "1", "name": name, "type": 3, "target_id": str(message)}
        data["resolved"] = {"messages": {str(message): payload}}
        return await self.interact(person, channel, 2, data, None, locale)

    async def interact(
        self,
        person: int,
        channel: int,
        kind: int,
        data: dict[str, Any],
        message: int | None = None,
        locale: str = "en-US",
        *,
        foreign: bool = False,
    ) -> Outcome:
        """Do something, and wait until the bot has answered."""
        guild = self.backend.get_channel(channel).guild_id
        record, payload = interactions.base_payload(
            self.backend, type=kind, channel_id=channel, guild_id=guild, user_id=person, data=data
        )
        owners = {"1": str(person)} if foreign else {"0": str(guild or 0)}
        payload |= {"locale": locale, "authorizing_integration_owners": owners}
        if message is not None:
            record.source_message_id = message
            stored = self.backend.get_message(channel, message)
            payload["message"] = json_of(serializers.message_payload(self.backend, stored))
        if self.endpoint is None:
            self.backend.emit("INTERACTION_CREATE", payload)
        else:
            await self.endpoint(json_of(payload))
        outcome = Outcome(record, self, json_of(payload))
        await self.until(lambda: record.responded, f"no answer to {data}")
        return outcome

    async def until(self, condition: Callable[[], object], what: str = "it never happened") -> Any:
        """Wait until something is true; return it."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while not (found := condition()):
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(what)
            await asyncio.sleep(0.02)
        return found

    def threads(self, channel: int) -> list[int]:
        """Return the threads of a channel."""
        return [one.id for one in self.backend.channels.values() if one.is_thread and one.parent_id == channel]

    def seen(self, channel: int) -> list[Seen]:
        """Return what everybody sees in a channel or thread, oldest first."""
        stored = sorted(self.backend.messages.get(channel, {}).items())
        found = [self.look(channel, identity) for identity, one in stored if one.type in (0, 19, 20, 23)]
        return [one for one in found if one is not None and not one.private]

    def answers(self, channel: int) -> list[Seen]:
        """Return what the bot shows in a channel or thread."""
        return [one for one in self.seen(channel) if one.author == self.bot]

    def look(self, channel: int, message: int) -> Seen | None:
        """Return one message as it is seen; None when it is gone."""
        stored = self.backend.messages.get(channel, {}).get(message)
        if stored is None:
            return None
        texts, pictures, buttons = [stored.content] if stored.content else [], [], []
        for part in stored.components:
            if part["type"] == 10:
                texts.append(part["content"])
            for item in part.get("items") or ():
                url = item["media"]["url"]
                pictures.append(Picture(url, item.get("description", ""), self.backend.cdn.get(url) or b""))
            buttons += [(one["custom_id"], one["label"]) for one in part.get("components") or ()]
        lines = "\n".join(texts).split("\n")
        small = tuple(shown(line[3:]) for line in lines if line.startswith("-# "))
        words = "\n".join(line for line in lines if not line.startswith("-# "))
        return Seen(
            id=stored.id,
            channel=channel,
            author=stored.author_id,
            text=shown(words) if stored.author_id == self.bot else words,
            small=small,
            pictures=tuple(pictures),
            buttons=tuple(buttons),
            reply_to=int(stored.reference["message_id"]) if stored.reference else None,
            private=bool(stored.flags & EPHEMERAL),
        )


def shown(text: str) -> str:
    """Return a text without the signs that only keep it from being markup."""
    return _ESCAPED.sub(r"\1", text).strip()


def json_of(payload: Any) -> Any:
    """Return a payload as it is on the wire."""
    return json.loads(json.dumps(payload, default=str))
