"""What Discord does and simcord does not: buckets and 429, nonces, one thread a message, archives, sizes; and faults.

Each rule is described in Discord's documentation; galleries that cannot be changed are discord-api-docs#7529.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_IDS = re.compile(r"/\d{5,}")


class Denied(Exception):
    """Discord's answer to a request that it does not take."""

    def __init__(
        self, status: int, code: int, message: str, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(message)
        self.status, self.headers = status, headers or {}
        self.body = {"code": code, "message": message, **more}


@dataclass
class Logged:
    """One request as it came."""

    at_s: float
    method: str
    path: str
    query: dict[str, str]
    body: Any
    files: list[tuple[str, bytes]]
    status: int = 0


@dataclass
class Fault:
    """Something that goes wrong `times` times. `drops`: it is done, and then the connection breaks."""

    method: str
    path: str  # a pattern
    status: int = 0
    code: int = 0
    times: int = 1
    retry_after_s: float = 0.0
    delay_s: float = 0.0
    drops: bool = False
    is_cloudflare: bool = False
    with_files: bool = False  # only requests that bring files
    then: Callable[[], None] | None = None  # called once it is done, before anybody is told

    async def happen(self) -> None:
        """Raise what goes wrong."""
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        if self.status == 429:
            headers = {} if self.is_cloudflare else {"Via": "1.1 google"}
            headers |= {"Retry-After": str(self.retry_after_s)}
            raise Denied(
                429, 0, "You are being rate limited.", headers, retry_after=self.retry_after_s, **{"global": False}
            )
        if self.status:
            raise Denied(self.status, self.code, "a fault of the test")


@dataclass
class Rules:
    """The rules in force. `nonce_s`: how long a nonce is known. `limits`: (requests, seconds) by method and path."""

    nonce_s: float = 180.0
    upload_bytes: int = 10 * 1024 * 1024
    galleries_change: bool = False
    faults: list[Fault] = field(default_factory=list)
    limits: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)
    _taken: dict[str, list[float]] = field(default_factory=dict)
    _nonces: dict[tuple[str, str], tuple[float, Any]] = field(default_factory=dict)

    def fault(self, method: str, path: str, *, has_files: bool) -> Fault | None:
        """Return what goes wrong with this request."""
        for fault in self.faults:
            if fault.with_files and not has_files:
                continue
            if fault.times > 0 and fault.method in ("*", method) and re.search(fault.path, path):
                fault.times -= 1
                return fault
        return None

    def _limit(self, method: str, path: str) -> tuple[int, float]:
        for (wanted, pattern), limit in self.limits.items():
            if wanted == method and re.search(pattern, path):
                return limit
        return 100, 1.0

    def headers(self, method: str, path: str) -> dict[str, str]:
        """Return what a response tells of its bucket."""
        count, per_s = self._limit(method, path)
        taken = [at for at in self._taken.get(f"{method} {path}", []) if at > time.monotonic() - per_s]
        reset_s = max(per_s - (time.monotonic() - taken[0]), 0.001) if taken else per_s
        bucket = hashlib.sha256(f"{method} {_IDS.sub('/id', path)}".encode()).hexdigest()[:16]
        return {
            "X-RateLimit-Limit": str(count),
            "X-RateLimit-Remaining": str(max(count - len(taken), 0)),
            "X-RateLimit-Reset-After": f"{reset_s:.3f}",
            "X-RateLimit-Reset": f"{time.time() + reset_s:.3f}",
            "X-RateLimit-Bucket": bucket,
        }

    def take(self, method: str, path: str) -> dict[str, str]:
        """Take a place in the bucket; raises Denied when there is none."""
        count, per_s = self._limit(method, path)
        now_s, key = time.monotonic(), f"{method} {path}"
        taken = self._taken[key] = [at for at in self._taken.get(key, []) if at > now_s - per_s]
        if len(taken) >= count:
            wait_s = per_s - (now_s - taken[0])
            headers = {**self.headers(method, path), "Via": "1.1 google", "Retry-After": f"{wait_s:.3f}"}
            raise Denied(429, 0, "You are being rate limited.", headers, retry_after=wait_s, **{"global": False})
        taken.append(now_s)
        return self.headers(method, path)

    def before(self, backend: Any, one: Logged) -> Any:
        """Check a request; return what answers it when that is known already."""
        self._sizes(one)
        if found := re.fullmatch(r"/channels/(\d+)/messages", one.path):
            if one.method == "POST":
                self._wake(backend, int(found[1]))
                return self._known(found[1], one.body)
        elif (found := re.fullmatch(r"/channels/(\d+)/messages/(\d+)", one.path)) and one.method == "PATCH":
            self._may_change(backend, int(found[1]), one)
        elif found := re.fullmatch(r"/channels/(\d+)/messages/(\d+)/threads", one.path):
            if int(found[2]) in backend.channels:
                raise Denied(400, 160004, "A thread has already been created for this message")
            if not 1 <= len(one.body["name"]) <= 100:
                raise Denied(400, 50035, "Invalid Form Body")
        return None

    def after(self, backend: Any, one: Logged, found: Any) -> None:
        """Note what was done."""
        match = re.fullmatch(r"/channels/(\d+)/messages", one.path)
        if match and one.method == "POST" and one.body.get("enforce_nonce"):
            self._nonces[(match[1], str(one.body["nonce"]))] = (time.monotonic(), found)

    def _known(self, channel: str, body: Any) -> Any:
        if not body.get("enforce_nonce"):
            return None
        nonce = str(body.get("nonce", ""))
        if not nonce or len(nonce) > 25:
            raise Denied(400, 50035, "Invalid Form Body: nonce")
        at_s, found = self._nonces.get((channel, nonce), (float("-inf"), None))
        return found if at_s > time.monotonic() - self.nonce_s else None

    def _sizes(self, one: Logged) -> None:
        if len(one.files) > 10:
            raise Denied(400, 50035, "Invalid Form Body: files")
        if any(len(data) > self.upload_bytes for _, data in one.files):
            raise Denied(413, 40005, "Request entity too large")

    @staticmethod
    def _wake(backend: Any, channel: int) -> None:
        found = backend.channels.get(channel)
        if found is not None and found.thread_metadata is not None and found.thread_metadata.archived:
            if found.thread_metadata.locked:
                raise Denied(400, 50083, "Thread is archived")
            found.thread_metadata.archived = False

    def _may_change(self, backend: Any, channel: int, one: Logged) -> None:
        found = backend.channels.get(channel)
        if found is not None and found.thread_metadata is not None and found.thread_metadata.archived:
            raise Denied(400, 50083, "Thread is archived")
        if one.files and not self.galleries_change:
            raise Denied(400, 50035, "Invalid Form Body: components[1].items[0].media")
