"""Connections to the relay: opened with TLS and signed in, kept for the next message while they are fresh."""

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from aiosmtplib import SMTP, SMTPException

from egress.guard import EgressGuard, Route
from egress.policy import Code, ProxyOnly, Refusal, SourceAddress

TlsMode = Literal["starttls", "implicit", "none"]
"""How a connection is encrypted: by STARTTLS on a plain one (port 587), from its start (465), or not at all."""

_MOST_MESSAGES: Final = 100
"""Messages per connection: many relays end it after a number of their own."""
_IDLE_SECONDS: Final = 30.0
_QUIT_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Relay:
    """The server that messages are handed over to."""

    host: str
    port: int
    tls: TlsMode
    local_hostname: str
    """How this client introduces itself."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    password_file: Path | None = None
    """Read at each connection, so that a new password needs no restart."""
    ca_file: Path | None = None
    """Certificates that are trusted in place of those of the system."""
    timeout: float = 10.0
    """Seconds for the connection, and for each response."""


@dataclass(slots=True)
class Connection:
    """An open connection, and how much it was used."""

    client: SMTP
    is_reused: bool = False
    messages: int = 0
    idle_since: float = 0.0


class Connections:
    """Opens connections to one relay and keeps up to `most_idle` of them."""

    def __init__(
        self, relay: Relay, guard: EgressGuard, most_idle: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._relay = relay
        self._guard = guard
        self._most_idle = most_idle
        self._now = now
        self._idle: list[Connection] = []
        self._tls: ssl.SSLContext | None = None

    async def take(self) -> Connection:
        """Return a connection that is free or new; raise OSError, SMTPException or ssl.SSLError."""
        # A connection that is kept may be used only while its path holds.
        await self._source()
        while self._idle:
            connection = self._idle.pop()
            if connection.client.is_connected and self._now() - connection.idle_since < _IDLE_SECONDS:
                connection.is_reused = True
                return connection
            connection.client.close()
        return await self.open()

    async def open(self) -> Connection:
        """Return a new connection; raise OSError, SMTPException or ssl.SSLError."""
        relay = self._relay
        source = await self._source()
        password = relay.password_file.read_text("utf-8").strip() if relay.password_file else relay.password
        client = SMTP(
            hostname=relay.host,
            port=relay.port,
            username=relay.user,
            password=password,
            local_hostname=relay.local_hostname,
            source_address=source,
            timeout=relay.timeout,
            use_tls=relay.tls == "implicit",
            # Without it a server that offers no TLS would get the message in the clear.
            start_tls=relay.tls == "starttls",
            tls_context=None if relay.tls == "none" else self._context(),
        )
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
        except BaseException:
            client.close()
            raise
        return Connection(client)

    async def _source(self) -> tuple[str, int] | None:
        """Return the address of this machine to connect from, if one is required; raise EgressRefused.

        Mail passes no proxy: where nothing else is permitted, it waits.
        """
        route = await self._guard.admit_endpoint(self._relay.host, self._relay.port)
        path = self._guard.policy.path
        if isinstance(path, ProxyOnly):
            self._guard.path_fails(Refusal(Code.PROXY, "mail passes no proxy", shown_by_calls=True))
        return (path.address, 0) if route is Route.REQUIRED and isinstance(path, SourceAddress) else None

    async def put(self, connection: Connection) -> None:
        """Keep a connection after a message that ended in order."""
        connection.messages += 1
        is_fresh = connection.client.is_connected and connection.messages < _MOST_MESSAGES
        if is_fresh and len(self._idle) < self._most_idle:
            connection.idle_since = self._now()
            self._idle.append(connection)
        else:
            await _end(connection.client)

    async def close(self) -> None:
        """End every connection that is kept."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(_end(connection.client) for connection in idle))

    def _context(self) -> ssl.SSLContext:
        """Return the rules of TLS: certificates and host names are verified."""
        if self._tls is None:
            context = ssl.create_default_context(cafile=self._relay.ca_file)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            self._tls = context
        return self._tls


async def _end(client: SMTP) -> None:
    """End a connection in order, if the server still listens."""
    if client.is_connected:
        with contextlib.suppress(SMTPException, OSError):
            await client.quit(timeout=_QUIT_SECONDS)
    client.close()
