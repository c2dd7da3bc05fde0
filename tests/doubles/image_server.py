"""An image server on loopback that speaks each dialect: it paints by the seed that the dialect takes, and can fail.

`async with image_server("vllm-omni") as server:` then `server.url`. It records what it was asked. Written from the
servers' own documents: what a server refuses, this one refuses; what a server ignores, this one ignores.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

_TAG = re.compile(r"<sd_cpp_extra_args>(.*?)</sd_cpp_extra_args>", re.DOTALL)
#: Dialects that have no seed: two equal requests give two pictures.
SEEDLESS = {"openai", "azure", "plain"}
#: What OpenAI and Azure take; anything else is refused with 400.
_OPENAI_FIELDS = {
    *("prompt", "model", "n", "size", "quality", "background", "output_format", "stream", "partial_images"),
    *("moderation", "output_compression", "user", "safety_identifier"),
}


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    query: str
    headers: dict[str, str]
    fields: dict[str, Any]
    files: tuple[tuple[str, str, bytes, str], ...] = ()  # field, file name, bytes, media type
    raw: bytes = b""


@dataclass
class Fault:
    """What goes wrong with the next request. `how`: status, close, truncate, hang, text, stall (a stream stops)."""

    how: str = "status"
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    text: str = ""


@dataclass
class ImageServer:
    """What a test may look at and set."""

    dialect: str
    key: str = ""
    url: str = ""
    origin: str = ""
    asked: list[Asked] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    stream_fault: Fault | None = None  # happens in the midst of a stream
    streams: bool = True  # False: `stream` is ignored
    as_url: str | None = None  # answers hold addresses that begin so, instead of bytes
    answer: Any = None  # answered instead of a picture
    picture: bytes | None = None  # painted instead of what was asked
    checkerboard: bool = False
    models: tuple[str, ...] = ("m-1",)
    usage: dict[str, Any] | None = None
    kept: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    at_once: int = 0
    most_at_once: int = 0
    delay_s: float = 0.0
    gate: asyncio.Event | None = None  # a stream waits for it before the finished picture
    _count: Any = field(default_factory=count)

    @property
    def pictures(self) -> list[Asked]:
        """The requests that asked for a picture."""
        return [one for one in self.asked if "images" in one.path or "2img" in one.path]


SERVER: web.AppKey[ImageServer] = web.AppKey("server", ImageServer)


@asynccontextmanager
async def image_server(dialect: str = "openai", **settings: Any) -> AsyncIterator[ImageServer]:
    """Yield a server that listens on loopback."""
    server = ImageServer(dialect, **settings)
    app = web.Application(client_max_size=200_000_000)
    app[SERVER] = server
    for prefix in ("/v1", "/openai/v1", "/openai/deployments/{deployment}"):
        app.router.add_post(f"{prefix}/images/generations", _generate)
        app.router.add_post(f"{prefix}/images/edits", _edit)
        app.router.add_get(f"{prefix}/models", _models)
    app.router.add_post("/sdapi/v1/txt2img", _sdapi)
    app.router.add_post("/sdapi/v1/img2img", _sdapi)
    app.router.add_get("/sdapi/v1/options", _options)
    app.router.add_get("/sdapi/v1/sd-models", _sd_models)
    app.router.add_get("/files/{name}", _file)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    server.origin = f"http://127.0.0.1:{port}"
    server.url = f"{server.origin}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()


def painting(seed: Any, size: tuple[int, int], *, clear: bool = False, checkerboard: bool = False) -> bytes:
    """Return the picture that a seed gives: a disc on a background, both of the seed's colours."""
    digest = hashlib.blake2b(repr(seed).encode(), digest_size=6).digest()
    ground = (*digest[:3], 0 if clear else 255)
    image = Image.new("RGBA" if clear else "RGB", size, ground[: 4 if clear else 3])
    draw = ImageDraw.Draw(image)
    if checkerboard:
        for number, left in enumerate(range(0, size[0], 16)):
            for other, top in enumerate(range(0, size[1], 16)):
                tone = 255 if (number + other) % 2 else 204
                draw.rectangle((left, top, left + 15, top + 15), fill=(tone, tone, tone))
    width, height = size
    draw.ellipse((width // 4, height // 4, width * 3 // 4, height * 3 // 4), fill=(*digest[3:], 255)[: len(ground)])
    info = PngInfo()
    info.add_text("Source", "made by a double")  # stands in for what tells a picture's origin
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=info, compress_level=1)
    return out.getvalue()


async def _generate(request: web.Request) -> web.StreamResponse:
    server: ImageServer = request.app[SERVER]
    raw = await request.read()
    fields = json.loads(raw)
    server.asked.append(Asked(request.path, request.query_string, dict(request.headers), fields, raw=raw))
    return await _answer(server, request, fields, ())


async def _edit(request: web.Request) -> web.StreamResponse:
    server: ImageServer = request.app[SERVER]
    fields: dict[str, Any] = {}
    files: list[tuple[str, str, bytes, str]] = []
    async for part in await request.multipart():
        data = await part.read(decode=False)  # type: ignore[union-attr]
        if part.filename:  # type: ignore[union-attr]
            files.append((part.name, part.filename, bytes(data), part.headers.get("Content-Type", "")))  # type: ignore[union-attr, arg-type]
        else:
            fields[part.name] = data.decode()  # type: ignore[union-attr, index]
    server.asked.append(Asked(request.path, request.query_string, dict(request.headers), fields, tuple(files)))
    if server.dialect in {"localai", "together", "plain"}:
        return web.json_response({"error": {"message": "no such route"}}, status=404)
    if not files or any(name not in ("image", "image[]", "mask") for name, *_ in files):
        return _error(400, "missing_required_parameter")
    return await _answer(server, request, fields, tuple(files))


async def _answer(
    server: ImageServer, request: web.Request, fields: dict[str, Any], files: tuple[tuple[str, str, bytes, str], ...]
) -> web.StreamResponse:
    server.at_once += 1
    server.most_at_once = max(server.most_at_once, server.at_once)
    try:
        await asyncio.sleep(server.delay_s)
        refusal = _refusal(server, request, fields)
        if refusal is not None:
            return refusal
        if server.faults:
            return await _fail(request, server.faults.pop(0))
        if server.answer is not None:
            return web.json_response(server.answer)
        return await _paint(server, request, fields, files)
    finally:
        server.at_once -= 1


async def _paint(
    server: ImageServer, request: web.Request, fields: dict[str, Any], files: tuple[tuple[str, str, bytes, str], ...]
) -> web.StreamResponse:
    width, height = _size(fields)
    seed = (_seed(server, fields), fields["prompt"], [hashlib.sha1(one[2]).hexdigest() for one in files])  # noqa: S324
    clear = server.dialect in {"openai", "azure"} and fields.get("background") == "transparent"
    clear = clear and not server.checkerboard
    data = server.picture or painting(seed, (width, height), clear=clear, checkerboard=server.checkerboard)
    if str(fields.get("stream", "")).lower() == "true" and server.streams:
        return await _stream(server, request, fields, data)
    return web.json_response(_body(server, fields, data))


def _body(server: ImageServer, fields: dict[str, Any], data: bytes) -> dict[str, Any]:
    if server.as_url is not None:
        name = f"{len(server.kept)}.png"
        server.kept[name] = data
        item = {"url": f"{server.as_url}/files/{name}"}
    else:
        # Together says "base64", and calls the field as the others do.
        item = {"b64_json": base64.b64encode(data).decode()}
    return {"created": 1, "data": [item]} | ({"usage": server.usage} if server.usage else {})


async def _stream(server: ImageServer, request: web.Request, fields: dict[str, Any], data: bytes) -> web.StreamResponse:
    kind = "image_edit" if request.path.endswith("edits") else "image_generation"
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
    await response.prepare(request)
    size = _size(fields)
    for number in range(int(fields["partial_images"])):
        sketch = base64.b64encode(painting(("sketch", number), (size[0] // 4, size[1] // 4))).decode()
        event = {"type": f"{kind}.partial_image", "b64_json": sketch, "partial_image_index": number}
        await response.write(_event(event))
        await asyncio.sleep(0)
    if server.gate is not None:
        await server.gate.wait()
    fault, server.stream_fault = server.stream_fault, None
    if fault is not None:
        if fault.how == "text":
            await response.write(fault.text.encode())
        elif fault.body is not None:
            await response.write(_event(fault.body))
        return response
    event = {"type": f"{kind}.completed", "b64_json": base64.b64encode(data).decode()}
    await response.write(_event(event | ({"usage": server.usage} if server.usage else {})))
    return response


def _event(event: dict[str, Any]) -> bytes:
    return f"event: {event.get('type', 'error')}\ndata: {json.dumps(event)}\n\n".encode()


async def _fail(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.how == "close":
        assert request.transport is not None
        request.transport.close()
        return web.Response()
    if fault.how == "truncate":
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "100000"})
        await response.prepare(request)
        await response.write(b'{"data": [{"b64_json": "')
        assert request.transport is not None
        request.transport.close()
        return response
    if fault.how == "hang":
        await asyncio.sleep(3600)
    if fault.how == "text":
        return web.Response(text=fault.text, content_type="application/json", headers=fault.headers)
    body = fault.body if fault.body is not None else {"error": {"message": "secret sk-123", "code": None}}
    return web.json_response(body, status=fault.status, headers=fault.headers)


def _refusal(server: ImageServer, request: web.Request, fields: dict[str, Any]) -> web.Response | None:
    """Return what this server says no to, as its documents tell."""
    if server.key and server.key not in (
        request.headers.get("Authorization", "").removeprefix("Bearer "),
        request.headers.get("api-key", ""),
    ):
        return _error(401, "invalid_api_key")
    if not str(fields.get("prompt", "")).strip():
        return _error(400, "missing_required_parameter")
    if str(fields.get("n")) != "1":
        return _error(400, "one picture a call")
    if server.dialect in {"openai", "azure"}:
        strange = set(fields) - _OPENAI_FIELDS
        if strange:
            return _error(400, "unknown_parameter")
        width, height = _size(fields)
        fits = width % 16 == height % 16 == 0 and 655_360 <= width * height <= 8_294_400
        if not fits or max(width, height) > 3840 or len(fields["prompt"]) > 32_000:
            return _error(400, "invalid_value")
        if fields.get("quality") not in {"low", "medium", "high"}:
            return _error(400, "invalid_quality")
    if server.dialect == "together" and fields.get("response_format") not in {"base64", "url"}:
        return _error(400, "invalid_response_format")
    return None


def _error(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"message": f"secret sk-123 {code}", "code": code}}, status=status)


def _size(fields: dict[str, Any]) -> tuple[int, int]:
    if "width" in fields:
        return int(fields["width"]), int(fields["height"])
    width, _, height = str(fields.get("size", "512x512")).partition("x")
    return int(width), int(height)


def _seed(server: ImageServer, fields: dict[str, Any]) -> Any:
    """Return the seed where this dialect takes it; a new one each time where it was not given there."""
    found: Any = None
    match server.dialect:
        case "xinference":
            found = json.loads(fields.get("kwargs", "{}")).get("seed")
        case "stable-diffusion.cpp":
            tag = _TAG.search(fields["prompt"])
            found = json.loads(tag[1]).get("seed") if tag else None
        case dialect if dialect not in SEEDLESS:
            found = fields.get("seed")
    return f"random {next(server._count)}" if found is None else int(found)


async def _models(request: web.Request) -> web.Response:
    server: ImageServer = request.app[SERVER]
    server.asked.append(Asked(request.path, request.query_string, dict(request.headers), {}))
    if server.key and request.headers.get("Authorization") != f"Bearer {server.key}":
        return _error(401, "invalid_api_key")
    if server.faults:
        fault = server.faults.pop(0)
        return web.json_response(fault.body or {}, status=fault.status)
    return web.json_response({"object": "list", "data": [{"id": one, "object": "model"} for one in server.models]})


async def _file(request: web.Request) -> web.Response:
    server: ImageServer = request.app[SERVER]
    name = request.match_info["name"]
    server.asked.append(Asked(request.path, request.query_string, dict(request.headers), {}))
    if name in server.redirects:
        return web.Response(status=302, headers={"Location": server.redirects[name]})
    if name not in server.kept:
        return web.Response(status=404)
    return web.Response(body=server.kept[name], content_type="image/png")


async def _sdapi(request: web.Request) -> web.StreamResponse:
    server: ImageServer = request.app[SERVER]
    raw = await request.read()
    fields = json.loads(raw)
    server.asked.append(Asked(request.path, request.query_string, dict(request.headers), fields, raw=raw))
    await asyncio.sleep(server.delay_s)
    if server.key and request.headers.get("Authorization") != server.key:
        return web.json_response({"detail": "Incorrect username or password"}, status=401)
    if server.faults:
        return await _fail(request, server.faults.pop(0))
    if server.answer is not None:
        return web.json_response(server.answer)
    seed = fields.get("seed", -1)
    if seed == -1:
        seed = next(server._count) + 5_000_000
    prompt = _TAG.sub("", fields["prompt"])
    size = (fields["width"], fields["height"])
    if fields.get("enable_hr"):
        size = (fields["hr_resize_x"], fields["hr_resize_y"])
    shown = [hashlib.sha1(one.encode()).hexdigest() for one in fields.get("init_images", ())]  # noqa: S324
    data = server.picture or painting((seed, prompt, shown, fields.get("steps")), size)
    info = json.dumps({"seed": seed, "sd_model_name": "tiny-sd"}) if server.dialect != "stable-diffusion.cpp" else ""
    return web.json_response({"images": [base64.b64encode(data).decode()], "parameters": fields, "info": info})


async def _options(request: web.Request) -> web.Response:
    server: ImageServer = request.app[SERVER]
    if server.key and request.headers.get("Authorization") != server.key:
        return web.json_response({"detail": "Incorrect username or password"}, status=401)
    return web.json_response({"sd_model_checkpoint": "tiny-sd.safetensors [abc]"})


async def _sd_models(_: web.Request) -> web.Response:
    return web.json_response([{"title": "tiny-sd.safetensors [abc]", "model_name": "tiny-sd"}])
