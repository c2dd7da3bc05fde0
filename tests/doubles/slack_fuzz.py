"""Payloads that Slack never sends, made of those that it sends: missing, null, huge, of the wrong type, not even JSON.

The same seed makes the same payloads. Tests of the adapter POST them, signed as each says, and hold the bot to this:
it lives; a signature that is not good is refused; what is sound is taken, once; nothing else is taken for an event.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlencode

from doubles.slack import payloads
from doubles.slack.forms import pressed
from doubles.slack.people import Workspace
from doubles.slack.postman import COMMANDS, EVENTS, INTERACTIVE, Postman
from doubles.slack.server import SlackDouble
from doubles.slack.world import Clock, File, Json, Message, View

NOW_S = 1_790_000_000.0
JSON_TYPE, FORM_TYPE = "application/json", "application/x-www-form-urlencoded"
#: What stands in the place of a value. Strings that are ids, times, addresses, ways out of a directory or a host.
HOSTILE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    1e308,
    "",
    " ",
    [],
    {},
    [[]],
    {"id": None},
    ["U1", None, 3],
    "\x00",
    "half \ud83d a sign",
    "\u202ereversed\u202c",
    "e" + "\u0301" * 300,
    "<!channel> <@U1> <http://a.example|b>",
    "C1:2:3/../../etc/passwd",
    "../../../etc/passwd",
    "x" * 300,
    "1.1e309",
    "not-a-ts",
    "9999999999999999.999999",
    "-1.000000",
    "pb1:edit:pic-../../x",
    "pb1:stop:" + "a" * 200,
    "pb9:dance:pic-1",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "https://files.slack.com.evil.example/a.png",
    "https://evil.example/files-pri/T1-F1/a.png",
    "{}",
    "%s%n{0}{{",
)
HUGE: tuple[Callable[[], Any], ...] = (
    lambda: "x" * 100_000,
    lambda: "\u3042" * 50_000,
    lambda: list(range(5_000)),
    lambda: {f"k{number}": number for number in range(2_000)},
    lambda: _nested(400),
    lambda: 10**400,
)
STRANGE_TYPES = ("", "url_verification", "app_rate_limited", "block_actionz", "dialog_submission", "message_changed")


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """One request to the bot. `sound`: Slack might have sent it so; `signature`: good, forged, stale or missing."""

    number: int
    kind: str  # of the payload it was made of: postman.EVENTS, INTERACTIVE or COMMANDS
    name: str  # of the sample it was made of
    how: str  # what was done to it
    data: bytes
    content_type: str
    signature: str = "good"
    sound: bool = False

    def headers(self, postman: Postman, now_s: float) -> dict[str, str]:
        """Return the headers with which it is sent."""
        found = {"Content-Type": self.content_type} if self.content_type else {}
        match self.signature:
            case "good":
                return found | postman.signed(self.data, at_s=now_s)
            case "forged":
                return found | postman.signed(self.data, at_s=now_s, secret="somebody else's")
            case "stale":
                return found | postman.signed(self.data, at_s=now_s - 3600)
            case _:
                return found


def fuzzed(seed: int = 1, count: int = 10_000, without: Collection[str] = ()) -> Iterator[Fuzzed]:
    """Yield so many payloads, the same for the same seed; `without` samples of these names."""
    random = Random(seed)
    all_samples = [one for one in samples(seed) if one[0] not in without]
    for number in range(count):
        name, kind, body = random.choice(all_samples)
        dice = random.random()
        if dice < 0.05:
            fresh = _renamed(body, number)
            yield Fuzzed(number, kind, name, "sound", *encode(kind, fresh), sound=True)
        elif dice < 0.15:
            signature = random.choice(["forged", "stale", "missing"])
            yield Fuzzed(number, kind, name, signature, *encode(kind, body), signature=signature)
        elif dice < 0.25:
            how, data, content_type = _broken(random, kind, body)
            yield Fuzzed(number, kind, name, how, data, content_type)
        else:
            changed = _renamed(body, number)
            how = "; ".join(_mutate(random, changed) for _ in range(random.choice([1, 1, 1, 2, 3, 5])))
            yield Fuzzed(number, kind, name, how, *encode(kind, changed))


def encode(kind: str, body: Any) -> tuple[bytes, str]:
    """Return a payload as Slack sends it over HTTP, whatever it has become."""
    if kind == EVENTS:
        return json.dumps(body).encode(), JSON_TYPE
    if kind == INTERACTIVE or not isinstance(body, dict):
        return urlencode({"payload": json.dumps(body)}).encode(), FORM_TYPE
    return urlencode({key: _text(value) for key, value in body.items()}).encode(), FORM_TYPE


def samples(seed: int = 1) -> list[tuple[str, str, Json]]:
    """Return one sound payload of every kind that the bot may get: name, kind, body."""
    double = SlackDouble(clock=Clock(lambda: NOW_S), random=Random(seed))
    double.url = "http://127.0.0.1:9/"
    acme = double.workspace("Acme")
    ada = acme.person("Ada", "ko-KR")
    general, direct = acme.team.channels[acme.channel("general", ada)], acme.team.channels[acme.dm(ada)]
    said, shared, reply, own = _messages(double, acme, ada, general.id, direct.id)
    team, view = acme.team, _form(double, acme, ada)

    def told(body: Json) -> Json:
        return payloads.event(double, team, body)

    before = {**payloads.message_event(double, team, said), "text": "before"}
    button = pressed(own.blocks, "pb1:more:turn1")
    state = {"words": {"words": {"type": "plain_text_input", "value": "a red hat"}}}
    tokens = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [acme.bot]}}
    stop = {"type": "agent_session_stopped", "channel": general.id, "thread_ts": said.ts, "user": ada}
    return [
        ("app_mention", EVENTS, told(payloads.mention_event(double, team, said))),
        ("message", EVENTS, told(payloads.message_event(double, team, said))),
        ("message in a thread", EVENTS, told(payloads.message_event(double, team, reply))),
        ("file_share", EVENTS, told(payloads.message_event(double, team, shared))),
        ("message of the bot", EVENTS, told(payloads.message_event(double, team, own))),
        ("message_changed", EVENTS, told(payloads.changed_event(double, team, said, before))),
        ("message_deleted", EVENTS, told(payloads.deleted_event(double, team, said, before))),
        ("reaction_added", EVENTS, told(payloads.reaction_event(double, team, own, ada, "two", "reaction_added"))),
        ("home", EVENTS, told(payloads.home_event(double, team, ada, "home"))),
        ("messages tab", EVENTS, told(payloads.home_event(double, team, ada, "messages"))),
        ("stop", EVENTS, told({**stop, "streaming_message_ts": [], "event_ts": double.new_ts()})),
        ("tokens_revoked", EVENTS, told(tokens)),
        ("app_uninstalled", EVENTS, told({"type": "app_uninstalled"})),
        ("app_rate_limited", EVENTS, payloads.rate_limited(double, team)),
        ("button", INTERACTIVE, payloads.press(double, team, ada, button, own)),
        ("button at home", INTERACTIVE, payloads.press(double, team, ada, button, None, view)),
        ("form", INTERACTIVE, payloads.submission(double, team, ada, view, state)),
        ("form closed", INTERACTIVE, payloads.closing(double, team, ada, view)),
        ("message shortcut", INTERACTIVE, payloads.shortcut(double, team, ada, "reference", shared)),
        ("global shortcut", INTERACTIVE, payloads.shortcut(double, team, ada, "draw", None)),
        ("/draw", COMMANDS, payloads.command(double, team, general, ada, "/draw", "a hedgehog")),
        ("/picturebook", COMMANDS, payloads.command(double, team, direct, ada, "/picturebook", "story Larry")),
    ]


def _messages(double: SlackDouble, acme: Workspace, ada: str, general: str, direct: str) -> list[Message]:
    file = File("F0FUZZ0001", acme.id, "ref.png", "ref", ada, 3, b"\x89PNG", NOW_S, mimetype="image/png")
    double.files[file.id] = file
    action = {"type": "button", "action_id": "pb1:more:turn1", "text": {"type": "plain_text", "text": "More"}}
    blocks = double.with_ids([{"type": "actions", "elements": [action | {"value": "pb1:more:turn1"}]}])
    words = f"<@{acme.bot}> draw a hedgehog"
    said = Message(double.new_ts(), general, ada, words, payloads.rich(words, "b1"), client_msg_id="c1")
    shared = Message(double.new_ts(), direct, ada, "this one", files=[file.id], subtype="file_share")
    reply = Message(double.new_ts(), general, ada, "with a hat", thread_ts=said.ts, client_msg_id="c3")
    own = Message(double.new_ts(), general, acme.bot, "Larry", blocks, said.ts, acme.team.bot_id, double.app.id)
    for message in (said, shared, reply, own):
        double.keep(acme.team, message)
    return [said, shared, reply, own]


def _form(double: SlackDouble, acme: Workspace, ada: str) -> View:
    label = {"type": "plain_text", "text": "Words"}
    field = {"type": "plain_text_input", "action_id": "words"}
    body = {
        "type": "modal",
        "callback_id": "pb1:edit:pic-1",
        "private_metadata": "{}",
        "title": {"type": "plain_text", "text": "Edit"},
        "blocks": [{"type": "input", "block_id": "words", "label": label, "element": field}],
    }
    return View(double.new_id("V"), acme.id, ada, body, double.new_hash(), "V1")


def _renamed(body: Json, number: int) -> Json:
    """Return the payload as another delivery of another deed: with ids and times of its own."""
    found = copy.deepcopy(body)
    ts = f"{int(NOW_S)}.{number:06d}"
    own = {"event_id": f"Ev{number}", "trigger_id": f"1.2.{number}", "action_ts": ts}
    found |= {key: value for key, value in own.items() if key in found}
    event = found.get("event", {})
    if event.get("type") in ("message", "app_mention"):
        event |= {"ts": ts, "event_ts": ts} | ({"client_msg_id": f"c{number}"} if "client_msg_id" in event else {})
    for action in found.get("actions", []):
        action["action_ts"] = ts
    if found.get("type") == "view_submission":
        found["view"]["id"] = f"V{number}"
    return found


def _places(part: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Return every place in a payload: container, and key or index."""
    if isinstance(part, dict | list):
        for key, value in list(part.items()) if isinstance(part, dict) else list(enumerate(part)):
            found.append((part, key))
            _places(value, found)
    return found


