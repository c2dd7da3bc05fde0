"""The page's own files: index.html, scripts, styles.

Called by the server. Files are read anew on each request, so a changed page shows at the next load.
"""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
from pathlib import Path

from aiohttp import ETag, web

from bot.errors import NothingHere

STATIC = Path(__file__).parent / "static"
# Some systems' tables say otherwise, and nosniff makes a script of another type no script.
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Pages:
    """Serves the files under one folder, and nothing outside of it."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    async def index(self, request: web.Request) -> web.Response:
        """GET /."""
        return await self._send(request, "index.html")

    async def file(self, request: web.Request) -> web.Response:
        """GET /static/{path}."""
        return await self._send(request, request.match_info["path"])

    def _read(self, name: str) -> tuple[Path, bytes]:
        try:
            path = (self._root / name).resolve(strict=True)
            if not path.is_relative_to(self._root):
                raise NothingHere(name)
            return path, path.read_bytes()
        except (OSError, ValueError) as error:  # not there, a folder, a name with a zero byte
            raise NothingHere(name) from error

    async def _send(self, request: web.Request, name: str) -> web.Response:
        path, data = await asyncio.to_thread(self._read, name)
        etag = hashlib.sha256(data).hexdigest()[:32]
        headers = {"Cache-Control": "no-cache"}
        known = request.if_none_match or ()
        if any(one.value == etag for one in known):
            response = web.Response(status=304, headers=headers)
        else:
            kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            charset = "utf-8" if kind.startswith("text/") else None
            response = web.Response(body=data, content_type=kind, charset=charset, headers=headers)
        response.etag = ETag(etag)
        return response
