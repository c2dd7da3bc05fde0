"""Methods that post, change and take back messages, and stream into them."""

from __future__ import annotations

import json
from dataclasses import replace

from doubles.slack.api import Refusal, Request, method
from doubles.slack.facts import BLOCKS, MARKDOWN_CHARS, METADATA_CHARS, SESSION_STATUSES, TEXT_CHARS, UPDATE_TEXT_CHARS
from doubles.slack.wire import message_wire
from doubles.slack.world import Channel, Json, Message, Stream
from doubles.slack_validate import message_problems


@method("chat.postMessage")
async def post(request: Request) -> Json:
    """Post a message for everyone."""
    channel = request.channel(public_write=True)
    known = request.text("client_msg_id") if request.double.dedupes_client_msg_id else None
    before = next((one for one in channel.messages.values() if known and one.client_msg_id == known), None)
    if before is not None:
        shown = message_wire(request.double, request.workspace, before)
        return {"channel": channel.id, "ts": before.ts, "message": shown}
    message = _compose(request, channel)
    message.client_msg_id = request.text("client_msg_id")
    if request.flag("reply_broadcast") and message.thread_ts:
        message.broadcast, message.subtype = True, "thread_broadcast"
    await request.double.publish(request.workspace, message)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_wire(request.double, request.workspace, message),
    }


@method("chat.postEphemeral")
async def post_ephemeral(request: Request) -> Json:
    """Post a message that one person sees."""
    (user,) = request.need("user")
    channel = request.channel()
    if user not in request.workspace.users:
        raise Refusal("user_not_found")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    message = _compose(request, channel)
    message.to = user
    channel.messages[message.ts] = message
    return {"message_ts": message.ts}


@method("chat.update")
async def update(request: Request) -> Json:
    """Change a message of the app's own."""
    (ts,) = request.need("ts")
    channel = request.channel()
    message = request.message(channel, ts)
    if message.bot_id != request.workspace.bot_id:
        raise Refusal("cant_update_message")
    if message.stream is not None and not _stream_is_over(request, message):
        raise Refusal("streaming_state_conflict")
    new = _compose(request, channel, updating=True)
    before = message_wire(request.double, request.workspace, message)
    if new.text or new.blocks:
        message.text, message.blocks = new.text, new.blocks
        message.stream = None
    if "files" in request.args or "file_ids" in request.args:
        message.files = list(request.args.get("file_ids") or [])
    if request.args.get("metadata") is not None:
        message.metadata = new.metadata
    message.edited_ts = None if new.blocks else request.double.new_ts()  # changed blocks bear no mark
    await request.double.changed(request.workspace, message, before)
    shown = message_wire(request.double, request.workspace, message)
    return {"channel": channel.id, "ts": ts, "text": message.text, "message": shown}


@method("chat.delete")
async def delete(request: Request) -> Json:
    """Take a message of the app's own back."""
    (ts,) = request.need("ts")
    channel = request.channel()
    message = request.message(channel, ts)
    if message.bot_id != request.workspace.bot_id:
        raise Refusal("cant_delete_message")
    await request.double.removed(request.workspace, message)
    return {"channel": channel.id, "ts": ts}


@method("chat.getPermalink")
async def permalink(request: Request) -> Json:
    """Return where people find a message."""
    (ts,) = request.need("message_ts")
    channel = request.channel(member=False)
    request.message(channel, ts)
    place = f"https://{request.workspace.domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": place}


