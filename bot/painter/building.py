"""Building the painters that the settings name.

Called by bot/app/. The only module of this package that reads settings; libraries of painters that are not named are
not even imported.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.painter import Painter, Shape
from bot.painter.fallbacks import Easel, Painters
from bot.settings import Settings
from bot.settings.painters import PainterKind

if TYPE_CHECKING:
    from bot.painter.openai_images import Taste

OPENAI_URL = "https://api.openai.com/v1"
_AZURE = ".azure.com"


def painters_of(settings: Settings) -> Painters:
    """Return the usual painter, its fallbacks, and those that rooms may choose. Raises SettingsError."""
    fallbacks, choices = settings.painter_fallbacks or (), settings.painter_choices or ()
    names = dict.fromkeys((settings.painter, *fallbacks, *choices))
    return Painters({name: _easel(name, settings) for name in names}, settings.painter, fallbacks)


def painter_of(settings: Settings, name: PainterKind | None = None) -> Painter:
    """Return the painter of this name, or the usual one. Raises SettingsError."""
    kind: PainterKind = name or settings.painter
    match kind:
        case "offline":
            from bot.painter.offline import OfflinePainter

            return OfflinePainter(settings.painter_process_count)
        case "openai":
            return _openai(settings)
        case "compatible":
            return _compatible(settings)
        case "stable-diffusion":
            return _stable_diffusion(settings)
        case "diffusers":
            return _diffusers(settings)
        case _:
            assert_never(kind)


def _easel(name: PainterKind, settings: Settings) -> Easel:
    # The offline painter counts its own processes; a model in this process paints one picture after the other.
    at_once = {"offline": settings.worker_concurrency, "diffusers": 1}.get(name, settings.painter_at_once)
    return Easel(painter_of(settings, name), asyncio.Semaphore(at_once))


def _openai(settings: Settings) -> Painter:
    from bot.painter.openai_images import PROFILES, Server, entra_token, open_painter

    url = settings.painter_base_url or OPENAI_URL
    # The key of an OpenAI account goes to OpenAI and nowhere else.
    secret = settings.painter_api_key or (settings.openai_api_key if settings.painter_base_url is None else None)
    on_azure = settings.painter_azure_api_version is not None or (urlsplit(url).hostname or "").endswith(_AZURE)
    server = Server(
        url=url,
        model=settings.painter_model,
        key=entra_token() if settings.painter_entra else _secret(secret),
        deployments=settings.painter_azure_api_version,
        hosts=frozenset(settings.painter_hosts or ()),
    )
    return open_painter("openai", server, PROFILES["azure" if on_azure else "openai"], _taste(settings))


def _compatible(settings: Settings) -> Painter:
    from bot.painter.openai_images import PROFILES, Dialect, Edit, Server, open_painter

    profile = PROFILES[settings.compatible_profile]
    if settings.compatible_seed is not None:
        profile = replace(profile, seed=Dialect(settings.compatible_seed))
    if settings.compatible_edit is not None:
        profile = replace(profile, edit=Edit(settings.compatible_edit))
    if settings.compatible_answer is not None:
        answer = None if settings.compatible_answer == "none" else settings.compatible_answer
        profile = replace(profile, answer=answer)
    if settings.compatible_transparent is not None:
        profile = replace(profile, transparent=settings.compatible_transparent)
    if settings.compatible_sizes is not None:
        profile = replace(profile, sizes=sizes_in(settings.compatible_sizes))
    server = Server(
        url=settings.compatible_url or "",
        model=settings.compatible_model or "",
        key=_secret(settings.compatible_api_key),
        hosts=frozenset(settings.painter_hosts or ()),
    )
    return open_painter("compatible", server, profile, _taste(settings))


def _stable_diffusion(settings: Settings) -> Painter:
    from bot.painter.stable_diffusion import SIZES, Opening, Recipe, StableDiffusionPainter

    recipe = Recipe(
        model=settings.sd_model,
        sizes=SIZES if settings.sd_sizes is None else sizes_in(settings.sd_sizes),
        draft_steps=settings.draft_steps,
        final_steps=settings.final_steps,
        sampler=settings.sd_sampler,
        guidance=settings.sd_guidance,
        avoid=settings.sd_avoid,
        strength=settings.sd_strength,
    )
    opening = Opening(settings.sd_url or "", settings.sd_user or "", _secret(settings.sd_password))
    return StableDiffusionPainter(opening, recipe)


def _diffusers(settings: Settings) -> Painter:
    from bot.painter.diffusers import SIZES, DiffusersPainter, LocalModel

    model = LocalModel(
        name=settings.diffusers_model,
        device=settings.diffusers_device,
        sizes=SIZES if settings.diffusers_sizes is None else sizes_in(settings.diffusers_sizes),
        draft_steps=settings.draft_steps,
        final_steps=settings.final_steps,
        guidance=settings.diffusers_guidance,
    )
    return DiffusersPainter(model)


def _taste(settings: Settings) -> Taste:
    from bot.painter.openai_images import Taste

    return Taste(
        draft_quality=settings.draft_quality,
        final_quality=settings.final_quality,
        draft_steps=settings.draft_steps,
        final_steps=settings.final_steps,
        sketches=settings.painter_sketches,
    )


def sizes_in(text: str) -> Mapping[Shape, tuple[int, int]]:
    """Return the sizes written in a setting: square, wide, tall."""
    sizes = [part.split("x") for part in text.replace(",", " ").split()]
    return {shape: (int(width), int(height)) for shape, (width, height) in zip(Shape, sizes, strict=True)}


def _secret(value: SecretStr | None) -> str:
    return "" if value is None else value.get_secret_value()
