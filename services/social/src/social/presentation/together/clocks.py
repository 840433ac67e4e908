"""The exchange of clocks, by which a client learns how its clock differs from that of the server."""

import math
from collections.abc import Mapping
from typing import Any, Final

import orjson

from chassis.core.clock import Clock
from social.presentation.together.schemas import TogetherClockResponse

PING: Final = "ping"
PONG: Final = "pong"
MOST_PING_CHARACTERS: Final = 200


class ServerClock:
    """The clock of this process, and when a request has arrived."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._received_ms = _now_ms(clock)

    def reply(self, sent_ms: float) -> TogetherClockResponse:
        """Return the instants of an exchange."""
        return TogetherClockResponse(sent_ms=sent_ms, received_ms=self._received_ms, replied_ms=_now_ms(self._clock))


def pong(clock: Clock, text: str) -> Mapping[str, object] | None:
    """Return the reply to `{"event": "ping", "data": {"sentMs": …}}`, or null for any other text."""
    server = ServerClock(clock)
    sent_ms = _sent_ms(text)
    if sent_ms is None:
        return None
    return {"event": PONG, "id": None, "data": server.reply(sent_ms).model_dump(by_alias=True)}


def _sent_ms(text: str) -> float | None:
    if len(text) > MOST_PING_CHARACTERS:
        return None
    try:
        message: Any = orjson.loads(text)
    except ValueError:
        return None
    if not isinstance(message, dict) or message.get("event") != PING or not isinstance(message.get("data"), dict):
        return None
    sent_ms = message["data"].get("sentMs")
    if isinstance(sent_ms, bool) or not isinstance(sent_ms, int | float) or not math.isfinite(sent_ms):
        return None
    return float(sent_ms)


def _now_ms(clock: Clock) -> float:
    return clock.now().timestamp() * 1000