@method("chat.startStream")
async def start_stream(request: Request) -> Json:
    """Begin a message that grows."""
    request.need("thread_ts")
    channel = request.channel()
    if channel.kind != "im":
        for name in ("recipient_user_id", "recipient_team_id"):
            if not request.text(name):
                raise Refusal(f"missing_{name}")
        if request.args["recipient_team_id"] not in (request.workspace.id, request.workspace.enterprise):
            raise Refusal("team_not_found")
        if request.args["recipient_user_id"] not in request.workspace.users:
            raise Refusal("user_not_found")
    if request.text("task_display_mode") not in (None, "timeline", "plan", "dense"):
        raise Refusal("invalid_arguments", "task_display_mode")
    message = _blank(request, channel)
    message.thread_ts = _thread(request, channel)
    message.stream = Stream(request.double.clock.now())
    _append(request, message)
    await request.double.publish(request.workspace, message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.appendStream")
async def append_stream(request: Request) -> Json:
    """Add to a message that grows."""
    message = _streaming(request)
    if not request.args.get("markdown_text") and not request.args.get("chunks"):
        raise Refusal("markdown_text_or_chunks_required")
    _append(request, message)
    return {"channel": message.channel, "ts": message.ts}


@method("chat.stopStream")
async def stop_stream(request: Request) -> Json:
    """End a message that grows."""
    message = _streaming(request)
    blocks = request.part("blocks", list) or []
    status = request.text("session_status") or "active"
    if status not in SESSION_STATUSES:
        raise Refusal("invalid_arguments", "session_status")
    _check(request, replace(message, blocks=blocks))
    _append(request, message)
    before = message_wire(request.double, request.workspace, message)
    message.blocks += request.double.with_ids(blocks)
    message.metadata = _metadata(request) or message.metadata
    assert message.stream is not None
    message.stream.over = True
    place = (message.channel, message.thread_ts or "")
    if place in request.workspace.sessions:
        request.workspace.sessions[place] = status
    await request.double.changed(request.workspace, message, before)
    shown = message_wire(request.double, request.workspace, message)
    return {"channel": message.channel, "ts": message.ts, "message": shown}


def _blank(request: Request, channel: Channel) -> Message:
    team = request.workspace
    return Message(request.double.new_ts(), channel.id, team.bot_user, bot_id=team.bot_id, app_id=request.double.app.id)


def _compose(request: Request, channel: Channel, *, updating: bool = False) -> Message:
    """Return the message that the arguments describe, once nothing is wrong with it."""
    if channel.archived:
        raise Refusal("is_archived")
    message = _blank(request, channel)
    markdown = request.text("markdown_text")
    if markdown and (request.args.get("blocks") or request.args.get("text")):
        raise Refusal("markdown_text_conflict")
    if markdown and len(markdown) > MARKDOWN_CHARS:
        raise Refusal("msg_too_long")
    message.text = markdown or request.text("text") or ""
    blocks = request.part("blocks", list) or ([{"type": "markdown", "text": markdown}] if markdown else [])
    attachments = request.part("attachments", list) or []
    if not message.text.strip() and not blocks and not attachments and not (updating and "metadata" in request.args):
        raise Refusal("no_text")
    if len(message.text) > (UPDATE_TEXT_CHARS if updating and not markdown else TEXT_CHARS):
        raise Refusal("msg_too_long")
    message.metadata = _metadata(request)
    message.blocks = blocks
    if not updating:
        message.thread_ts = _thread(request, channel)
    _check(request, message)
    message.blocks = request.double.with_ids(blocks)
    message.username = request.text("username")
    return message


def _thread(request: Request, channel: Channel) -> str | None:
    wanted = request.text("thread_ts")
    if wanted is None:
        return None
    root = channel.messages.get(wanted)
    if root is not None and root.to is None:
        return root.thread_ts or wanted
    if request.double.missing_thread == "unthread":
        return None
    raise Refusal("thread_not_found")


def _check(request: Request, message: Message) -> None:
    """Refuse blocks that Slack refuses."""
    found = message_problems(message.text, message.blocks)
    if message.stream is not None and len(message.blocks) > BLOCKS:
        raise Refusal("msg_blocks_too_many")
    if found and found[0].startswith("msg_blocks_too_long"):
        raise Refusal("msg_blocks_too_long")
    found = found or request.double.file_problems(request.workspace, message.blocks)
    if found:
        raise Refusal("invalid_blocks", *found)


def _metadata(request: Request) -> Json | None:
    found = request.part("metadata", dict)
    if found is None:
        return None
    if not isinstance(found.get("event_type"), str) or not isinstance(found.get("event_payload"), dict):
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(found)) > METADATA_CHARS:
        raise Refusal("metadata_too_large")
    return dict(found)


def _streaming(request: Request) -> Message:
    (ts,) = request.need("ts")
    message = request.message(request.channel(), ts)
    if message.bot_id != request.workspace.bot_id:
        raise Refusal("message_not_owned_by_app")
    if message.stream is not None and message.stream.stopped_by_user:
        raise Refusal("stopped_by_user")
    if message.stream is None or _stream_is_over(request, message):
        raise Refusal("message_not_in_streaming_state")
    return message


def _stream_is_over(request: Request, message: Message) -> bool:
    stream = message.stream
    assert stream is not None
    if request.double.clock.now() - stream.started_s > request.double.stream_s:
        stream.over = True
    return stream.over


_CHUNKS: dict[str, dict[str, type]] = {
    "markdown_text": {"text": str},
    "plan_update": {"title": str},
    "task_update": {"id": str, "title": str, "status": str},
    "blocks": {"blocks": list},
}


def _append(request: Request, message: Message) -> None:
    markdown, chunks = request.text("markdown_text"), request.part("chunks", list) or []
    if markdown and chunks:
        raise Refusal("cannot_provide_both_markdown_text_and_chunks")
    if markdown and len(markdown) > MARKDOWN_CHARS:
        raise Refusal("msg_too_long")
    stream = message.stream
    assert stream is not None
    mode = "markdown_text" if markdown else "chunks" if chunks else stream.mode
    if stream.mode not in (None, mode):
        raise Refusal("streaming_mode_mismatch")
    stream.mode = mode
    if markdown:
        chunks = [{"type": "markdown_text", "text": markdown}]
    blocks: list[Json] = []
    for chunk in chunks:
        kind = chunk.get("type") if isinstance(chunk, dict) else None
        wanted = _CHUNKS.get(kind) if isinstance(kind, str) else None
        if wanted is None or not all(isinstance(chunk.get(name), of) and chunk[name] for name, of in wanted.items()):
            raise Refusal("invalid_chunks", f"{kind} needs {wanted}")
        if kind == "task_update" and chunk.get("status") not in ("pending", "in_progress", "complete", "error"):
            raise Refusal("invalid_chunks", "status of a task")
        if kind == "blocks":
            blocks += chunk["blocks"]
    _check(request, replace(message, blocks=blocks))
    stream.chunks += chunks
    message.text += "".join(chunk["text"] for chunk in chunks if chunk["type"] == "markdown_text")
    message.blocks += request.double.with_ids(blocks)
