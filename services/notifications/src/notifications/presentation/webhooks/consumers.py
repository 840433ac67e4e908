"""Consumed events that only webhooks need."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.catalog import MediaPublishedV1
from contracts.ingestion import AvailabilityChangedV1, MediaChangedV1, SeasonSyncedV1
from contracts.insights import TrendChangedV1
from contracts.library import LibraryEntryChangedV1, PlayRecordedV1
from contracts.readers.notifications import SeasonSynced

WEBHOOK_TOPICS: Final = (
    LibraryEntryChangedV1.topic,
    PlayRecordedV1.topic,
    MediaPublishedV1.topic,
    MediaChangedV1.topic,
    SeasonSyncedV1.topic,
    AvailabilityChangedV1.topic,
    TrendChangedV1.topic,
)


def webhook_routes(published: Callable[[Transaction, Sequence[Delivery[Any]]], Awaitable[None]]) -> list[AnyRoute]:
    """Return the route of each topic; the events of all are recorded by one handler, together."""
    return [
        Route(LibraryEntryChangedV1.topic, LibraryEntryChangedV1.type, LibraryEntryChangedV1, published),
        Route(PlayRecordedV1.topic, PlayRecordedV1.type, PlayRecordedV1, published),
        Route(MediaPublishedV1.topic, MediaPublishedV1.type, MediaPublishedV1, published),
        Route(MediaChangedV1.topic, MediaChangedV1.type, MediaChangedV1, published),
        Route(SeasonSyncedV1.topic, SeasonSyncedV1.type, SeasonSynced, published),
        Route(AvailabilityChangedV1.topic, AvailabilityChangedV1.type, AvailabilityChangedV1, published),
        Route(TrendChangedV1.topic, TrendChangedV1.type, TrendChangedV1, published),
    ]
