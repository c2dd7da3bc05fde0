"""Everything that can be configured: one frozen object, each field with the words that docs and errors share.

Filled by bot/configuration.py, once; handed to whoever builds parts of the bot. Knows none of those parts.
"""

from __future__ import annotations

import os
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "PICTUREBOOK_"
_REDIS_SCHEMES = ("redis", "rediss", "unix")


def _setting(default: object, group: str, about: str, wants: str, **more: Any) -> Any:
    """Declare one setting: what it does, and which values it takes, in words that docs and errors share."""
    extra = {"group": group, "wants": wants, "echo": more.pop("echo", True)}
    return Field(default, description=about, json_schema_extra=cast(Any, extra), **more)


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _redis_url(url: SecretStr) -> SecretStr:
    parts = urlsplit(url.get_secret_value())
    place = parts.path if parts.scheme == "unix" else parts.hostname
    if parts.scheme not in _REDIS_SCHEMES or not place or (parts.scheme != "unix" and parts.port == 0):
        raise ValueError("not the address of a Redis or Valkey server")
    return url


def _blob_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("not an s3:// address")
    return url.rstrip("/")


def _home(path: Path) -> Path:
    return path.expanduser()


_STORE, _WEB, _DRAWING, _LIMITS, _ENGINE, _LOGS = "Data", "Web page", "Drawing", "Limits", "Engine", "Logs"

RedisUrl = Annotated[SecretStr, AfterValidator(_redis_url)]
BlobUrl = Annotated[str, AfterValidator(_blob_url)]
PlannerName = Annotated[Literal["offline"], BeforeValidator(_lower)]
PainterName = Annotated[Literal["offline"], BeforeValidator(_lower)]
LogLevel = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
LogFormat = Annotated[Literal["console", "json"], BeforeValidator(_lower)]


