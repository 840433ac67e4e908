"""The end of a server: clients learn from a response, not from a lost connection, that they have to connect again.

uvicorn closes idle connections as soon as it has to stop. A request that is on its way on one of them then gets no
response, and its client cannot know whether it was processed.
"""

import asyncio
import signal
import socket
from types import FrameType
from typing import Final

import uvicorn

from chassis.http.server.protocol import DeadlineProtocol

TICK_SECONDS: Final = 0.1


class LingeringServer(uvicorn.Server):
    """A server that keeps connections open for some time after SIGTERM and closes each with its next response.

    New connections are accepted meanwhile, one request each. It ends earlier when no connection is left, and on SIGINT.
    """

    def __init__(self, config: uvicorn.Config, *, seconds: float) -> None:
        """Create a server whose protocol is one of `protocol_with`; it lingers for `seconds`."""
        super().__init__(config)
        if not (isinstance(config.http, type) and issubclass(config.http, DeadlineProtocol)):
            raise TypeError("the protocol must be one of protocol_with")
        self._stopping = config.http.stopping
        self._seconds = seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Do not linger for a user who interrupts the process."""
        if sig == signal.SIGINT:
            self._seconds = 0.0
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Announce the end to clients for some time, then close idle connections and finish requests in progress."""
        self._stopping.begin()
        for connection in self.server_state.connections:
            if isinstance(connection, DeadlineProtocol):
                connection.announce_end()
        await self._linger()
        await super().shutdown(sockets)

    async def _linger(self) -> None:
        clock = asyncio.get_running_loop().time
        end = clock() + self._seconds
        ticks = 0
        while self.server_state.connections and not self.force_exit and clock() < end:
            await asyncio.sleep(TICK_SECONDS)
            ticks += 1
            # Keeps the header Date right.
            await self.on_tick(ticks)
