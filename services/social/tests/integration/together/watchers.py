"""Clients of a session over real connections, each with a clock of its own that is wrong by seconds.

They compute the position as the page does (`services/web/.../scripts/together`): by the best of several exchanges.
"""

import time
from datetime import datetime
from typing import Any, Final

import aiohttp

EXCHANGES: Final = 8


class Watcher:
    """A member of a session."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, skew_ms: float) -> None:
        self._socket = socket
        self._skew_ms = skew_ms
        self._offset_ms = 0.0
        self._playback: dict[str, Any] = {}
        self.way_ms = 0.0
        """How long the best exchange was on the way, both ways together."""

    @property
    def error_ms(self) -> float:
        """Return how far the computed offset is from the true one, which only a test has."""
        return abs(self._offset_ms + self._skew_ms)

    async def compare_clocks(self) -> None:
        """Exchange instants several times, and keep the offset of the exchange that was fastest."""
        best: tuple[float, float] | None = None
        for _ in range(EXCHANGES):
            sent = self._now_ms(time.time())
            await self._socket.send_json({"event": "ping", "data": {"sentMs": sent}})
            reply = await self._event("pong")
            received = self._now_ms(time.time())
            way = (received - sent) - (reply["repliedMs"] - reply["receivedMs"])
            offset = ((reply["receivedMs"] - sent) + (reply["repliedMs"] - received)) / 2
            best = min(best or (way, offset), (way, offset))
        assert best is not None
        self.way_ms, self._offset_ms = best

    async def until_playing(self) -> None:
        """Read events until the session plays."""
        while self._playback.get("state") != "playing":
            event = await self._event("together")
            self._playback = event["playback"] or self._playback

    def position_ms(self, instant: float) -> float:
        """Return the position at an instant, of which the client sees its own clock only."""
        server_ms = self._now_ms(instant) + self._offset_ms
        passed = server_ms - datetime.fromisoformat(self._playback["at"]).timestamp() * 1000
        return float(self._playback["positionMs"] + passed * self._playback["rate"])

    async def _event(self, name: str) -> Any:
        while True:
            message = await self._socket.receive_json(timeout=30)
            if message["event"] == name:
                return message["data"]
            if message["data"].get("playback"):
                self._playback = message["data"]["playback"]

    def _now_ms(self, instant: float) -> float:
        return instant * 1000 + self._skew_ms
