"""What people press, send and choose, as plain records: payloads of interactions and of slash commands.

Used by the gateway. Pure; nothing that Slack, or somebody in its place, sends makes any of this raise. The ids of
blocks, and `private_metadata` of views, carry which conversation something belongs to: no store is asked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from adapters.slack.limits import METADATA_CHARS
from adapters.slack.parsing import WHOLE_CHANNEL, SentFile, Where, event_id, files_of, where_of
from adapters.slack.reading import Payload, items, mapping, slack_id, stamp, text
from bot.events import Thread

#: Ids of rows of buttons: "pbt:<thread>:<number>".
ROW_PREFIX = "pbt"
#: Stands for an empty choice: Slack takes none without a value.
NOTHING = "pb1:nothing"


@dataclass(frozen=True, slots=True)
class Context:
    """Which conversation a view is about, and where its panel stands; travels in the view's private_metadata."""

    room: str
    thread: str = WHOLE_CHANNEL
    response_url: str = ""  # of the message that the view was opened from
    panel: bool = False  # that message is a panel, which the answer takes the place of
    kind: str = ""  # a form of this adapter's own
    view: str = ""  # the view that it was opened from

    def write(self) -> str:
        """Return it as private_metadata."""
        found = {
            "r": self.room,
            "t": self.thread,
            "u": self.response_url,
            "p": int(self.panel),
            "k": self.kind,
            "v": self.view,
        }
        return json.dumps({name: value for name, value in found.items() if value}, separators=(",", ":"))

    @classmethod
    def read(cls, metadata: str) -> Context | None:
        """Return what `write` wrote; None for anything else."""
        try:
            found = mapping(json.loads(metadata[:METADATA_CHARS]))
            where_of(text(found.get("r")))
            Thread("slack", text(found.get("r")), text(found.get("t")) or WHOLE_CHANNEL)
        except (ValueError, RecursionError):
            return None
        return cls(
            text(found.get("r")),
            text(found.get("t")) or WHOLE_CHANNEL,
            text(found.get("u")),
            found.get("p") == 1,
            text(found.get("k")),
            slack_id(found.get("v")),
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and what Slack gave them to act with."""

    team: str
    person: str
    name: str
    trigger: str = ""
    enterprise: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed: in a message (`message`), or in a view (`view`)."""

    actor: Actor
    id: str
    button: str
    context: Context
    message: str = ""
    is_ephemeral: bool = False
    view: str = ""
    in_home: bool = False
    time_ts: str = ""


@dataclass(frozen=True, slots=True)
class FormSent:
    """A form was sent. `blocks` are the ids of its fields, in order."""

    actor: Actor
    id: str
    form: str
    context: Context
    values: tuple[tuple[str, str], ...]
    blocks: tuple[str, ...]
    view: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A shortcut was used: of the app, or of a message."""

    actor: Actor
    id: str
    callback: str
    where: Where | None = None
    message: str = ""
    thread: str = ""
    is_from_bot: bool = False
    author: str = ""
    files: tuple[SentFile, ...] = ()
    response_url: str = ""


@dataclass(frozen=True, slots=True)
class Commanded:
    """A slash command was given."""

    actor: Actor
    id: str
    where: Where
    command: str
    text: str
    response_url: str = ""


def _actor(body: Payload) -> Actor | None:
    user = mapping(body.get("user"))
    team = slack_id(mapping(body.get("team")).get("id")) or slack_id(user.get("team_id"))
    person = slack_id(user.get("id"))
    name = text(user.get("name")) or text(user.get("username")) or person
    enterprise = slack_id(mapping(body.get("enterprise")).get("id"))
    return Actor(team, person, name, text(body.get("trigger_id")), enterprise) if team and person else None


def parse_press(body: Payload) -> Pressed | None:
    """Return the button of ours that was pressed; None for anything else."""
    actor, action = _actor(body), next(items(body.get("actions")), None)
    if actor is None or action is None:
        return None
    button = text(action.get("value")) or text(action.get("action_id"))
    if action.get("type") == "feedback_buttons":
        button = f"{text(action.get('action_id'))}:{button}"
    when = stamp(action.get("action_ts"))
    identity = event_id("p", actor.trigger, actor.person, when, button)
    container, view = mapping(body.get("container")), mapping(body.get("view"))
    if view:
        context = Context.read(text(view.get("private_metadata")))
        context = _of_row(action, actor.team) or context
        if context is None:
            return None
        in_home = view.get("type") == "home"
        return Pressed(actor, identity, button, context, view=slack_id(view.get("id")), in_home=in_home, time_ts=when)
    channel = slack_id(container.get("channel_id")) or slack_id(mapping(body.get("channel")).get("id"))
    message = stamp(container.get("message_ts"))
    if not channel or not message:
        return None
    root = stamp(container.get("thread_ts")) or stamp(mapping(body.get("message")).get("thread_ts")) or message
    where = Where(actor.team, channel)
    context = replace(
        _of_row(action, actor.team) or Context(where.room, root),
        room=where.room,
        response_url=text(body.get("response_url")),
    )
    return Pressed(actor, identity, button, context, message, container.get("is_ephemeral") is True, time_ts=when)


def _of_row(action: Payload, team: str) -> Context | None:
    """Return the conversation that a row of buttons names: "pbt:<thread>:<n>", in views "pbt:<room>/<thread>:<n>"."""
    prefix, _, rest = text(action.get("block_id")).partition(":")
    place = rest.rpartition(":")[0]
    if prefix != ROW_PREFIX or not place:
        return None
    room, slash, thread = place.rpartition("/")
    found = {"r": room if slash else f"{team}.C0", "t": thread}
    context = Context.read(json.dumps(found))
    return context if context is not None and context.room.startswith(f"{team}.") else None


def parse_form(body: Payload) -> FormSent | None:
    """Return a form of ours that was sent; None for anything else."""
    actor, view = _actor(body), mapping(body.get("view"))
    context = Context.read(text(view.get("private_metadata")))
    identity = slack_id(view.get("id"))
    if actor is None or context is None or not identity:
        return None
    if not context.room.startswith(f"{actor.team}."):
        return None
    state = mapping(mapping(view.get("state")).get("values"))
    values = [(str(name), _value(mapping(one))) for name, block in state.items() for one in mapping(block).values()]
    blocks = tuple(text(one.get("block_id")) for one in items(view.get("blocks")) if one.get("type") == "input")
    form = text(view.get("callback_id"))
    return FormSent(actor, event_id("s", actor.team, identity), form, context, tuple(values), blocks, identity)


def _value(element: Payload) -> str:
    chosen = text(mapping(element.get("selected_option")).get("value"))
    found = text(element.get("value")) or chosen or text(element.get("selected_conversation"))
    return "" if found == NOTHING else found


def parse_shortcut(body: Payload) -> Chosen | None:
    """Return the shortcut that was used; None for anything else."""
    actor, callback = _actor(body), text(body.get("callback_id"))
    if actor is None or not callback:
        return None
    identity = event_id("k", actor.trigger, actor.person, text(body.get("action_ts")), callback)
    channel = slack_id(mapping(body.get("channel")).get("id"))
    if not channel:
        return Chosen(actor, identity, callback)
    message = mapping(body.get("message"))
    ts = stamp(message.get("ts")) or stamp(body.get("message_ts"))
    return Chosen(
        actor=actor,
        id=identity,
        callback=callback,
        where=Where(actor.team, channel, channel.startswith("D")),
        message=ts,
        thread=stamp(message.get("thread_ts")) or ts,
        is_from_bot=bool(message.get("bot_id")),
        author=slack_id(message.get("user")),
        files=files_of(message),
        response_url=text(body.get("response_url")),
    )


def parse_command(body: Payload) -> Commanded | None:
    """Return the slash command that was given; None for anything else."""
    team, person = slack_id(body.get("team_id")), slack_id(body.get("user_id"))
    channel, command = slack_id(body.get("channel_id")), text(body.get("command"))
    if not (team and person and channel and command.startswith("/")):
        return None
    trigger = text(body.get("trigger_id"))
    actor = Actor(team, person, text(body.get("user_name")) or person, trigger, slack_id(body.get("enterprise_id")))
    words = text(body.get("text"))
    return Commanded(
        actor=actor,
        id=event_id("c", trigger, team, channel, person, command, words),
        where=Where(team, channel, channel.startswith("D")),
        command=command[1:].casefold(),
        text=words,
        response_url=text(body.get("response_url")),
    )
