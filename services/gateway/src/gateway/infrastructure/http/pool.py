"""The connections to one service, kept open between requests."""

import asyncio
import ssl
from collections import deque
from typing import Final
from urllib.parse import urlsplit

from chassis.http.client_transport import REUSE_SECONDS
from gateway.domain.errors import UpstreamUnreachable
from gateway.infrastructure.http.connection import Connection, ReadBuffer

IDLE_SECONDS: Final = REUSE_SECONDS
"""A service closes an idle connection after 30 seconds, and after 10 when it stops: one that it is about to close must
not be used."""


class Pool:
    """Connections to the base URL of a service."""

    def __init__(self, base: str, buffer: ReadBuffer) -> None:
        url = urlsplit(base)
        self._is_secure = url.scheme == "https"
        self._host = url.hostname or ""
        self._port = url.port or (443 if self._is_secure else 80)
        self._buffer = buffer
        self._idle: deque[tuple[float, Connection]] = deque()
        self._is_closed = False
        self.host = url.netloc.encode("ascii")
        """The header Host."""
        self.prefix = url.path.rstrip("/").encode("ascii")

    async def acquire(self, seconds: float) -> Connection:
        """Return an idle connection, or one that is opened within some seconds; raise UpstreamUnreachable."""
        stale = asyncio.get_running_loop().time() - IDLE_SECONDS
        while self._idle:
            since, connection = self._idle.pop()
            if since > stale and connection.is_open and not connection.is_readable():
                return connection
            connection.close()
        return await self._connect(seconds)

    def release(self, connection: Connection) -> None:
        """Keep a connection for another request if it can serve one; otherwise close it."""
        if not connection.is_reusable or self._is_closed:
            connection.close()
            return
        connection.finish()
        now = asyncio.get_running_loop().time()
        self._idle.append((now, connection))
        while self._idle[0][0] < now - IDLE_SECONDS:
            self._idle.popleft()[1].close()

    def close(self) -> None:
        """Close the idle connections; those in use are closed with their exchange."""
        self._is_closed = True
        while self._idle:
            self._idle.pop()[1].close()

    async def _connect(self, seconds: float) -> Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                _, connection = await loop.create_connection(
                    lambda: Connection(self._buffer),
                    self._host,
                    self._port,
                    ssl=ssl.create_default_context() if self._is_secure else None,
                )
        except (OSError, TimeoutError) as failure:
            raise UpstreamUnreachable from failure
        return connection
