"""Methods that read: channels, threads, people, reactions, and who the bot itself is."""

from __future__ import annotations

from doubles.slack.api import Refusal, Request, method
from doubles.slack.wire import channel_wire, message_wire, reactions_wire, user_wire
from doubles.slack.world import Channel, Json, Message


@method("api.test")
async def api_test(request: Request) -> Json:
    """Return what was said."""
    if request.text("error"):
        raise Refusal(str(request.text("error")))
    return {"args": request.args}


@method("auth.test")
async def auth_test(request: Request) -> Json:
    """Return whose token this is."""
    team = request.workspace
    if request.token is not None and request.token.enterprise is not None:
        found: Json = {"url": "https://org.enterprise.slack.com/", "team": team.enterprise, "team_id": team.enterprise}
        found |= {"user": team.users[team.bot_user].name, "user_id": team.bot_user, "bot_id": team.bot_id}
        return found | {"enterprise_id": team.enterprise, "is_enterprise_install": True}
    found = {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": team.users[team.bot_user].name,
        "team_id": team.id,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }
    return found | ({"enterprise_id": team.enterprise} if team.enterprise else {})


@method("conversations.info")
async def info(request: Request) -> Json:
    """Return a channel."""
    channel = request.channel(member=False)
    need = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}[channel.kind]
    _scope(request, need)
    found = channel_wire(request.workspace, channel)
    if request.flag("include_num_members") is False:
        found.pop("num_members", None)
    return {"channel": found}


@method("conversations.open")
async def open_(request: Request) -> Json:
    """Open a direct message."""
    wanted = request.text("users") or ""
    if request.text("channel"):
        return {"channel": {"id": request.channel().id}}
    people = [one for one in wanted.split(",") if one]
    if not people:
        raise Refusal("users_list_not_supplied")
    if any(one not in request.workspace.users for one in people):
        raise Refusal("user_not_found")
    if len(people) > 1:
        raise Refusal("method_not_supported_for_channel_type")
    channel = request.double.direct(request.workspace, people[0])
    shown = channel_wire(request.workspace, channel) if request.flag("return_im") else {"id": channel.id}
    return {"channel": shown}


@method("conversations.join")
async def join(request: Request) -> Json:
    """Enter a public channel."""
    channel = request.channel(member=False)
    if channel.kind != "channel":
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    channel.members.add(request.workspace.bot_user)
    return {"channel": channel_wire(request.workspace, channel)}


@method("conversations.members")
async def members(request: Request) -> Json:
    """Return who is in a channel."""
    channel = request.channel(member=False)
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


@method("users.conversations")
async def users_conversations(request: Request) -> Json:
    """Return the channels that a person (or the bot) is in, as far as the bot may know them."""
    team, user = request.workspace, request.text("user") or request.workspace.bot_user
    kinds = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
    wanted = {kinds[one] for one in (request.text("types") or "public_channel").split(",") if one in kinds}
    found = [
        channel_wire(team, one)
        for one in team.channels.values()
        if one.kind in wanted and user in one.members and (one.kind == "channel" or team.bot_user in one.members)
    ]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}


@method("conversations.history")
async def history(request: Request) -> Json:
    """Return what was said in a channel, newest first."""
    channel = _readable(request)
    shown = [one for one in channel.messages.values() if one.thread_ts is None or one.broadcast]
    return _page(request, channel, list(reversed(shown)))


@method("conversations.replies")
async def replies(request: Request) -> Json:
    """Return a thread, oldest first."""
    (ts,) = request.need("ts")
    channel = _readable(request)
    root = channel.messages.get(ts)
    if root is None or root.to is not None:
        raise Refusal("thread_not_found")
    top = root.thread_ts or ts
    return _page(request, channel, [channel.messages[top], *request.double.replies(channel, top)])


def _readable(request: Request) -> Channel:
    channel = request.channel()
    kinds = {"channel": "channels:history", "group": "groups:history", "im": "im:history", "mpim": "mpim:history"}
    _scope(request, kinds[channel.kind])
    return channel


def _scope(request: Request, scope: str) -> None:
    assert request.token is not None
    if scope not in request.token.scopes:
        raise Refusal("missing_scope", needed=scope, provided=",".join(sorted(request.token.scopes)))


def _page(request: Request, channel: Channel, found: list[Message]) -> Json:
    """Return one page of messages: `oldest`, `latest`, `inclusive`, `limit` and `cursor` as in Slack."""
    oldest, latest = request.text("oldest"), request.text("latest")
    inclusive = request.flag("inclusive")
    seen = [one for one in found if one.to is None]
    if oldest and oldest != "0":
        seen = [one for one in seen if one.ts > oldest or (inclusive and one.ts == oldest)]
    if latest:
        seen = [one for one in seen if one.ts < latest or (inclusive and one.ts == latest)]
    limit = min(int(request.args.get("limit") or 100), request.double.page_messages)
    start = int(request.text("cursor") or 0)
    page, more = seen[start : start + limit], start + limit < len(seen)
    shown = [message_wire(request.double, request.workspace, one) for one in page]
    if not request.flag("include_all_metadata"):
        for one in shown:
            if "metadata" in one:
                one["metadata"] = {"event_type": one["metadata"]["event_type"]}
    answer: Json = {"messages": shown, "has_more": more}
    return answer | ({"response_metadata": {"next_cursor": str(start + limit)}} if more else {})


@method("users.info")
async def users_info(request: Request) -> Json:
    """Return a person."""
    (wanted,) = request.need("user")
    user = request.workspace.users.get(wanted)
    if user is None:
        raise Refusal("user_not_found")
    return {"user": user_wire(request.workspace, user, locale=request.flag("include_locale"))}


@method("bots.info")
async def bots_info(request: Request) -> Json:
    """Return the bot."""
    team = request.workspace
    if request.text("bot") not in (None, team.bot_id):
        raise Refusal("bot_not_found")
    bot = {"id": team.bot_id, "deleted": False, "name": request.double.app.name, "app_id": request.double.app.id}
    return {"bot": bot | {"user_id": team.bot_user, "icons": {}, "updated": 1_700_000_000}}


@method("team.info")
async def team_info(request: Request) -> Json:
    """Return the workspace."""
    team = request.workspace
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


@method("reactions.get")
async def reactions(request: Request) -> Json:
    """Return a message with its reactions."""
    message = _reacted(request)
    shown = message_wire(request.double, request.workspace, message)
    return {"type": "message", "channel": message.channel, "message": shown | {"reactions": reactions_wire(message)}}


@method("reactions.add")
async def react(request: Request) -> Json:
    """React to a message."""
    (name,) = request.need("name")
    message, bot = _reacted(request), request.workspace.bot_user
    if bot in message.reactions.get(name, []):
        raise Refusal("already_reacted")
    message.reactions.setdefault(name, []).append(bot)
    return {}


@method("reactions.remove")
async def unreact(request: Request) -> Json:
    """Take a reaction back."""
    (name,) = request.need("name")
    message, bot = _reacted(request), request.workspace.bot_user
    if bot not in message.reactions.get(name, []):
        raise Refusal("no_reaction")
    message.reactions[name].remove(bot)
    if not message.reactions[name]:
        del message.reactions[name]
    return {}


def _reacted(request: Request) -> Message:
    (ts,) = request.need("timestamp")
    return request.message(request.channel(), ts)
