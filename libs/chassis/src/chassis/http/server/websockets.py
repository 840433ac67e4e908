"""The protocol of a connection after its handshake for WebSocket, with the limits of the server around uvicorn's."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from chassis.http.server.write_deadline import WriteDeadline
from chassis.runtime.stopping import Stopping

CLOSING_SECONDS: Final = 5.0
"""How long a client may take to close a connection while the server stops."""
MESSAGE_BYTES: Final = 65_536

# uvicorn logs the path of each handshake with its query, which may have secrets.
_quiet = logging.getLogger("chassis.http.server.websockets")
_quiet.setLevel(logging.WARNING)


class CountedWebSocket(WebSocketsSansIOProtocol):
    """A connection that calls `on_end` when it is lost, and is closed when its client does not read."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        *,
        on_end: Callable[[], None] = lambda: None,
        stopping: Stopping | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state)
        self.logger = _quiet
        self._on_end = on_end
        self._stopping = stopping or Stopping()
        self._write_deadline = WriteDeadline(self.loop)
        self._closing: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Read; a handshake that is not valid ends the connection."""
        super().data_received(data)
        if not self.handshake_initiated:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Free the place of the connection."""
        self._write_deadline.cancel()
        if self._closing is not None:
            self._closing.cancel()
        super().connection_lost(exc)
        self._on_end()

    def pause_writing(self) -> None:
        """Start the deadline of a client that does not read."""
        super().pause_writing()
        self._write_deadline.start(self.transport)

    def resume_writing(self) -> None:
        """Cancel the deadline: the client reads again."""
        self._write_deadline.cancel()
        super().resume_writing()

    def shutdown(self) -> None:
        """Have the application close an open WebSocket, with a code of its own, and not wait for the client's reply.

        uvicorn would close with 1012, after which clients wait 5 to 30 seconds.
        """
        if self.handshake_complete and not self.close_sent:
            self._closing = self.loop.call_later(CLOSING_SECONDS, self.transport.abort)
            self._stopping.begin()
        else:
            super().shutdown()
