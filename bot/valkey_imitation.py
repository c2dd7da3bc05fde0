"""An imitation of Redis in this process, for machines that can run no server: what it holds ends with it.

Called by bot/valkey.py only.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fakeredis import TcpFakeServer
from fakeredis._clients._tcp_server import TCPFakeRequestHandler
from redis.exceptions import ResponseError


class _Handler(TCPFakeRequestHandler):
    """Answers an error and goes on. As it comes, fakeredis 2.40 hangs up after every error it answers."""

    def setup(self) -> None:
        super().setup()
        read = self.current_client.read_response

        def answer(*arguments: Any, **options: Any) -> Any:
            try:
                return read(*arguments, **options)
            except ResponseError as error:
                return error

        self.current_client.read_response = answer  # type: ignore[method-assign]  # it is made in setup, of a fixed class


@contextmanager
def serve_in_memory() -> Iterator[int]:
    """Serve on a free loopback port, which is yielded, until the context ends."""
    server = TcpFakeServer(("127.0.0.1", 0))
    server.RequestHandlerClass = _Handler
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
