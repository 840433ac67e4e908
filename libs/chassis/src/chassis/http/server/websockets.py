"""The protocol of a connection after its handshake for WebSocket, with the limits of the server around uvicorn's."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

WRITE_SECONDS: Final = 30.0
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
    ) -> None:
        super().__init__(config, server_state, app_state)
        self.logger = _quiet
        self._on_end = on_end
        self._write_timer: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Read; a handshake that is not valid ends the connection."""
        super().data_received(data)
        if not self.handshake_initiated:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Free the place of the connection."""
        self._stop_waiting()
        super().connection_lost(exc)
        self._on_end()

    def pause_writing(self) -> None:
        """Start the deadline of a client that does not read."""
        super().pause_writing()
        if self._write_timer is None:
            self._write_timer = self.loop.call_later(WRITE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Cancel the deadline: the client reads again."""
        self._stop_waiting()
        super().resume_writing()

    def _stop_waiting(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None