def _mutate(random: Random, body: Json) -> str:
    """Change one place of a payload and return what was done."""
    places = _places(body, [])
    if not places:
        return "nothing left"
    container, key = random.choice(places)
    match random.choice(["remove", "null", "hostile", "hostile", "hostile", "huge", "swap", "extra", "type", "twice"]):
        case "remove":
            del container[key]
            return f"removed {key}"
        case "null":
            container[key] = None
            return f"{key} is null"
        case "huge" if random.random() < 0.3:
            container[key] = random.choice(HUGE)()
            return f"{key} is huge"
        case "swap":
            other, at = random.choice(places)
            container[key] = copy.deepcopy(other[at]) if at in other or isinstance(other, list) else None
            return f"{key} is another's {at}"
        case "extra" if isinstance(container, dict):
            container[f"x{random.randrange(9)}"] = copy.deepcopy(random.choice(HOSTILE))
            return f"more beside {key}"
        case "type":
            body["type"] = random.choice(STRANGE_TYPES)
            return "another type"
        case "twice" if isinstance(container[key], list):
            container[key] = container[key] * random.choice([2, 50])
            return f"{key} many times"
        case _:
            container[key] = copy.deepcopy(random.choice(HOSTILE))
            return f"{key} is {str(container[key])[:20]!r}"


