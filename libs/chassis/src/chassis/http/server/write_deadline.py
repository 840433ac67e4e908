"""The deadline of a client that does not read."""

import asyncio
from typing import Final

WRITE_SECONDS: Final = 30.0
STOPPING_SECONDS: Final = 5.0
"""While the server stops: it waits for every connection."""


class WriteDeadline:
    """Ends the connection of a client that reads nothing for too long."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._seconds = WRITE_SECONDS
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self, transport: asyncio.Transport) -> None:
        """Start the deadline: the client has stopped reading."""
        if self._timer is None:
            self._transport = transport
            self._timer = self._loop.call_later(self._seconds, transport.abort)

    def cancel(self) -> None:
        """Cancel the deadline: the client reads again, or has gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def shorten(self) -> None:
        """Shorten the deadline from now on: the server stops."""
        self._seconds = STOPPING_SECONDS
        if self._timer is not None and self._transport is not None:
            self.cancel()
            self.start(self._transport)