class Settings(BaseSettings):
    """Everything that can be configured. Frozen; secrets do not show in `repr`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8",
        env_ignore_empty=True,  # `NAME=` in .env means "not set"
        extra="ignore",  # unknown names are reported by `unknown_variables`
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    data_dir: Annotated[Path, AfterValidator(_home)] = _setting(
        Path(".data"),
        _STORE,
        "Where the embedded store and the pictures are kept.",
        "a directory that this user can write to",
    )
    redis_url: RedisUrl | None = _setting(
        None,
        _STORE,
        "The Redis or Valkey server to use. Without it, `picturebook run` starts an embedded Valkey in the data "
        "directory; `picturebook gateway` and `picturebook worker` need it.",
        "an address such as redis://host:6379/0, rediss://host:6380/0 or unix:///path/to/socket",
        validation_alias="REDIS_URL",
        echo=False,
    )
    blob_url: BlobUrl | None = _setting(
        None,
        _STORE,
        "Where pictures' bytes are kept. Without it: the directory `blobs` in the data directory.",
        "an S3-compatible address such as s3://bucket/prefix",
        echo=False,
    )
    s3_endpoint: str | None = _setting(
        None,
        _STORE,
        "The S3-compatible service to use. Without it: Amazon's, for the region.",
        "an address such as http://storage.internal:9000",
        pattern=r"^https?://[^@\s]+$",
        echo=False,
    )
    s3_region: str | None = _setting(None, _STORE, "The region of the bucket.", "a region's name, such as eu-west-1")
    s3_access_key_id: SecretStr | None = _setting(
        None,
        _STORE,
        "The access key of the bucket. Without it: what the AWS environment or the machine's role gives.",
        "an access key's id",
    )
    s3_secret_access_key: SecretStr | None = _setting(
        None, _STORE, "The secret that belongs to the access key.", "an access key's secret"
    )
    retention_days: int = _setting(
        90,
        _STORE,
        "After so many days lines and pictures are removed; 0 keeps them for ever. A room can set this for itself. "
        "docs/privacy.md says more.",
        "a whole number from 0 to 36500",
        ge=0,
        le=36_500,
    )

    web: bool = _setting(default=True, group=_WEB, about="Whether the web page is served.", wants="on or off")
    web_host: str = _setting(
        "127.0.0.1",
        _WEB,
        "The address that the web page listens on. Any other than this machine's own needs a token.",
        "an IP address or a host name, such as 127.0.0.1 or 0.0.0.0",
        pattern=r"^[A-Za-z0-9.:_-]+$",
    )
    web_port: int = _setting(
        8080,
        _WEB,
        "The port of the web page; 0 takes any free one.",
        "a whole number from 0 to 65535",
        ge=0,
        le=65535,
    )
    web_token: SecretStr | None = _setting(
        None,
        _WEB,
        "What a browser must show before it may use the page.",
        "at least 16 characters, hard to guess",
        min_length=16,
    )

    planner: PlannerName = _setting("offline", _DRAWING, "Who decides what to draw and to say.", "offline")
    painter: PainterName = _setting("offline", _DRAWING, "Who paints.", "offline")
    planner_timeout_s: float = _setting(
        60.0, _DRAWING, "How long one plan may take, in seconds.", "a number above 0, up to 3600", gt=0, le=3600
    )
    painter_timeout_s: float = _setting(
        120.0, _DRAWING, "How long one picture may take, in seconds.", "a number above 0, up to 3600", gt=0, le=3600
    )
    painter_processes: int = _setting(
        0,
        _DRAWING,
        "How many pictures the offline painter paints at once; 0 means one per processor, at most 8.",
        "a whole number from 0 to 64",
        ge=0,
        le=64,
    )

    max_pictures: int = _setting(
        4, _LIMITS, "At most this many pictures answer one message.", "a whole number from 1 to 4", ge=1, le=4
    )
    max_message_chars: int = _setting(
        20_000,
        _LIMITS,
        "The longest message that is taken, in characters.",
        "a whole number from 100 to 1000000",
        ge=100,
        le=1_000_000,
    )
    max_upload_mb: int = _setting(
        20, _LIMITS, "The largest picture that is taken, in megabytes.", "a whole number from 1 to 200", ge=1, le=200
    )
    pictures_per_day_person: int | None = _setting(
        None,
        _LIMITS,
        "How many pictures one person may have in one room on one day (UTC). Without it: any number. A room can set a "
        "lower limit for itself.",
        "a whole number from 0 to 1000000",
        ge=0,
        le=1_000_000,
    )
    pictures_per_day_room: int | None = _setting(
        None,
        _LIMITS,
        "How many pictures one room may have on one day (UTC). Without it: any number. A room can set a lower limit "
        "for itself.",
        "a whole number from 0 to 1000000",
        ge=0,
        le=1_000_000,
    )
    inbox_limit: int = _setting(
        50,
        _LIMITS,
        "How many messages may wait in one conversation.",
        "a whole number from 1 to 10000",
        ge=1,
        le=10_000,
    )

    worker_concurrency: int = _setting(
        100,
        _ENGINE,
        "How many turns and pictures one worker has in hand at once.",
        "a whole number from 1 to 2000",
        ge=1,
        le=2000,
    )
    lease_s: float = _setting(
        10.0,
        _ENGINE,
        "After this many seconds without a sign of life from a worker, another one takes over its turns.",
        "a number from 2 to 600",
        ge=2,
        le=600,
    )

    log_level: LogLevel = _setting(
        "info",
        _LOGS,
        "How much is logged. Prompts appear at debug only.",
        "debug, info, warning or error",
    )
    log_format: LogFormat = _setting("console", _LOGS, "How log lines look.", "console or json")

    @property
    def blob_dir(self) -> Path:
        """The directory of the pictures' bytes when `blob_url` is not set."""
        return self.data_dir / "blobs"

    @property
    def painter_process_count(self) -> int:
        """How many processes paint: `painter_processes`, or one per processor, at most 8."""
        return self.painter_processes or min(os.cpu_count() or 1, 8)

    @property
    def is_web_local(self) -> bool:
        """True when the web page can be reached from this machine only."""
        if self.web_host.casefold() == "localhost":
            return True
        try:
            return ip_address(self.web_host).is_loopback
        except ValueError:
            return False

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


def details(info: FieldInfo) -> dict[str, Any]:
    """Return `group`, `wants` and `echo` of a setting."""
    return cast(dict[str, Any], info.json_schema_extra)


def written(value: object) -> str:
    """Return a default as a person writes it in `.env`."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
