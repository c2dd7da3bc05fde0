"""The app's manifest: what Slack makes the app from, with exactly the scopes and events that the code uses.

Printed by `picturebook slack manifest`. Pure. Field names and limits: docs.slack.dev, "App manifest reference", August
2026.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from adapters.slack import limits
from adapters.slack.commanding import CONTINUE_SHORTCUT, DRAW_SHORTCUT, OWN, REFERENCE_SHORTCUT
from adapters.slack.rendering import Json
from adapters.slack.transports import EVENTS_PATH, REDIRECT_PATH
from adapters.slack.wording import shorten
from bot.commands import COMMANDS, spec_of
from bot.phrases import phrase

_DESCRIPTION_CHARS, _HINT_CHARS, _SHORTCUT_CHARS, _AGENT_CHARS = 140, 1_000, 24, 300
_COMMAND_CHARS = 2_000


def manifest(name: str = "picturebook", public_url: str = "", *, rotation: bool = False, language: str = "en") -> Json:
    """Return the manifest: for Socket Mode, or with `public_url` for HTTP. `rotation`: tokens end and are renewed."""
    events = f"{public_url.rstrip('/')}{EVENTS_PATH}" if public_url else ""
    request = {"request_url": events} if events else {}
    oauth: Json = {"scopes": {"bot": list(limits.scopes())}}
    if public_url:
        oauth["redirect_urls"] = [f"{public_url.rstrip('/')}{REDIRECT_PATH}"]
    return {
        "display_information": {
            "name": shorten(name, 35),
            "description": shorten(phrase("slack_description", language), _DESCRIPTION_CHARS),
            "background_color": "#6b4fa0",
        },
        "features": _features(name, events, language),
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**request, "bot_events": sorted(limits.EVENTS)},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": bool(public_url),
            "socket_mode_enabled": not public_url,
            "token_rotation_enabled": rotation,
        },
    }


def _features(name: str, events: str, language: str) -> Json:
    prompts = [
        {"title": phrase(f"slack_prompt_{n}", language), "message": phrase(f"slack_prompt_{n}_says", language)}
        for n in range(1, limits.PROMPTS + 1)
    ]
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": shorten(name, 80), "always_online": True},
        "agent_view": {
            "agent_description": shorten(phrase("slack_home_intro", language), _AGENT_CHARS),
            "suggested_prompts": prompts,
        },
        "shortcuts": list(_shortcuts(language)),
        "slash_commands": list(_commands(events, language)),
    }


def _shortcuts(language: str) -> Iterator[Json]:
    draw = spec_of("draw")
    yield {
        "name": phrase("slack_draw_title", language),
        "type": "global",
        "callback_id": DRAW_SHORTCUT,
        "description": draw.about(language),
    }
    for callback in (REFERENCE_SHORTCUT, CONTINUE_SHORTCUT):
        spec = spec_of(callback)
        yield {
            "name": shorten(spec.label(language), _SHORTCUT_CHARS),
            "type": "message",
            "callback_id": callback,
            "description": spec.about(language),
        }


def _commands(events: str, language: str) -> Iterator[Json]:
    draw = spec_of("draw")
    others = " | ".join(spec.name for spec in COMMANDS if spec.name != draw.name)
    for command, about, hint in (
        (draw.name, draw.about(language), phrase("slack_draw_hint", language)),
        (OWN, spec_of("help").about(language), others),
    ):
        yield {
            "command": f"/{command}",
            **({"url": events} if events else {}),
            "description": shorten(about, _COMMAND_CHARS),
            "usage_hint": shorten(hint, _HINT_CHARS),
            "should_escape": True,
        }


def as_json(value: Json) -> str:
    """Return the manifest as JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def as_yaml(value: Json) -> str:
    """Return the manifest as YAML: words in quotes, as JSON has them, are words in YAML, too."""
    return "\n".join(_lines(value, "")) + "\n"


def _lines(value: object, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _entry(f"{indent}{name}:", one, indent + "  ")
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, dict) and one:
                first, *rest = _lines(one, indent + "  ")
                yield f"{indent}- {first.strip()}"
                yield from rest
            else:
                yield f"{indent}- {_scalar(one)}"


def _entry(head: str, value: object, indent: str) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield head
        yield from _lines(value, indent)
    else:
        yield f"{head} {_scalar(value)}"


def _scalar(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
