"""Control over HTTP: POST /_ctl {"team", "verb", "args"} does a verb of a workspace, or of the double itself."""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web
from doubles.slack.people import Workspace
from doubles.slack_validate import problems

if TYPE_CHECKING:
    from doubles.slack.server import SlackDouble

_VERBS_WORDS = """
    person channel dm say mention edit remove other_bot_says click click_view submit close slash shortcut react
    unreact open_home stop uninstall revoke thread timeline everything look screen home status
"""
VERBS = frozenset(_VERBS_WORDS.split())


async def control(double: SlackDouble, request: web.Request) -> web.Response:
    """Do one verb; a mistake of the caller is answered with status 400 and its sentence."""
    asked = await request.json()
    verb, args = asked["verb"], {key: _read(value) for key, value in (asked.get("args") or {}).items()}
    if verb == "submit":
        args.setdefault("view", None)
    try:
        if "team" not in asked:
            return web.json_response(_write(await _double_verb(double, verb, args)))
        found = _verb(double, asked["team"], verb)(**args)
        if hasattr(found, "__await__"):
            found = await found
    except Exception as error:  # noqa: BLE001  # told to the caller in its own process
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
    return web.json_response(_write(found))


def _verb(double: SlackDouble, team: str, verb: str) -> Callable[..., Any]:
    if verb not in VERBS:
        raise LookupError(f"no verb {verb!r}")
    found: Callable[..., Any] = getattr(Workspace(double, double.teams[team]), verb)
    return found


async def _double_verb(double: SlackDouble, verb: str, args: dict[str, Any]) -> Any:
    match verb:
        case "workspace":
            made = double.workspace(**args)
            return {"team": made.id, "token": made.token, "bot": made.bot}
        case "app":
            for name, value in args.items():
                setattr(double.app, name, value)
            return dataclasses.asdict(double.app)
        case "set":
            for name, value in args.items():
                target = double.postman if hasattr(double.postman, name) else double
                setattr(target, name, tuple(value) if isinstance(value, list) else value)
            return None
        case "fault":
            return double.faults.add(**args)
        case "advance":
            return double.clock.advance(**args)
        case "log":
            return double.log
        case "problems":
            return problems(double.log)
        case "deliveries":
            return [{"kind": one.kind, "ok": one.ok, "attempts": one.attempts} for one in double.postman.deliveries]
        case "sockets":
            return {"open": len(double.sockets.open), "opened": double.sockets.opened}
        case "disconnect":
            return await double.sockets.warn(**args)
        case "drop":
            return await double.sockets.drop()
        case _:
            raise LookupError(f"no verb {verb!r}")


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return [_read(one) for one in value]
    if isinstance(value, dict) and set(value) == {"base64"}:
        return base64.b64decode(value["base64"])
    return value


def _write(value: Any) -> Any:
    """Return anything as JSON; bytes as {"base64": ...}, what cannot be told as None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
        extra = {"ok": value.ok} if hasattr(value, "ok") else {}
        return _write(fields | extra)
    if isinstance(value, dict):
        return {str(key): _write(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_write(one) for one in value]
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    return value if isinstance(value, str | int | float | bool) or value is None else None
