"""Who plans and who paints, and how long they may take."""

from __future__ import annotations

import os
from typing import Annotated, Literal

from pydantic import BeforeValidator

from bot.settings.declaring import Group, lower, setting
from bot.settings.painters import PainterName

_GROUP = "Drawing"

PlannerName = Annotated[Literal["offline", "openai"], BeforeValidator(lower)]


class DrawingSettings(Group):
    """Planner and painter."""

    planner: PlannerName = setting(
        "offline",
        _GROUP,
        "Who decides what to draw and to say: rules that need no network, or a language model of OpenAI, Azure or any "
        "compatible server.",
        "offline or openai",
    )
    painter: PainterName = setting(
        "offline",
        _GROUP,
        "Who paints: drawing rules that need no network; OpenAI or Azure; another server of their Images API; a server "
        "of the Stable Diffusion web interface's kind; or a model in this process.",
        "offline, openai, compatible, stable-diffusion or diffusers",
    )
    planner_timeout_s: float = setting(
        60.0, _GROUP, "How long one plan may take, in seconds.", "a number above 0, up to 3600", gt=0, le=3600
    )
    painter_timeout_s: float = setting(
        120.0, _GROUP, "How long one picture may take, in seconds.", "a number above 0, up to 3600", gt=0, le=3600
    )
    painter_processes: int = setting(
        0,
        _GROUP,
        "How many pictures the offline painter paints at once; 0 means one per processor, at most 8.",
        "a whole number from 0 to 64",
        ge=0,
        le=64,
    )

    @property
    def painter_process_count(self) -> int:
        """How many processes paint: `painter_processes`, or one per processor, at most 8."""
        return self.painter_processes or min(os.cpu_count() or 1, 8)
