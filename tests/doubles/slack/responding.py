"""response_url: where an app may answer an interaction without a token, five times in thirty minutes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aiohttp import web
from doubles.slack.facts import RESPONSE_URL_S, RESPONSE_URL_USES
from doubles.slack.world import Call, Json, Message, ResponseUrl, Team
from doubles.slack_validate import message_problems

if TYPE_CHECKING:
    from doubles.slack.server import SlackDouble


async def respond(double: SlackDouble, request: web.Request) -> web.StreamResponse:
    """Take one answer to an interaction."""
    place = "{team}/{number}/{secret}".format(**request.match_info)
    target = double.response_urls.get(place)
    call = Call(double.clock.now(), "response_url", {}, target.team if target else None, 200, {})
    double.log.append(call)
    fault = double.faults.meet("response_url", {}, call.team)
    if fault is not None:
        call.fault, call.status = fault.kind, int(fault.value or 500)
        return web.Response(status=call.status, text="upstream connect error")
    try:
        call.args = json.loads(await request.read())
    except ValueError:
        return _no(call, 400, "invalid_payload")
    if target is None:
        return _no(call, 404, "no_such_url")
    if double.clock.now() - target.made_s > RESPONSE_URL_S:
        return _no(call, 404, "expired_url")
    if target.uses >= RESPONSE_URL_USES:
        return _no(call, 404, "used_url")
    team = double.teams[target.team]
    blocks = call.args.get("blocks") or []
    problems = message_problems(call.args.get("text") or "", blocks) or double.file_problems(team, blocks)
    if problems:
        return _no(call, 400, "invalid_blocks")
    if not call.args.get("delete_original") and not call.args.get("text") and not blocks:
        return _no(call, 400, "no_text")
    target.uses += 1
    call.answer = {"ok": True}
    await answer_interaction(double, team, target, call.args)
    return web.Response(text="ok")


async def answer_interaction(double: SlackDouble, team: Team, target: ResponseUrl, said: Json) -> Message | None:
    """Do what an answer says: change or remove the original, or show something new."""
    channel = team.channels[target.channel]
    original = channel.messages.get(target.message_ts or "")
    if said.get("delete_original"):
        if original is not None:
            del channel.messages[original.ts]
        return None
    blocks, text = double.with_ids(said.get("blocks") or []), said.get("text") or ""
    if said.get("replace_original") and original is not None:
        original.text, original.blocks, original.edited_ts = text, blocks, double.new_ts()
        return original
    message = Message(
        double.new_ts(), channel.id, team.bot_user, text, blocks, bot_id=team.bot_id, app_id=double.app.id
    )
    message.thread_ts = said.get("thread_ts")
    if said.get("response_type") == "in_channel":
        await double.publish(team, message)
    else:
        message.to = target.user
        message.thread_ts = message.thread_ts or target.thread_ts
        channel.messages[message.ts] = message
    return message


def _no(call: Call, status: int, error: str) -> web.Response:
    call.status, call.answer = status, {"ok": False, "error": error}
    return web.json_response(call.answer, status=status)
