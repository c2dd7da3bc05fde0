"""Reading the settings from the environment and `.env`, and the sentences about what is wrong with them.

Called by the command line and by bot/check.py. Knows no part of the bot.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from dotenv import dotenv_values
from pydantic import ValidationError

from bot.errors import SettingsError
from bot.settings import PREFIX, Settings, details, variable, written

ENV_FILE = ".env"
#: Read by the tests, not by the bot.
_TEST_VARIABLES = ("PICTUREBOOK_REQUIRE_BROWSER", "PICTUREBOOK_SPECS")
#: Settings, called with pydantic-settings' own arguments, which its type does not tell of.
_build = cast(Callable[..., Settings], Settings)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the configuration: what it is and its remedy, in whole sentences."""

    setting: str  # the variable's name, or what else must change
    text: str


def read_settings(env_file: str | None = ENV_FILE) -> Settings:
    """Return the settings. Raises SettingsError whose detail holds one sentence per bad setting, a line each."""
    settings, problems = inspect_settings(env_file)
    if problems:
        raise SettingsError("\n".join(problem.text for problem in problems))
    return settings


def inspect_settings(env_file: str | None = ENV_FILE) -> tuple[Settings, tuple[Problem, ...]]:
    """Return the settings with every bad value replaced by its default, and what is wrong with them."""
    problems: list[Problem] = []
    good: dict[str, object] = {}
    try:
        dotenv_values(env_file, encoding="utf-8") if env_file else {}
    except (OSError, UnicodeDecodeError) as error:
        text = f"{env_file} cannot be read ({_reason(error)}). Make it a readable UTF-8 text file, or remove it."
        problems.append(Problem(env_file or "", text))
        env_file = None
    try:
        settings = _build(_env_file=env_file)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            field = _field(str(one["loc"][0]))
            problems.append(_bad_value(field, env_file))
            good[field] = Settings.model_fields[field].default
        settings = _build(_env_file=env_file, **good)
    named = {problem.setting for problem in problems}
    return settings, (*problems, *(one for one in _conflicts(settings) if one.setting not in named))


def unknown_variables(env_file: str | None = ENV_FILE) -> tuple[Problem, ...]:
    """Return a problem for each variable that looks like ours and is not: mostly slips of the pen."""
    known = [variable(field) for field in Settings.model_fields]
    problems = []
    for name in sorted(_given(env_file)):
        if name.upper() in (*known, *_TEST_VARIABLES):
            continue
        near = _nearest(name.upper(), known)
        if near or name.upper().startswith(PREFIX):
            hint = f"Did you mean {near}?" if near else "Remove it; docs/settings.md lists what there is."
            problems.append(Problem(name, f"{name} is not a setting of picturebook, so it does nothing. {hint}"))
    return tuple(problems)


def _nearest(name: str, known: list[str]) -> str | None:
    """Return the setting that was probably meant."""
    if name.startswith(PREFIX):
        short = {one.removeprefix(PREFIX): one for one in known}
        near = difflib.get_close_matches(name.removeprefix(PREFIX), short, n=1, cutoff=0.6)
        return short[near[0]] if near else None
    # Other programs read .env too: there, only what is nearly one of our names is worth a word.
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
    return near[0] if near else None


def _given(env_file: str | None) -> set[str]:
    ours = {name for name in os.environ if name.upper().startswith(PREFIX)}
    try:
        return ours | set(dotenv_values(env_file, encoding="utf-8") if env_file else {})
    except (OSError, UnicodeDecodeError):
        return ours  # inspect_settings says so


def _field(name: str) -> str:
    return next(field for field in Settings.model_fields if name in (field, variable(field)))


def _raw(name: str, env_file: str | None) -> str:
    """Return the text that was given for a variable; the environment wins over the file, as in Settings."""
    sources: Iterable[dict[str, str | None]] = (
        dict(os.environ),
        dotenv_values(env_file, encoding="utf-8") if env_file else {},
    )
    for source in sources:
        for key, value in source.items():
            if key.upper() == name and value:
                return value
    return ""


def _bad_value(field: str, env_file: str | None) -> Problem:
    info, name = Settings.model_fields[field], variable(field)
    hidden = "SecretStr" in str(info.annotation) or not details(info)["echo"]
    shown = "" if hidden else f' is "{ascii(_raw(name, env_file))[1:-1][:60]}", which'
    default = f"use {written(info.default)}" if info.default is not None else "do without"
    return Problem(
        name, f"{name}{shown} cannot be used. Set it to {details(info)['wants']}, or remove it to {default}."
    )


def _conflicts(settings: Settings) -> list[Problem]:
    """Return what is wrong with values that are each fine alone."""
    problems = []
    if settings.web and not settings.is_web_local and settings.web_token is None:
        text = (
            f"PICTUREBOOK_WEB_HOST is {settings.web_host}, so others can reach the web page, but there is no token. "
            "Set PICTUREBOOK_WEB_TOKEN to at least 16 characters that are hard to guess, "
            "or set PICTUREBOOK_WEB_HOST to 127.0.0.1."
        )
        problems.append(Problem("PICTUREBOOK_WEB_TOKEN", text))
    if settings.planner == "openai":
        problems += _planner_conflicts(settings)
    problems += _painter_conflicts(settings)
    problems += _discord_conflicts(settings)
    problems += _slack_conflicts(settings)
    if (settings.s3_access_key_id is None) != (settings.s3_secret_access_key is None):
        have, lack = "PICTUREBOOK_S3_ACCESS_KEY_ID", "PICTUREBOOK_S3_SECRET_ACCESS_KEY"
        if settings.s3_access_key_id is None:
            have, lack = lack, have
        problems.append(Problem(lack, f"{have} is set without {lack}. Set both, or neither."))
    return problems


