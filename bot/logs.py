"""Logs: one event name and its fields on a line, for people or as JSON, and never a secret.

Called once by the command line, before anything runs. Everything else asks structlog for a logger; libraries that log
by the standard module come out the same way.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterable
from typing import TextIO
from urllib.parse import quote, unquote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import Settings

MASK = "***"
#: Shorter ones would blot out half of every line, and hide nothing worth hiding.
MIN_SECRET_CHARS = 4
_SECRET_FIELD = re.compile(r"(?:.*_)?(?:token|secret|password|authorization|cookie|api_key)", re.IGNORECASE)


class Redaction:
    """A structlog processor that masks secrets wherever they turn up in a value, and fields that are named like one."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), unquote(secret))}
        # Longest first: one secret may be the beginning of another.
        known = sorted((form for form in forms if len(form) >= MIN_SECRET_CHARS), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {self.text(str(name)): self._field(str(name), value) for name, value in event.items()}

    def text(self, text: str) -> str:
        """Return `text` with every known secret masked."""
        return self._known.sub(MASK, text) if self._known else text

    def _field(self, name: str, value: object) -> object:
        if isinstance(value, str | bytes) and _SECRET_FIELD.fullmatch(name):
            return MASK
        return self._value(value)

    def _value(self, value: object) -> object:
        match value:
            case bool() | int() | float() | None:
                return value
            case str():
                return self.text(value)
            case dict():
                return {self.text(str(name)): self._field(str(name), one) for name, one in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self._value(one) for one in value]
            case _:
                return self.text(repr(value))


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send all logs to `stream` (standard error by default), as the settings say."""
    out = sys.stderr if stream is None else stream
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,  # a trace becomes text, so that it is masked like any other
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                Redaction(settings.secrets),
                _renderer(settings, out),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Libraries tell of every request and every job: that is for whoever looks for a fault.
    root.setLevel(logging.INFO if level <= logging.DEBUG else logging.WARNING)
    for ours in ("bot", "adapters"):
        logging.getLogger(ours).setLevel(level)


def _renderer(settings: Settings, out: TextIO) -> Processor:
    if settings.log_format == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    colors = out.isatty() and "NO_COLOR" not in os.environ
    return structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)
