"""Where the store and the pictures are, and how long things are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from bot.settings.declaring import Group, setting

_GROUP = "Data"
_REDIS_SCHEMES = ("redis", "rediss", "unix")


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


RedisUrl = Annotated[SecretStr, AfterValidator(_redis_url)]
BlobUrl = Annotated[str, AfterValidator(_blob_url)]


class DataSettings(Group):
    """The store, and the bytes of pictures."""

    data_dir: Annotated[Path, AfterValidator(_home)] = setting(
        Path(".data"),
        _GROUP,
        "Where the embedded store and the pictures are kept.",
        "a directory that this user can write to",
    )
    redis_url: RedisUrl | None = setting(
        None,
        _GROUP,
        "The Redis or Valkey server to use. Without it, `picturebook run` starts an embedded Valkey in the data "
        "directory; `picturebook gateway` and `picturebook worker` need it.",
        "an address such as redis://host:6379/0, rediss://host:6380/0 or unix:///path/to/socket",
        validation_alias="REDIS_URL",
        echo=False,
    )
    blob_url: BlobUrl | None = setting(
        None,
        _GROUP,
        "Where pictures' bytes are kept. Without it: the directory `blobs` in the data directory.",
        "an S3-compatible address such as s3://bucket/prefix",
        echo=False,
    )
    s3_endpoint: str | None = setting(
        None,
        _GROUP,
        "The S3-compatible service to use. Without it: Amazon's, for the region.",
        "an address such as http://storage.internal:9000",
        pattern=r"^https?://[^@\s]+$",
        echo=False,
    )
    s3_region: str | None = setting(None, _GROUP, "The region of the bucket.", "a region's name, such as eu-west-1")
    s3_access_key_id: SecretStr | None = setting(
        None,
        _GROUP,
        "The access key of the bucket. Without it: what the AWS environment or the machine's role gives.",
        "an access key's id",
    )
    s3_secret_access_key: SecretStr | None = setting(
        None, _GROUP, "The secret that belongs to the access key.", "an access key's secret"
    )
    retention_days: int = setting(
        90,
        _GROUP,
        "After so many days lines and pictures are removed; 0 keeps them for ever. A room can set this for itself. "
        "docs/privacy.md says more.",
        "a whole number from 0 to 36500",
        ge=0,
        le=36_500,
    )

    @property
    def blob_dir(self) -> Path:
        """The directory of the pictures' bytes when `blob_url` is not set."""
        return self.data_dir / "blobs"
