"""Methods of the agent view: status, title, prompts, sessions with their Stop button."""

from __future__ import annotations

from doubles.slack.api import Refusal, Request, method
from doubles.slack.facts import LOADING_MESSAGES, PROMPTS, SESSION_STATUSES, SESSION_TITLE_CHARS
from doubles.slack.world import Json


@method("assistant.threads.setStatus")
async def set_status(request: Request) -> Json:
    """Say what the bot is doing in a thread; an empty status takes it away."""
    (thread_ts,) = request.need("thread_ts")
    channel = request.channel("channel_id")
    status = request.args.get("status")
    if not isinstance(status, str):
        raise Refusal("invalid_arguments", "missing required field: status")
    loading = request.part("loading_messages", list) or []
    if len(loading) > LOADING_MESSAGES or not all(isinstance(one, str) and one for one in loading):
        raise Refusal("invalid_arguments", "loading_messages")
    _root(request, channel.id, thread_ts)
    place = (channel.id, thread_ts)
    request.workspace.statuses.pop(place, None)
    if status:
        request.workspace.statuses[place] = (status, tuple(loading), request.double.clock.now())
    return {}


@method("assistant.threads.setTitle")
async def set_title(request: Request) -> Json:
    """Give a thread of the agent view a title."""
    thread_ts, title = request.need("thread_ts", "title")
    channel = request.channel("channel_id")
    _agent(request)
    _root(request, channel.id, thread_ts)
    request.workspace.titles[channel.id, thread_ts] = title
    return {}


@method("assistant.threads.setSuggestedPrompts")
async def set_prompts(request: Request) -> Json:
    """Offer prompts; without a thread they are those of the Messages tab."""
    channel = request.channel("channel_id")
    _agent(request)
    prompts = request.part("prompts", list)
    good = prompts is not None and all(
        isinstance(one, dict)
        and isinstance(one.get("title"), str)
        and isinstance(one.get("message"), str)
        and one["title"]
        for one in prompts
    )
    if not good or len(prompts) > PROMPTS:
        raise Refusal("invalid_arguments", f"prompts: at most {PROMPTS}, each with title and message")
    if channel.kind != "im":
        raise Refusal("channel_not_found")
    request.workspace.prompts[channel.id, request.text("thread_ts")] = prompts
    return {}


@method("agents.sessions.setStatus")
async def set_session(request: Request) -> Json:
    """Say how a session stands; "processing" gives people a Stop button."""
    (status,) = request.need("status")
    channel, thread_ts = request.channel("channel_id"), request.text("thread_ts")
    if thread_ts is None:
        raise Refusal("thread_ts_required")
    _agent(request, "feature_disabled")
    if status not in SESSION_STATUSES:
        raise Refusal("invalid_status")
    title = request.text("title")
    if title and len(title) > SESSION_TITLE_CHARS:
        raise Refusal("invalid_arguments", "title is too long")
    initiator = request.text("initiator_user_id")
    if initiator and initiator not in channel.members:
        raise Refusal("user_not_found")
    _root(request, channel.id, thread_ts)
    place = (channel.id, thread_ts)
    if place not in request.workspace.sessions and title:
        request.workspace.titles[place] = title
    request.workspace.sessions[place] = status
    answer: Json = {"status": status, "agent_status": status, "title": request.workspace.titles.get(place, "")}
    if "agent_session_stopped" not in request.double.app.events:
        answer["warning"] = "missing_agent_session_stopped_event_subscription"
    return answer


@method("agents.sessions.rename")
async def rename(request: Request) -> Json:
    """Give a session another title."""
    (title,) = request.need("title")
    channel, thread_ts = request.channel("channel_id"), request.text("thread_ts")
    if thread_ts is None:
        raise Refusal("thread_ts_required")
    _agent(request, "feature_disabled")
    if (channel.id, thread_ts) not in request.workspace.sessions:
        raise Refusal("session_not_found")
    if len(title) > SESSION_TITLE_CHARS:
        raise Refusal("invalid_arguments", "title is too long")
    request.workspace.titles[channel.id, thread_ts] = title
    return {"title": title}


def _agent(request: Request, error: str = "not_agent_app") -> None:
    if not request.double.app.agent:
        raise Refusal(error)


def _root(request: Request, channel: str, thread_ts: str) -> None:
    found = request.workspace.channels[channel].messages.get(thread_ts)
    if found is None or found.to is not None:
        raise Refusal("invalid_thread_ts")
