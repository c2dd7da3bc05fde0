"""Discord's interactions as plain records: commands, presses and sent forms. Payloads in, records out.

Used by whoever listens, be it to the gateway or to HTTP. Pure; nothing that is sent makes any of this raise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.discord.limits import (
    ADMINISTRATOR,
    COMMAND,
    DM,
    GROUP_DM,
    LABEL,
    MANAGE_CHANNELS,
    PRESS,
    ROW,
    SUBMIT,
    THREADS,
)
from adapters.discord.parsing import Sent, author_of, files_of, sent_file
from adapters.discord.reading import Payload, items, mapping, number, snowflake, text, time_of
from bot.events import Author

_ATTACHMENT = 11  # the kind of a command's option that takes a file
_GUILD_OWNER = "0"  # of authorizing_integration_owners: the app was added to the server


@dataclass(frozen=True, slots=True)
class Place:
    """Where an interaction happened."""

    channel: str
    parent: str  # of a thread; else ""
    guild: str
    is_direct: bool  # a direct message with the bot itself
    is_foreign: bool  # the person brought the app; the bot is not there and can answer by the token only


@dataclass(frozen=True, slots=True)
class Target:
    """The message that a message's menu was opened on."""

    id: str
    author: str
    text: str
    files: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class Invocation:
    """One interaction. `kind` is one of limits.COMMAND, PRESS and SUBMIT."""

    id: str
    app: str
    token: str
    kind: int
    place: Place
    author: Author
    locale: str
    time_s: float
    manages: bool  # may change what holds for the whole channel
    name: str = ""  # of the command
    options: tuple[tuple[str, str], ...] = ()
    files: tuple[Sent, ...] = ()
    custom: str = ""  # the button's or the form's id
    values: tuple[tuple[str, str], ...] = ()
    message: str = ""  # the message that a button is under
    target: Target | None = None


def parse_interaction(data: Payload) -> Invocation | None:
    """Return the interaction; None for what lacks what none can lack, and for a PING."""
    identity, app, token = snowflake(data.get("id")), snowflake(data.get("application_id")), text(data.get("token"))
    kind, place = number(data.get("type")), _place(data)
    member = mapping(data.get("member"))
    author = author_of(mapping(member.get("user")) or mapping(data.get("user")), member)
    if not (identity and app and token and place.channel) or kind not in (COMMAND, PRESS, SUBMIT) or author is None:
        return None
    body = mapping(data.get("data"))
    resolved = mapping(body.get("resolved"))
    permissions = number(member.get("permissions"))
    return Invocation(
        id=identity,
        app=app,
        token=token,
        kind=kind,
        place=place,
        author=author,
        locale=text(data.get("locale")) or "en",
        time_s=time_of(identity),
        manages=not place.guild or bool(permissions & (MANAGE_CHANNELS | ADMINISTRATOR)),
        name=text(body.get("name")),
        options=tuple(_options(body.get("options"))),
        files=tuple(_files(body.get("options"), mapping(resolved.get("attachments")))),
        custom=text(body.get("custom_id")),
        values=tuple(_values(body.get("components"))),
        message=snowflake(mapping(data.get("message")).get("id")),
        target=_target(body, resolved),
    )


def _place(data: Payload) -> Place:
    channel = mapping(data.get("channel"))
    kind = number(channel.get("type"))
    guild = snowflake(data.get("guild_id"))
    owners = mapping(data.get("authorizing_integration_owners"))
    is_group = kind == GROUP_DM or number(data.get("context")) == 2
    is_direct = not guild and not is_group and kind in (0, DM)
    return Place(
        channel=snowflake(data.get("channel_id")) or snowflake(channel.get("id")),
        parent=snowflake(channel.get("parent_id")) if kind in THREADS else "",
        guild=guild,
        is_direct=is_direct,
        is_foreign=is_group or (bool(guild) and bool(owners) and _GUILD_OWNER not in owners),
    )


def _options(value: object) -> Iterator[tuple[str, str]]:
    for one in items(value):
        name, given = text(one.get("name")), one.get("value")
        if name and one.get("type") != _ATTACHMENT and isinstance(given, str | int | float):
            yield name, text(str(given).lower() if isinstance(given, bool) else str(given))


def _files(options: object, attachments: Payload) -> Iterator[Sent]:
    for one in items(options):
        if one.get("type") == _ATTACHMENT:
            file = sent_file(mapping(attachments.get(text(one.get("value")))))
            if file is not None:
                yield file


def _values(rows: object) -> Iterator[tuple[str, str]]:
    """Yield the fields of a sent form: each in a label, or in a row as older clients send it."""
    for row in items(rows):
        if row.get("type") == LABEL:
            fields = [mapping(row.get("component"))]
        elif row.get("type") == ROW:
            fields = list(items(row.get("components")))
        else:
            continue
        for field in fields:
            name, chosen = text(field.get("custom_id")), field.get("values")
            given = chosen[0] if isinstance(chosen, list) and chosen else field.get("value")
            if name:
                yield name, text(given)


def _target(body: Payload, resolved: Payload) -> Target | None:
    identity = snowflake(body.get("target_id"))
    message = mapping(mapping(resolved.get("messages")).get(identity))
    if not identity or not message:
        return None
    author = snowflake(mapping(message.get("author")).get("id"))
    return Target(identity, author, text(message.get("content")), files_of(message))
