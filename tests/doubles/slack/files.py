"""Methods of files, the upload in three steps, and the private download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web
from doubles.slack.api import Refusal, Request, method
from doubles.slack.facts import ALT_CHARS, PICTURE_TYPES, UPLOAD_BYTES
from doubles.slack.wire import file_wire, shares_wire
from doubles.slack.world import Call, File, Json, Message, Team

if TYPE_CHECKING:
    from doubles.slack.server import SlackDouble

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Slack</title></head><body><form>Sign in to Slack</form></body></html>"


@method("files.getUploadURLExternal")
async def upload_url(request: Request) -> Json:
    """Announce a file."""
    (name,) = request.need("filename")
    raw = request.args.get("length")
    try:
        length_bytes = int(raw)  # type: ignore[arg-type]  # None and words are refused alike
    except (TypeError, ValueError):
        raise Refusal("invalid_arguments", "missing required field: length") from None
    if length_bytes <= 0:
        raise Refusal("missing_argument")
    if length_bytes > UPLOAD_BYTES:
        raise Refusal("file_upload_size_restricted")
    if len(request.text("alt_txt") or "") > ALT_CHARS:
        raise Refusal("alt_txt_too_large")
    team = request.workspace
    file = File(
        request.double.new_id("F"), team.id, name, name, team.bot_user, length_bytes, alt=request.text("alt_txt")
    )
    request.double.files[file.id] = file
    return {"upload_url": f"{request.double.url}upload/v1/{file.id}", "file_id": file.id}


@method("files.completeUploadExternal")
async def complete(request: Request) -> Json:
    """End an upload; the file may be shared with a channel at once."""
    wanted = request.part("files", list)
    if not wanted:
        raise Refusal("invalid_arguments", "missing required field: files")
    files = []
    for one in wanted:
        file = request.double.files.get(one.get("id", "")) if isinstance(one, dict) else None
        if file is None or file.team != request.workspace.id or file.deleted:
            raise Refusal("file_not_found")
        if file.data is None or len(file.data) != file.length_bytes:
            raise Refusal("file_not_found")  # what was announced never came
        if file.completed_s is not None:
            raise Refusal("file_update_failed")
        file.title = one.get("title") or file.name
        files.append(file)
    shared = request.text("channel_id")
    channel = None if shared is None else request.channel("channel_id")
    if channel is not None and any(file.alt for file in files):
        channel = None  # Slack's bug: with alt_txt the share silently does not happen (python-slack-sdk#1818)
    for file in files:
        request.double.complete(file)
    if channel is not None:
        message = Message(
            request.double.new_ts(),
            channel.id,
            request.workspace.bot_user,
            request.text("initial_comment") or "",
            thread_ts=request.text("thread_ts"),
            bot_id=request.workspace.bot_id,
            app_id=request.double.app.id,
            subtype="file_share",
            files=[file.id for file in files],
        )
        for file in files:
            file.shared[channel.id] = message.ts
        request.double.later(request.double.publish(request.workspace, message))
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


@method("files.info")
async def info(request: Request) -> Json:
    """Return a file; asking again and again sees it become ready."""
    file = _file(request)
    file.polls += 1
    shown = file_wire(request.double, file) | shares_wire(request.workspace, file)
    return {"file": shown, "comments": [], "response_metadata": {"next_cursor": ""}}


@method("files.delete")
async def delete(request: Request) -> Json:
    """Take a file of the app's own back."""
    file = _file(request)
    if file.user != request.workspace.bot_user:
        raise Refusal("cant_delete_file")
    file.deleted, file.data = True, None
    return {}


def _file(request: Request) -> File:
    (wanted,) = request.need("file")
    file = request.double.files.get(wanted)
    if file is None or file.team != request.workspace.id:
        raise Refusal("file_not_found")
    if file.deleted:
        raise Refusal("file_deleted")
    return file


