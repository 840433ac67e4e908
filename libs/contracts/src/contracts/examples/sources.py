"""Examples of the events that sources publishes."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from contracts.event import Event
from contracts.examples.subjects import NOON, USER
from contracts.sources import MediaSourceDegradedV1, MediaSourceRecoveredV1

SOURCE: Final = UUID("0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10")

EXAMPLES: Final[tuple[Event, ...]] = (
    MediaSourceDegradedV1(
        source_id=SOURCE,
        kind="webdav",
        name="Living room",
        owner_id=USER,
        since=NOON,
        reason_code="unreachable",
        reason="the server accepts no connection",
        until=NOON + timedelta(minutes=15),
    ),
    MediaSourceRecoveredV1(
        source_id=SOURCE,
        kind="webdav",
        name="Living room",
        owner_id=USER,
        since=NOON,
        recovered_at=NOON + timedelta(minutes=15),
    ),
)
