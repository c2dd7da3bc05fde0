"""What `picturebook check` finds about painters: whether each can be asked, and what it can do.

Called by bot/check.py. A painter that costs money is asked about itself, which is free; another paints one picture.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from bot.errors import PainterClosed, PainterDown, PainterError, PainterLocked, PainterModelUnknown, PicturebookError
from bot.findings import Finding, Grade
from bot.painter import InspectablePainter, Order, Painter, Shape
from bot.settings import Settings
from bot.settings.painters import PainterKind

#: A server that says nothing for so long is not there.
INSPECT_S = 60.0
_PROBE = Order("A sunflower in a meadow, storybook illustration", seed=1, shape=Shape.SQUARE)
_KEYS: Mapping[str, str] = {
    "openai": "OPENAI_API_KEY or PICTUREBOOK_PAINTER_API_KEY",
    "compatible": "PICTUREBOOK_COMPATIBLE_API_KEY",
    "stable-diffusion": "PICTUREBOOK_SD_USER and PICTUREBOOK_SD_PASSWORD",
}
_PLACES: Mapping[str, str] = {
    "openai": "PICTUREBOOK_PAINTER_BASE_URL",
    "compatible": "PICTUREBOOK_COMPATIBLE_URL",
    "stable-diffusion": "PICTUREBOOK_SD_URL",
}
_MODELS: Mapping[str, str] = {
    "openai": "PICTUREBOOK_PAINTER_MODEL",
    "compatible": "PICTUREBOOK_COMPATIBLE_MODEL",
    "stable-diffusion": "PICTUREBOOK_SD_MODEL",
    "diffusers": "PICTUREBOOK_DIFFUSERS_MODEL",
}


def names_of(settings: Settings) -> tuple[PainterKind, ...]:
    """Return every painter that the settings name, the usual one first."""
    more = (*(settings.painter_fallbacks or ()), *(settings.painter_choices or ()))
    return tuple(dict.fromkeys((settings.painter, *more)))


async def painter_findings(
    settings: Settings, painter_of: Callable[[Settings, PainterKind], Painter]
) -> tuple[Finding, ...]:
    """Return a finding for each painter that the settings name."""
    found = []
    for name in names_of(settings):
        subject = "painter" if name == settings.painter else f"painter {name}"
        try:
            # One process is enough for the offline painter's one picture.
            painter = painter_of(settings.model_copy(update={"painter_processes": 1}), name)
        except PicturebookError as error:  # a package is missing
            found.append(Finding(Grade.PROBLEM, subject, error.detail))
            continue
        found.append(await _finding(subject, name, painter))
    return tuple(found)


async def _finding(subject: str, name: str, painter: Painter) -> Finding:
    try:
        async with asyncio.timeout(INSPECT_S):
            if isinstance(painter, InspectablePainter):
                text = f"{painter.name}: {'; '.join(await painter.inspect())}"
            else:
                painted = await painter.paint(_PROBE)
                text = f"{painter.name} paints ({painted.width_px} x {painted.height_px} px)"
    except PainterError as error:
        return Finding(Grade.PROBLEM, subject, f"{painter.name} cannot paint: {error.detail}. {_remedy(name, error)}")
    except TimeoutError:
        text = f"{painter.name} does not answer within {INSPECT_S:g} s. Look at that server."
        return Finding(Grade.PROBLEM, subject, text)
    finally:
        await painter.close()
    return Finding(Grade.OK, subject, text)


def _remedy(name: str, error: PainterError) -> str:
    if name == "offline":
        return "Install picturebook again: fonts or drawings are missing."
    match error:
        case PainterLocked():
            return f"Correct {_KEYS.get(name, 'its key')}, and see what that account may do."
        case PainterModelUnknown():
            return f"Correct {_MODELS.get(name, 'the model')} or {_PLACES.get(name, 'the address')}."
        case PainterClosed():
            return "Nothing is painted there before that."
        case PainterDown():
            return f"Start that server, or correct {_PLACES.get(name, 'its address')}."
        case _:
            return "Look at that server's own log, and at docs/providers."
