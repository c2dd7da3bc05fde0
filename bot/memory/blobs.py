"""Pictures' bytes, filed under the hash of their content, in a directory or in S3-compatible storage.

Called by the core and, through bot/memory/blob_refs.py, by the turn. Knows nothing of rooms or of what the bytes show.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, MemoryStore, S3Store

from bot.errors import BlobMissing, SettingsError, StoreError

if TYPE_CHECKING:
    from obstore.store import ClientConfig, ObjectStore, RetryConfig, S3Config

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
#: More bytes than this are hashed in a thread: the loop has others to serve.
_HASH_HERE_BYTES = 256 * 1024

#: Storage that does not answer is told of within this time, not within obstore's default of three minutes.
_RETRIES: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
_CONNECT_TIMEOUT_S = 5
_REQUEST_TIMEOUT_S = 30


class Blobs:
    """Bytes by content hash (64 hexadecimal digits of SHA-256)."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, data: bytes) -> str:
        """Keep `data` and return its hash. Putting the same again changes nothing. Raises StoreError."""
        blob = await content_hash(data)
        try:
            # One request, not a multipart upload: all or nothing, and no leftovers of a broken one in the bucket.
            await obstore.put_async(self._store, _path(blob), data, use_multipart=False)
        except (BaseError, OSError) as error:
            raise StoreError(f"blob {blob} could not be kept: {_words(error)}") from error
        return blob

    async def get(self, blob: str) -> bytes:
        """Return the bytes. Raises BlobMissing, or StoreError when they are not what the hash says."""
        try:
            result = await obstore.get_async(self._store, _path(blob))
            data = bytes(await result.bytes_async())
        except (NotFoundError, FileNotFoundError) as error:
            raise BlobMissing(f"no bytes under {blob}") from error
        except (BaseError, OSError) as error:
            raise StoreError(f"blob {blob} could not be read: {_words(error)}") from error
        if await content_hash(data) != blob:
            raise StoreError(f"blob damaged: {blob}")
        return data

    async def delete(self, blob: str) -> None:
        """Drop the bytes; no error when there are none. Raises StoreError."""
        try:
            await obstore.delete_async(self._store, _path(blob))
        except (NotFoundError, FileNotFoundError):
            return
        except (BaseError, OSError) as error:
            raise StoreError(f"blob {blob} could not be deleted: {_words(error)}") from error

    async def exists(self, blob: str) -> bool:
        """Return whether there are bytes under this hash. Raises StoreError."""
        try:
            await obstore.head_async(self._store, _path(blob))
        except (NotFoundError, FileNotFoundError):
            return False
        except (BaseError, OSError) as error:
            raise StoreError(f"blob {blob} could not be looked up: {_words(error)}") from error
        return True


def open_blobs(
    url: str,
    *,
    endpoint: str | None = None,
    region: str | None = None,
    key_id: str | None = None,
    secret: str | None = None,
) -> Blobs:
    """Return the blob store at `url`: "file:///directory", a plain path, "s3://bucket/prefix" or "memory://".

    The other arguments are for S3; `endpoint` is the address of a service other than Amazon's. Without `key_id` and
    `secret` the credentials of the environment or of the machine are used. Raises SettingsError.
    """
    parts = urlsplit(url)
    match parts.scheme:
        case "memory":
            return Blobs(MemoryStore())
        case "s3":
            given = {"endpoint": endpoint, "region": region, "access_key_id": key_id, "secret_access_key": secret}
            return Blobs(_s3(parts.netloc, parts.path.strip("/"), given))
        case "file":
            return Blobs(_local(Path(unquote(parts.path))))
        case _ if "://" not in url and url:
            return Blobs(_local(Path(url)))
        case _:
            raise SettingsError(f"pictures cannot be kept at {url!r}: use a directory or s3://bucket/prefix")


def _local(directory: Path) -> LocalStore:
    try:
        # Only its owner may look in: a channel's pictures are not for every account of the machine.
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(directory.resolve())
    except (BaseError, OSError) as error:
        raise SettingsError(f"pictures cannot be kept in {directory}: {_words(error)}") from error


def _s3(bucket: str, prefix: str, given: dict[str, str | None]) -> S3Store:
    if not bucket:
        raise SettingsError("pictures: the address lacks the bucket's name: s3://bucket/prefix")
    if (given["access_key_id"] is None) != (given["secret_access_key"] is None):
        raise SettingsError("pictures: the storage's key id and secret go together, one of them is missing")
    client: ClientConfig = {
        "connect_timeout": timedelta(seconds=_CONNECT_TIMEOUT_S),
        "timeout": timedelta(seconds=_REQUEST_TIMEOUT_S),
        # Never in the clear unless the operator wrote http:// into the settings.
        "allow_http": (given["endpoint"] or "").startswith("http://"),
    }
    config = cast("S3Config", {name: value for name, value in given.items() if value is not None})
    config["virtual_hosted_style_request"] = False  # buckets by path: what every compatible server understands
    return S3Store(bucket, prefix=prefix or None, config=config, client_options=client, retry_config=_RETRIES)


def _path(blob: str) -> str:
    """Return where the bytes lie. Hashes come from outside too, so nothing else ever becomes a path."""
    if not _HASH.fullmatch(blob):
        raise BlobMissing("not a content hash")
    return f"{blob[:2]}/{blob}"


async def content_hash(data: bytes) -> str:
    """Return the hash that `data` is filed under: SHA-256 in hexadecimal."""
    if len(data) > _HASH_HERE_BYTES:
        return (await asyncio.to_thread(hashlib.sha256, data)).hexdigest()
    return hashlib.sha256(data).hexdigest()


def _words(error: Exception) -> str:
    """Return the first line of an error: the rest of obstore's is its internals."""
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0][:300]}"
