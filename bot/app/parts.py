"""What the banner says of a process: each part, whether it is on, and the setting that switches it.

Called by `running`. Reads settings; builds and opens nothing.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.banner import Part
from bot.settings import Settings, variable


def parts_of(settings: Settings, *, gateway: bool, worker: bool) -> tuple[Part, ...]:
    """Return what the banner says of this process."""
    offline = "offline preview: no account, no key, no service"
    parts = []
    if gateway:
        parts.append(Part("web page", settings.web, "a channel with threads in your browser", variable("web")))
        on_discord = settings.discord_token is not None
        parts.append(Part("Discord", on_discord, "its link: `picturebook discord invite`", variable("discord_token")))
        parts.append(Part("Slack", settings.is_slack_on, _slack_text(settings), variable("slack_bot_token")))
    if worker:
        parts.append(Part("planner", on=True, text=_planner_text(settings, offline), setting=variable("planner")))
        parts.append(Part("painter", on=True, text=_painter_text(settings, offline), setting=variable("painter")))
    else:
        parts.append(Part("answers", on=False, text="made by `picturebook worker`, in a process of its own"))
    where = settings.blob_url or str(settings.blob_dir.absolute())
    return (*parts, Part("pictures", on=True, text=where, setting=variable("blob_url")))


def _slack_text(settings: Settings) -> str:
    """Return what the banner says of Slack: how to begin, or how it reaches this process."""
    if not settings.is_slack_on:
        return "its app: `picturebook slack manifest`"
    http = f"HTTP on {settings.slack_host}:{settings.slack_port}" if settings.slack_signing_secret else ""
    return " and ".join(one for one in ("Socket Mode" if settings.slack_app_token else "", http) if one)


def _planner_text(settings: Settings, offline: str) -> str:
    """Return what the banner says of the planner: its model and where that is."""
    if settings.planner == "offline":
        return f"offline ({offline})"
    where = urlsplit(settings.planner_base_url or "").hostname
    return f"{settings.planner_model} at {where or 'OpenAI'}"


def _painter_text(settings: Settings, offline: str) -> str:
    """Return what the banner says of the painter: its model, and who paints in its place."""
    model = {
        "offline": offline,
        "openai": settings.painter_model,
        "compatible": settings.compatible_model or "",
        "stable-diffusion": settings.sd_model or "the checkpoint that is loaded",
        "diffusers": settings.diffusers_model,
    }[settings.painter]
    fallbacks = "".join(f", else {name}" for name in settings.painter_fallbacks or ())
    return f"{settings.painter} ({model}){fallbacks}"
