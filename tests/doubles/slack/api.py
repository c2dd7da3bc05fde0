"""The front of the Web API: reads a request, checks its token and scopes, answers as Slack does, and logs it.

Methods register themselves in `HANDLERS`; each module of methods is imported by server.py.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web
from doubles.slack.facts import METHODS, MethodFacts
from doubles.slack.world import Call, Channel, Json, Message, Team, Token

if TYPE_CHECKING:
    from doubles.slack.server import SlackDouble

#: Arguments that are JSON even inside a form.
_JSON_ARGS = (
    "blocks",
    "attachments",
    "metadata",
    "view",
    "files",
    "prompts",
    "chunks",
    "loading_messages",
    "user_auth_blocks",
)


class Refusal(Exception):
    """Slack says no: the name of the error, and what goes with it."""

    def __init__(self, error: str, *messages: str, **more: Any) -> None:
        super().__init__(error)
        self.body: Json = {"ok": False, "error": error, **more}
        if messages:
            self.body["response_metadata"] = {"messages": [f"[ERROR] {one}" for one in messages]}


@dataclass
class Request:
    """One call by the app, in the eyes of a method."""

    double: SlackDouble
    args: Json
    token: Token | None
    team: Team | None
    basic: tuple[str, str] | None = None

    @property
    def workspace(self) -> Team:
        """The workspace of the token."""
        assert self.team is not None
        return self.team

    def need(self, *names: str) -> list[str]:
        """Return arguments that must be there, as text."""
        missing = [name for name in names if self.args.get(name) in (None, "")]
        if missing:
            raise Refusal("invalid_arguments", *(f"missing required field: {name}" for name in missing))
        wrong = [name for name in names if not isinstance(self.args[name], str)]
        if wrong:
            raise Refusal("invalid_arguments", *(f"must be a string [json-pointer:/{name}]" for name in wrong))
        return [self.args[name] for name in names]

    def text(self, name: str) -> str | None:
        """Return an optional text."""
        value = self.args.get(name)
        if value is not None and not isinstance(value, str):
            raise Refusal("invalid_arguments", f"must be a string [json-pointer:/{name}]")
        return value or None

    def flag(self, name: str) -> bool:
        """Return an optional truth, however it was written."""
        return self.args.get(name) in (True, 1, "1", "true", "True")

    def part(self, name: str, kind: type) -> Any:
        """Return an optional JSON argument of the kind, or refuse it."""
        value = self.args.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, kind):
            error = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}.get(
                name, "invalid_arguments"
            )
            raise Refusal(error, f"{name} is not what it should be")
        return value

    def channel(self, name: str = "channel", *, member: bool = True, public_write: bool = False) -> Channel:
        """Return the channel that an argument names, as far as the bot may know it. Raises Refusal."""
        (wanted,) = self.need(name)
        team = self.workspace
        if wanted in team.users:
            return self.double.direct(team, wanted)
        found = team.channels.get(wanted)
        if found is None:
            found = next((one for one in team.channels.values() if f"#{one.name}" == wanted), None)
        inside = found is not None and team.bot_user in found.members
        if found is None or (not inside and found.kind != "channel"):
            raise Refusal("channel_not_found")
        if member and not inside:
            allowed = self.token is not None and "chat:write.public" in self.token.scopes
            if not (public_write and allowed):
                raise Refusal("not_in_channel")
        return found

    def message(self, channel: Channel, ts: str, error: str = "message_not_found") -> Message:
        """Return a message of the channel that is not somebody's own. Raises Refusal."""
        found = channel.messages.get(ts)
        if found is None or found.to is not None:
            raise Refusal(error)
        return found


