"""Discord's messages, reactions and deletions as plain records, or None for what is not for us.

Used by whoever listens (a gateway). Pure; nothing that Discord, or somebody in its place, sends makes this raise. What
needs memory (which conversation a channel is) comes later, in adapters/discord/listening.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from adapters.discord.limits import REPLIED, SAID
from adapters.discord.reading import Payload, items, mapping, number, snowflake, text, time_of
from bot.events import Author

#: What reactions choose a picture, by its number.
_DIGITS = {f"{digit}\ufe0f\u20e3": digit for digit in "1234"} | {f"{digit}\u20e3": digit for digit in "1234"}
_MENTION = re.compile(r"<@!?([0-9]{1,20})>")
_ROLE = re.compile(r"<@&([0-9]{1,20})>")
_PICTURE_NAME = re.compile(r"\.(?:png|jpe?g|webp|gif)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that a person attached, still at Discord. Its address expires within a day."""

    url: str
    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Said:
    """A message that a person wrote."""

    id: str
    channel: str
    guild: str  # "" in a direct message
    author: Author
    text: str  # without the mention of the bot
    is_to_bot: bool  # mentioned, a direct message, or a reply to the bot
    is_hidden: bool  # without a word or a file: Discord keeps the content from bots without the intent
    time_s: float
    reply_to: str = ""  # id of the message that it answers
    is_reply_to_bot: bool = False
    files: tuple[Sent, ...] = ()
    roles: tuple[str, ...] = ()  # ids of roles that are mentioned; each bot has one of its own


@dataclass(frozen=True, slots=True)
class Reacted:
    """A number under a message."""

    message: str
    channel: str
    guild: str
    person: Author
    number: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """Messages that are gone."""

    messages: tuple[str, ...]
    channel: str


def author_of(user: Payload, member: Payload) -> Author | None:
    """Return a person by id, under the name that the others there see."""
    identity = snowflake(user.get("id"))
    name = text(member.get("nick")) or text(user.get("global_name")) or text(user.get("username"))
    return Author(identity, name or identity) if identity else None


def parse_message(data: Payload, bot: str) -> Said | None:
    """Return what a person wrote; None for the bot's own words, other bots, and what Discord itself writes."""
    user = mapping(data.get("author"))
    author = author_of(user, mapping(data.get("member")))
    identity, channel = snowflake(data.get("id")), snowflake(data.get("channel_id"))
    is_person = not user.get("bot") and not user.get("system") and not data.get("webhook_id")
    is_words = data.get("type") in (SAID, REPLIED)  # `in` compares; a type of the wrong kind is neither
    if author is None or author.id == bot or not (identity and channel and is_person and is_words):
        return None
    content = text(data.get("content"))
    mentions = {snowflake(one.get("id")): one for one in items(data.get("mentions"))}
    before = mapping(data.get("referenced_message"))
    answers_bot = bool(before) and snowflake(mapping(before.get("author")).get("id")) == bot
    guild = snowflake(data.get("guild_id"))
    files = files_of(data)
    if not files and not answers_bot:
        files = files_of(before)  # "@picturebook as a sticker", in answer to somebody's photo
    return Said(
        id=identity,
        channel=channel,
        guild=guild,
        author=author,
        text=_words(content, bot, mentions),
        is_to_bot=not guild or answers_bot or bot in mentions,
        is_hidden=not content and not files and not any(items(data.get("sticker_items"))),
        time_s=time_of(identity),
        reply_to=snowflake(mapping(data.get("message_reference")).get("message_id")),
        is_reply_to_bot=answers_bot,
        files=files,
        roles=tuple(dict.fromkeys(_ROLE.findall(content))),
    )


def to_bot(said: Said, role: str) -> Said:
    """Return a message that mentions the bot by its own role as one that mentions the bot."""
    return replace(said, is_to_bot=True, text=said.text.replace(f"<@&{role}>", "").strip())


def role_of(server: Payload, bot: str) -> str:
    """Return the role that a server has for the bot alone; people often mention that; "" when there is none."""
    for role in items(server.get("roles")):
        if snowflake(mapping(role.get("tags")).get("bot_id")) == bot:
            return snowflake(role.get("id"))
    return ""


def files_of(message: Payload) -> tuple[Sent, ...]:
    """Return a message's pictures, attached or in its galleries. Anything else that is attached says nothing to us."""
    shown = [item for part in items(message.get("components")) for item in items(part.get("items"))]
    in_galleries = [mapping(one.get("media")) for one in shown]
    found = map(sent_file, (*items(message.get("attachments")), *in_galleries))
    return tuple(one for one in found if one is not None)


def sent_file(data: Payload) -> Sent | None:
    """Return a picture, attached or in a gallery; None for any other file."""
    url = text(data.get("url"))
    name = text(data.get("filename")) or url.partition("?")[0].rpartition("/")[2]
    is_picture = text(data.get("content_type")).startswith("image/") or _PICTURE_NAME.search(name) is not None
    return Sent(url, name, number(data.get("size"))) if url and is_picture else None


def _words(content: str, bot: str, mentions: dict[str, Payload]) -> str:
    """Return the text with people's names in place of their mentions, and without the bot's own."""

    def named(match: re.Match[str]) -> str:
        identity = match[1]
        if identity == bot:
            return ""
        person = mentions.get(identity)
        name = "" if person is None else text(person.get("global_name")) or text(person.get("username"))
        return f"@{name}" if name else match[0]

    return _MENTION.sub(named, content).strip()


def parse_reaction(data: Payload, bot: str) -> Reacted | None:
    """Return a number reaction of a person; None for any other."""
    digit = _DIGITS.get(text(mapping(data.get("emoji")).get("name")))
    message, channel = snowflake(data.get("message_id")), snowflake(data.get("channel_id"))
    person, member = snowflake(data.get("user_id")), mapping(data.get("member"))
    user = mapping(member.get("user"))
    if digit is None or not (message and channel and person) or person == bot or user.get("bot"):
        return None
    author = author_of({**user, "id": person}, member)
    return None if author is None else Reacted(message, channel, snowflake(data.get("guild_id")), author, digit)


def parse_deletion(data: Payload) -> Deleted | None:
    """Return which messages are gone, of one deletion or of many at once."""
    channel = snowflake(data.get("channel_id"))
    given = data.get("ids")
    every = [data.get("id"), *(given if isinstance(given, list) else ())]
    messages = tuple(one for one in map(snowflake, every) if one)
    return Deleted(messages, channel) if channel and messages else None