def _broken(random: Random, kind: str, body: Json) -> tuple[str, bytes, str]:
    """Return bytes that are no payload at all: how, data and content type."""
    data, content_type = encode(kind, body)
    broken: list[tuple[str, bytes, str]] = [
        ("cut off", data[: random.randrange(len(data))], content_type),
        ("empty", b"", content_type),
        ("not UTF-8", data[:40] + b"\xff\xfe\xc3" + data[40:], content_type),
        ("a list", b"[1, 2]", JSON_TYPE),
        ("a number", b"17", JSON_TYPE),
        ("a string", b'"payload"', JSON_TYPE),
        ("null", b"null", JSON_TYPE),
        ("empty object", b"{}", JSON_TYPE),
        ("deep", b"[" * 50_000, JSON_TYPE),
        ("NaN", b'{"type": NaN}', JSON_TYPE),
        ("the other content type", data, FORM_TYPE if content_type == JSON_TYPE else JSON_TYPE),
        ("no content type", data, ""),
        ("a strange content type", data, "text/html; charset=utf-16"),
        ("payload is no JSON", b"payload=%7Bnot", FORM_TYPE),
        ("payload is a list", b"payload=%5B%5D", FORM_TYPE),
        ("payload twice", b"payload=%7B%7D&payload=%7B%7D", FORM_TYPE),
        ("nothing in the form", b"&&&=&=", FORM_TYPE),
        ("a byte order mark", b"\xef\xbb\xbf" + data, content_type),
        ("ssl_check", b"ssl_check=1&token=x", FORM_TYPE),
        ("noise", random.randbytes(200), content_type),
    ]
    return random.choice(broken)


def _text(value: Any) -> str:
    """Return a form's value; a lone surrogate cannot be sent and becomes a question mark."""
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "replace").decode()


def _nested(depth: int) -> Any:
    found: Any = "x"
    for _ in range(depth):
        found = {"n": found}
    return found
