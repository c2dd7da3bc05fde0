"""Everything that can be configured: one frozen object, each field with the words that docs and errors share.

Filled by bot/configuration.py, once; handed to whoever builds parts of the bot. Knows none of those parts. A module
of this package declares one group of settings.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.settings.data import DataSettings
from bot.settings.declaring import PREFIX, details
from bot.settings.discord import DiscordSettings
from bot.settings.drawing import DrawingSettings
from bot.settings.knowledge import KnowledgeSettings
from bot.settings.limits import LimitSettings
from bot.settings.money import MoneySettings
from bot.settings.painters import (
    CompatiblePainterSettings,
    DiffusersSettings,
    OpenAIPainterSettings,
    PainterSettings,
    StableDiffusionSettings,
)
from bot.settings.planner import PlannerSettings
from bot.settings.running import EngineSettings, LogSettings
from bot.settings.slack import SlackSettings
from bot.settings.web import WebSettings

__all__ = ["PREFIX", "Settings", "details", "variable", "written"]


# Pydantic takes the fields of the last base first: this list is the documents' order, from the end.
class Settings(
    LogSettings,
    EngineSettings,
    MoneySettings,
    LimitSettings,
    DiffusersSettings,
    StableDiffusionSettings,
    CompatiblePainterSettings,
    OpenAIPainterSettings,
    PainterSettings,
    KnowledgeSettings,
    PlannerSettings,
    DrawingSettings,
    SlackSettings,
    DiscordSettings,
    WebSettings,
    DataSettings,
):
    """Everything that can be configured. Frozen; secrets do not show in `repr`."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every text that must never be shown: secret values, and the password inside `redis_url`."""
        values = [value.get_secret_value() for _, value in self if isinstance(value, SecretStr)]
        if self.redis_url is not None:
            url = self.redis_url.get_secret_value()
            password = urlsplit(url).password
            values.remove(url)  # the address itself helps an operator; its password must not show
            values += [password] if password else []
        return tuple(values)


def variable(field: str) -> str:
    """Return the environment variable of a field of Settings: "web_port" -> "PICTUREBOOK_WEB_PORT"."""
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else PREFIX + field.upper()


def written(value: object) -> str:
    """Return a default as a person writes it in `.env`."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
