"""Examples of the events that playback publishes."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from contracts.event import Event
from contracts.examples.subjects import NOON, USER
from contracts.playback import (
    AssetReadyV1,
    AssetUnpublishedV1,
    PlaybackProgressedV1,
    PlaybackSessionEndedV1,
    RetentionMeasuredV1,
    WatchedPart,
)

_SESSION: Final = UUID("0b6f6f43-9a1e-4f0a-8a55-2f1c7f0c9d10")

_PARTS: Final = tuple(
    WatchedPart(
        retention=round(0.95 - 0.02 * part, 4), low=round(0.93 - 0.02 * part, 4), high=round(0.97 - 0.02 * part, 4)
    )
    for part in range(20)
)

EXAMPLES: Final[tuple[Event, ...]] = (
    AssetReadyV1(
        asset_id=UUID("6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"),
        media_id=UUID("bdf784d0-c2eb-5939-9d13-a7324e63a0e9"),
        season=2,
        episode=5,
        number=1,
        duration_ms=2_880_000,
        ready_at=NOON,
    ),
    AssetUnpublishedV1(
        asset_id=UUID("6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"),
        media_id=UUID("bdf784d0-c2eb-5939-9d13-a7324e63a0e9"),
        season=2,
        episode=5,
        unpublished_at=NOON,
    ),
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
    RetentionMeasuredV1(
        version=3,
        asset_id=UUID("6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"),
        asset_version=1,
        media_id=UUID("bdf784d0-c2eb-5939-9d13-a7324e63a0e9"),
        season=2,
        episode=5,
        duration_ms=2_880_000,
        users=412,
        parts=_PARTS,
        measured_at=NOON,
    ),
)
