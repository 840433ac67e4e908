"""Which consumed events other systems receive."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from chassis.messaging.consumer import Delivery
from chassis.testing.records import record_of
from contracts.event import WireMessage, encode, republished
from contracts.identity import media_id
from contracts.library import LibraryEntryChangedV1
from notifications.presentation.webhooks.event_mapping import webhook_events

pytestmark = pytest.mark.unit

ENTRY = LibraryEntryChangedV1(
    version=1,
    user_id=UUID(int=7),
    media_id=media_id("movie", 1),
    kind="movie",
    tmdb_id=1,
    state="planned",
    changed_at=datetime(2026, 11, 21, tzinfo=UTC),
)


def delivered(message: WireMessage) -> Delivery[LibraryEntryChangedV1]:
    return Delivery(message.event_id, ENTRY, record_of(message))


def test_repeated_state_is_not_sent() -> None:
    first, again = encode(ENTRY, "library"), republished(encode(ENTRY, "library"))
    assert [event.event_id for event in webhook_events([delivered(again), delivered(first)])] == [first.event_id]
