"""How workers run, and what they log."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator

from bot.settings.declaring import Group, lower, setting

_ENGINE, _LOGS = "Engine", "Logs"

LogLevel = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(lower)]
LogFormat = Annotated[Literal["console", "json"], BeforeValidator(lower)]


class EngineSettings(Group):
    """Workers."""

    worker_concurrency: int = setting(
        100,
        _ENGINE,
        "How many turns and pictures one worker has in hand at once.",
        "a whole number from 1 to 2000",
        ge=1,
        le=2000,
    )
    lease_s: float = setting(
        10.0,
        _ENGINE,
        "After this many seconds without a sign of life from a worker, another one takes over its turns.",
        "a number from 2 to 600",
        ge=2,
        le=600,
    )


class LogSettings(Group):
    """Logs."""

    log_level: LogLevel = setting(
        "info",
        _LOGS,
        "How much is logged. Prompts appear at debug only.",
        "debug, info, warning or error",
    )
    log_format: LogFormat = setting("console", _LOGS, "How log lines look.", "console or json")
