"""How a setting is declared: with the words that docs and errors share.

Used by every module of this package. Knows no setting.
"""

from __future__ import annotations

from typing import Any, cast

from pydantic import Field
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "PICTUREBOOK_"


class Group(BaseSettings):
    """A part of Settings. Frozen; secrets do not show in `repr`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8",
        env_ignore_empty=True,  # `NAME=` in .env means "not set"
        extra="ignore",  # unknown names are reported by `unknown_variables`
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )


def setting(default: object, group: str, about: str, wants: str, **more: Any) -> Any:
    """Declare one setting: what it does, and which values it takes, in words that docs and errors share.

    `echo=False` keeps a bad value out of the error that names it.
    """
    extra = {"group": group, "wants": wants, "echo": more.pop("echo", True)}
    return Field(default, description=about, json_schema_extra=cast(Any, extra), **more)


def details(info: FieldInfo) -> dict[str, Any]:
    """Return `group`, `wants` and `echo` of a setting."""
    return cast(dict[str, Any], info.json_schema_extra)


def lower(value: object) -> object:
    """Return a word as it is compared: without spaces around it, in small letters."""
    return value.strip().lower() if isinstance(value, str) else value