Handler = Callable[[Request], Awaitable[Json]]
HANDLERS: dict[str, Handler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Register a method of the Web API."""

    def register(handler: Handler) -> Handler:
        assert name in METHODS, name
        HANDLERS[name] = handler
        return handler

    return register


async def answer(double: SlackDouble, request: web.Request) -> web.StreamResponse:
    """Answer a request below /api/."""
    name = request.match_info["method"]
    bearer, basic = _credentials(request)
    try:
        args, was_json = await _arguments(request)
    except ValueError as error:
        return _respond(double, Call(double.clock.now(), name, {}, None, 200, {"ok": False, "error": str(error)}))
    bearer = bearer or args.pop("token", None)
    args.pop("token", None)
    token = double.tokens.get(bearer or "")
    call = Call(double.clock.now(), name, args, None if token is None else token.team, 200, {})
    double.log.append(call)
    fault = double.faults.meet(name, args, call.team)
    if fault is not None:
        call.fault = fault.kind
        if not fault.after:
            return await _fail(double, request, call, fault.kind, fault.value)
    try:
        call.answer = {"ok": True, **(await _do(double, call, bearer, basic, was_json))}
    except Refusal as refused:
        call.answer = refused.body
        if refused.body["error"] == "ratelimited":
            call.status = 429
    except Exception as error:  # noqa: BLE001  # a fault of the double's own, and no test shall take it for Slack's
        double.troubles.append(error)
        call.status, call.answer = 500, {"ok": False, "error": f"the double itself: {error!r}"}
    if fault is not None:
        return await _fail(double, request, call, fault.kind, fault.value)
    return _respond(double, call, token, METHODS.get(name))


async def _do(
    double: SlackDouble, call: Call, bearer: str | None, basic: tuple[str, str] | None, was_json: bool
) -> Json:
    """Let the method do its work, once the caller may ask for it. Raises Refusal."""
    facts, token = METHODS.get(call.method), double.tokens.get(bearer or "")
    if facts is None or call.method not in HANDLERS:
        raise Refusal("unknown_method", req_method=call.method)
    if was_json and not facts.json:
        raise Refusal("invalid_form_data", "this method takes no JSON body")
    _admit(double, bearer, token, facts)
    double.limits.spend(double.clock.now(), call.method, facts, call)
    team = None if token is None else _team(double, token, call.args)
    call.team = call.team or (team.id if team else None)
    return await HANDLERS[call.method](Request(double, call.args, token, team, basic))


def _team(double: SlackDouble, token: Token, args: Json) -> Team | None:
    """Return the workspace that a call is about; a token of an organization leaves it to the arguments."""
    if token.enterprise is None:
        return None if token.team is None else double.teams[token.team]
    theirs = [one for one in double.teams.values() if one.enterprise == token.enterprise]
    named = {args.get(name) for name in ("channel", "channel_id", "user", "user_id", "users")}
    trigger = double.triggers.get(args.get("trigger_id") or "")
    for team in theirs:
        if (
            args.get("team_id") == team.id
            or named & {*team.channels, *team.users}
            or (trigger and trigger.team == team.id)
        ):
            return team
    return theirs[0] if theirs else None


def _credentials(request: web.Request) -> tuple[str | None, tuple[str, str] | None]:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ").strip(), None
    if header.startswith("Basic "):
        login, _, password = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
        return None, (login, password)
    return None, None


async def _arguments(request: web.Request) -> tuple[Json, bool]:
    args: Json = dict(request.query)
    was_json = False
    if request.content_type == "application/json":
        body = await request.read()
        if body:
            was_json = True
            try:
                found = json.loads(body)
            except ValueError:
                raise ValueError("invalid_json") from None
            if not isinstance(found, dict):
                raise ValueError("json_not_object")
            args.update(found)
    elif request.can_read_body:
        args.update({key: value for key, value in (await request.post()).items() if isinstance(value, str)})
    for name in _JSON_ARGS:
        if isinstance(args.get(name), str) and args[name]:
            with suppress(ValueError):  # the method says what is wrong with it
                args[name] = json.loads(args[name])
    return args, was_json


def _admit(double: SlackDouble, bearer: str | None, token: Token | None, facts: MethodFacts) -> None:
    """Refuse a token that is missing, strange, old, of the wrong kind or without the scope."""
    if facts.token == "none":
        return
    if not bearer:
        raise Refusal("not_authed")
    if token is None:
        raise Refusal("invalid_auth")
    if token.refused is not None:
        raise Refusal(token.refused)
    if token.expires_s is not None and token.expires_s <= double.clock.now():
        raise Refusal("token_expired")
    if token.kind != facts.token:
        raise Refusal("not_allowed_token_type")
    if facts.scopes and not token.scopes.intersection(facts.scopes):
        raise Refusal("missing_scope", needed=",".join(facts.scopes), provided=",".join(sorted(token.scopes)))


async def _fail(
    double: SlackDouble, request: web.Request, call: Call, kind: str, value: float | str
) -> web.StreamResponse:
    """Go wrong in the way that a test asked for."""
    if kind == "disconnect":
        call.status = 0
        if request.transport is not None:
            request.transport.close()
        return web.Response(status=500)
    if kind == "hang":
        call.status = 0
        await asyncio.sleep(float(value))
        return web.Response(status=500)
    if kind == "ratelimited":
        call.status, call.answer = 429, {"ok": False, "error": "ratelimited"}
        return _respond(double, call, retry_after_s=float(value))
    if kind == "error":
        call.answer = {"ok": False, "error": str(value)}
        return _respond(double, call)
    call.status = int(value)
    return web.Response(status=call.status, text="upstream connect error", content_type="text/html")


def _respond(
    double: SlackDouble,
    call: Call,
    token: Token | None = None,
    facts: MethodFacts | None = None,
    retry_after_s: float | None = None,
) -> web.Response:
    headers = {}
    if token is not None:
        headers["x-oauth-scopes"] = ",".join(sorted(token.scopes))
    if facts is not None and facts.scopes:
        headers["x-accepted-oauth-scopes"] = ",".join(facts.scopes)
    if call.status == 429:
        wait_s = call.answer.pop("retry_after", 1) if retry_after_s is None else retry_after_s
        headers["Retry-After"] = f"{wait_s:g}"
    return web.json_response(call.answer, status=call.status, headers=headers)
