"""How the web page's server answers: JSON, headers that every answer carries, and errors as sentences for the person.

Called by the server and the routes. Knows nothing of rooms.
"""

from __future__ import annotations

import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from adapters.web.wire import locale_of, write
from bot.errors import (
    BadInput,
    BlobMissing,
    ForeignPage,
    ImageTooLarge,
    MessageTooLong,
    NothingHere,
    PicturebookError,
    PictureGone,
    StoreError,
    TokenNeeded,
    explain,
)

#: Largest JSON request: MAX_TEXT_CHARS in the longest way to write them (six bytes each), and room for the rest.
MAX_JSON_BYTES = 1_000_000
MAX_TEXT_CHARS = 100_000
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LOCALE = web.RequestKey("locale", str)
_READING = frozenset({hdrs.METH_GET, hdrs.METH_HEAD})
# The first kind that fits; what a person can mend is 4xx, also when a StoreError says it.
_STATUSES: tuple[tuple[type[PicturebookError], int], ...] = (
    (TokenNeeded, 401),
    (ForeignPage, 403),
    (NothingHere, 404),
    (BlobMissing, 404),
    (ImageTooLarge, 413),
    (BadInput, 400),
    (StoreError, 503),
)
_log = structlog.get_logger(__name__)


async def read_json(request: web.Request) -> bytes:
    """Return the body of a JSON request, and remember the locale it names for the sentences of errors.

    Raises BadInput when it is no JSON request (which also keeps other sites' forms out), and aiohttp's
    HTTPRequestEntityTooLarge.
    """
    if request.content_type != "application/json":
        raise BadInput("the Content-Type is not application/json")
    body = await request.read()
    locale = locale_of(body)
    if locale is not None:
        request[_LOCALE] = locale
    return body


def answer(value: object, status: int = 200) -> web.Response:
    """Return `value` as a JSON answer."""
    return web.Response(body=write(value), status=status, content_type="application/json", charset="utf-8")


def language_of(request: web.Request) -> str:
    """Return the locale that the person's client asked for."""
    named: str | None = request.get(_LOCALE)
    if named is not None:
        return named
    return request.headers.get(hdrs.ACCEPT_LANGUAGE, "en").split(",")[0].split(";")[0].strip()


def status_of(error: PicturebookError, method: str) -> int:
    """Return the HTTP status that fits an error of ours."""
    if isinstance(error, PictureGone) and method in _READING:
        return 404
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


def _refusal(request: web.Request, error: Exception, status: int) -> web.Response:
    return answer({"error": explain(error, language_of(request))}, status)


@web.middleware
async def sentences(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error with the sentence that a person reads about it."""
    try:
        return await handler(request)
    except PicturebookError as error:
        status = status_of(error, request.method)
        if status >= 500:
            _log.warning("web_request_failed", route=request.path, problem=str(error), kind=type(error).__name__)
        return _refusal(request, error, status)
    except web.HTTPRequestEntityTooLarge:
        return _refusal(request, MessageTooLong(limit=MAX_TEXT_CHARS), 413)
    except web.HTTPException as error:
        return _refusal(request, NothingHere() if error.status in {404, 405} else BadInput(), error.status)
    except Exception as error:  # noqa: BLE001 - the edge: nothing may reach the browser unexplained
        _log.exception("web_request_broke", route=request.path)
        return _refusal(request, error, 500)


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Give an answer the headers that it did not set itself."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