async def take_upload(double: SlackDouble, request: web.Request) -> web.StreamResponse:
    """Take the raw bytes of the second step."""
    file = double.files.get(request.match_info["file"])
    call = Call(
        double.clock.now(), "upload", {"file": request.match_info["file"]}, file.team if file else None, 200, {}
    )
    double.log.append(call)
    fault = double.faults.meet("upload", {}, call.team)
    if fault is not None:
        call.fault, call.status = fault.kind, int(fault.value or 500)
        if fault.kind == "disconnect" and request.transport is not None:
            request.transport.close()
        return web.Response(status=call.status, text="upstream connect error")
    if file is None or file.data is not None:
        call.status = 404
        return web.Response(status=404, text="no such upload")
    file.data = await _raw(request)
    call.args["bytes"] = len(file.data)
    call.answer = {"ok": True}
    return web.Response(text=f"OK - {len(file.data)}")


async def _raw(request: web.Request) -> bytes:
    """Return the bytes of a raw body, or of the first file of a form."""
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    async for part in await request.multipart():
        return bytes(await part.read(decode=True))  # type: ignore[union-attr]  # forms in forms are not sent
    return b""


async def give(double: SlackDouble, request: web.Request) -> web.StreamResponse:
    """Answer the download of a private file: its bytes for a good token, a login page otherwise."""
    team_id, _, file_id = request.match_info["place"].partition("-")
    file = double.files.get(file_id)
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = double.tokens.get(bearer)
    call = Call(double.clock.now(), "download", {"file": file_id}, token.team if token else None, 200, {})
    double.log.append(call)
    fault = double.faults.meet("download", {}, call.team)
    if fault is not None:
        call.fault, call.status = fault.kind, int(fault.value or 500)
        return web.Response(status=call.status, text="upstream connect error")
    good = token is not None and token.refused is None and token.team == team_id and "files:read" in token.scopes
    if token is not None and token.expires_s is not None and token.expires_s <= double.clock.now():
        good = False
    if not good:
        call.answer = {"ok": False, "error": "login_page"}
        return web.Response(text=LOGIN_PAGE, content_type="text/html")
    if file is None or file.team != team_id or file.data is None:
        call.status = 404
        return web.Response(status=404, text="Not found")
    call.answer = {"ok": True}
    return web.Response(body=file.data, content_type=file.mimetype or "application/octet-stream")


def sniff(data: bytes, name: str) -> str:
    """Return what a file's bytes are."""
    for head, kind in ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"GIF8", "image/gif")):
        if data.startswith(head):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "text/plain" if name.endswith(".txt") else "application/octet-stream"


def file_problems(double: SlackDouble, team: Team, blocks: list[Json], at: str = "/blocks") -> list[str]:
    """Return what Slack dislikes about the files that blocks show; asking counts as looking."""
    found = []
    for place, reference in _references(blocks, at):
        file, card = None, "/hero_image/" in place or "/icon/" in place
        if isinstance(reference.get("id"), str):
            file = double.files.get(reference["id"])
        elif isinstance(reference.get("url"), str):
            file = next((one for one in double.files.values() if f"-{one.id}/" in reference["url"]), None)
        ready = False
        if file is not None:
            file.polls += 1
            ready = double.is_ready(file)
        hidden = card and file is not None and not file.shared and not double.private_cards
        if (
            file is None
            or hidden
            or file.team != team.id
            or file.deleted
            or not ready
            or file.mimetype not in PICTURE_TYPES
        ):
            found.append(f"invalid slack file [json-pointer:{place}]")
    return found


def _references(part: object, at: str) -> list[tuple[str, Json]]:
    if isinstance(part, list):
        return [one for number, each in enumerate(part) for one in _references(each, f"{at}/{number}")]
    if not isinstance(part, dict):
        return []
    found = [(f"{at}/slack_file", part["slack_file"])] if isinstance(part.get("slack_file"), dict) else []
    return found + [one for key, each in part.items() for one in _references(each, f"{at}/{key}")]
