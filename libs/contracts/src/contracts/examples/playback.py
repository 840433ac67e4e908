"""Examples of the events that playback publishes."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from contracts.event import Event
from contracts.examples.subjects import NOON, USER
from contracts.playback import PlaybackProgressedV1, PlaybackSessionEndedV1

_SESSION: Final = UUID("0b6f6f43-9a1e-4f0a-8a55-2f1c7f0c9d10")

EXAMPLES: Final[tuple[Event, ...]] = (
    PlaybackSessionEndedV1(
        session_id=_SESSION, user_id=USER, reason="user", ended_at=NOON, expires_at=NOON + timedelta(hours=6)
    ),
    PlaybackProgressedV1(
        user_id=USER,
        session_id=_SESSION,
        device_id=UUID("5d8a7c1e-2b6f-4a53-9c1d-7e0f3b2a1c44"),
        media_id=UUID("bdf784d0-c2eb-5939-9d13-a7324e63a0e9"),
        season=2,
        episode=5,
        position_ms=610_000,
        duration_ms=2_880_000,
        state="playing",
        at=NOON,
    ),
)
