"""The slash commands and message menus as Discord wants them registered, made from the bot's own table.

Used by adapters/discord/desk.py. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

from adapters.discord.limits import CHAT_COMMAND, MANAGE_CHANNELS, MESSAGE_COMMAND
from adapters.discord.rendering import Json
from bot.commands import COMMANDS, MENUS, Kind, Option, Spec
from bot.phrases import LANGUAGES

#: Discord's names of languages, where they differ from ours.
_LOCALES = {"es": ("es-ES", "es-419"), "pt": ("pt-BR",), "sv": ("sv-SE",), "zh": ("zh-CN", "zh-TW")}
_TEXT, _NUMBER, _ATTACHMENT = 3, 4, 11
#: Servers, direct messages with the bot, and all other conversations; added to a server, or brought along by a person.
_EVERYWHERE: Json = {"contexts": [0, 1, 2], "integration_types": [0, 1]}


def registered() -> list[Json]:
    """Return all commands and menus, as the body of the request that registers them."""
    return [*(_command(one) for one in COMMANDS), *(_menu(one) for one in MENUS)]


def _localised(text: Callable[[str], str]) -> dict[str, str]:
    """Return a text in every language but English, by Discord's names of them."""
    others = [language for language in LANGUAGES if language != "en"]
    return {locale: text(language) for language in others for locale in _LOCALES.get(language, (language,))}


def _command(spec: Spec) -> Json:
    options = [_option(one) for one in sorted(spec.options, key=lambda one: not one.required)]
    return {
        "type": CHAT_COMMAND,
        "name": spec.name,
        "name_localizations": _localised(spec.label),
        "description": spec.about("en"),
        "description_localizations": _localised(spec.about),
        "options": options,
        "default_member_permissions": MANAGE_CHANNELS if spec.managing else None,
        **_EVERYWHERE,
    }


def _menu(spec: Spec) -> Json:
    return {
        "type": MESSAGE_COMMAND,
        "name": spec.label("en"),
        "name_localizations": _localised(spec.label),
        **_EVERYWHERE,
    }


def _option(option: Option) -> Json:
    found: Json = {
        "name": option.name,
        "name_localizations": _localised(option.label),
        "description": option.about("en"),
        "description_localizations": _localised(option.about),
        "required": option.required,
    }
    match option.kind:
        case Kind.TEXT:
            return {**found, "type": _TEXT, "max_length": option.max_chars}
        case Kind.NUMBER:
            return {**found, "type": _NUMBER, "min_value": option.least, "max_value": option.most}
        case Kind.CHOICE:
            return {**found, "type": _TEXT, "choices": [_choice(option, one) for one in option.choices]}
        case Kind.PICTURE:
            return {**found, "type": _ATTACHMENT}
        case _:
            assert_never(option.kind)


def _choice(option: Option, value: str) -> Json:
    names = _localised(lambda language: option.choice_label(value, language))
    return {"name": option.choice_label(value, "en"), "name_localizations": names, "value": value}


def is_registered(there: Sequence[object]) -> bool:
    """Return whether what Discord has is what we would register. It adds fields of its own, which do not count."""

    def key(one: object) -> str:
        return f"{one.get('type')} {one.get('name')}" if isinstance(one, Mapping) else ""

    ours = sorted(registered(), key=key)
    theirs = sorted(there, key=key)
    return len(ours) == len(theirs) and all(_holds(found, one) for found, one in zip(theirs, ours, strict=True))


def _holds(there: object, ours: object) -> bool:
    """Return whether `there` says all that `ours` says, where nothing and an empty list are the same."""
    if isinstance(ours, Mapping):
        return isinstance(there, Mapping) and all(_holds(there.get(name), one) for name, one in ours.items())
    if isinstance(ours, list):
        found = there if isinstance(there, list) else []
        return len(found) == len(ours) and all(_holds(a, b) for a, b in zip(found, ours, strict=True))
    if isinstance(ours, int) and not isinstance(ours, bool) and isinstance(there, str):
        return there == str(ours)  # permissions come back as text
    return there == ours or (ours is False and there is None)