def _discord_conflicts(settings: Settings) -> list[Problem]:
    problems = []
    if settings.discord_http_port is not None and settings.discord_public_key is None:
        text = (
            "PICTUREBOOK_DISCORD_HTTP_PORT is set, but there is no key to check signatures with. Set "
            "PICTUREBOOK_DISCORD_PUBLIC_KEY to the application's public key, or remove PICTUREBOOK_DISCORD_HTTP_PORT."
        )
        problems.append(Problem("PICTUREBOOK_DISCORD_PUBLIC_KEY", text))
    if settings.discord_shards and settings.discord_shard_count is None:
        text = (
            "PICTUREBOOK_DISCORD_SHARDS is set without PICTUREBOOK_DISCORD_SHARD_COUNT. Set both, or neither; the "
            "count must be the same in every gateway."
        )
        problems.append(Problem("PICTUREBOOK_DISCORD_SHARD_COUNT", text))
    return problems


def _slack_conflicts(settings: Settings) -> list[Problem]:
    if not settings.is_slack_on:
        return []
    problems = []
    if settings.slack_bot_token is not None and settings.slack_client_id is not None:
        text = (
            "PICTUREBOOK_SLACK_BOT_TOKEN and PICTUREBOOK_SLACK_CLIENT_ID are both set. Keep the token for one "
            "workspace, or the client id for many that install the app themselves."
        )
        problems.append(Problem("PICTUREBOOK_SLACK_BOT_TOKEN", text))
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        text = (
            "Slack is on, but nothing says how it reaches picturebook. Set PICTUREBOOK_SLACK_APP_TOKEN for Socket "
            "Mode, or PICTUREBOOK_SLACK_SIGNING_SECRET for HTTP."
        )
        problems.append(Problem("PICTUREBOOK_SLACK_APP_TOKEN", text))
    if settings.slack_client_id is not None:
        needed = ("slack_client_secret", "slack_token_keys", "slack_signing_secret", "slack_public_url")
        for name in [variable(one) for one in needed if getattr(settings, one) is None]:
            text = f"PICTUREBOOK_SLACK_CLIENT_ID is set without {name}, which installing needs. Set both, or neither."
            problems.append(Problem(name, text))
    return problems


def _planner_conflicts(settings: Settings) -> list[Problem]:
    problems = []
    base_url = settings.planner_base_url
    if base_url is None and settings.planner_api_key is None and settings.openai_api_key is None:
        text = (
            "PICTUREBOOK_PLANNER is openai, but there is no key. Set OPENAI_API_KEY, or PICTUREBOOK_PLANNER_BASE_URL "
            "to a server of your own, or PICTUREBOOK_PLANNER to offline."
        )
        problems.append(Problem("OPENAI_API_KEY", text))
    if base_url is None and (settings.planner_azure_api_version or settings.planner_entra):
        text = (
            "The planner is to be on Azure, but nothing says where. Set PICTUREBOOK_PLANNER_BASE_URL to the address of "
            "your resource, or remove PICTUREBOOK_PLANNER_AZURE_API_VERSION and PICTUREBOOK_PLANNER_ENTRA."
        )
        problems.append(Problem("PICTUREBOOK_PLANNER_BASE_URL", text))
    if base_url and settings.planner_azure_api_version and not (settings.planner_api_key or settings.planner_entra):
        text = (
            "PICTUREBOOK_PLANNER_AZURE_API_VERSION is set, but there is no key for Azure. Set "
            "PICTUREBOOK_PLANNER_API_KEY to the key of your resource, or PICTUREBOOK_PLANNER_ENTRA to on."
        )
        problems.append(Problem("PICTUREBOOK_PLANNER_API_KEY", text))
    return problems


def _painter_conflicts(settings: Settings) -> list[Problem]:
    used = {settings.painter, *(settings.painter_fallbacks or ()), *(settings.painter_choices or ())}
    problems = []

    def lacks(name: str, text: str) -> None:
        problems.append(Problem(name, text))

    on_azure = settings.painter_azure_api_version or settings.painter_entra
    if "openai" in used and settings.painter_base_url is None:
        if on_azure:
            lacks(
                "PICTUREBOOK_PAINTER_BASE_URL",
                "The painter is to be on Azure, but nothing says where. Set PICTUREBOOK_PAINTER_BASE_URL to your "
                "resource's address, or remove PICTUREBOOK_PAINTER_AZURE_API_VERSION and PICTUREBOOK_PAINTER_ENTRA.",
            )
        elif settings.painter_api_key is None and settings.openai_api_key is None:
            lacks(
                "OPENAI_API_KEY",
                "A painter is openai, but there is no key. Set OPENAI_API_KEY, or take openai out of "
                "PICTUREBOOK_PAINTER, PICTUREBOOK_PAINTER_FALLBACKS and PICTUREBOOK_PAINTER_CHOICES.",
            )
    elif "openai" in used and settings.painter_api_key is None and not settings.painter_entra:
        lacks(
            "PICTUREBOOK_PAINTER_API_KEY",
            "PICTUREBOOK_PAINTER_BASE_URL is set, but there is no key for what is there. Set "
            "PICTUREBOOK_PAINTER_API_KEY, or PICTUREBOOK_PAINTER_ENTRA to on; OPENAI_API_KEY is sent to OpenAI only.",
        )
    for painter, field in (
        ("compatible", "compatible_url"),
        ("compatible", "compatible_model"),
        ("stable-diffusion", "sd_url"),
    ):
        if painter in used and getattr(settings, field) is None:
            wants = details(Settings.model_fields[field])["wants"]
            lacks(variable(field), f"A painter is {painter}, but {variable(field)} is not set. Set it to {wants}.")
    return problems


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else "not UTF-8"
