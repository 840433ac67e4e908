"""Consumed events that only webhooks need."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.catalog import MediaPublishedV1
from contracts.ingestion import AvailabilityChangedV1, MediaChangedV1, SeasonSyncedV1
from contracts.insights import TrendChangedV1
from contracts.library import LibraryEntryChangedV1, PlayRecordedV1
from contracts.readers.notifications import SeasonSynced
from notifications.application.unit_of_work import UnitOfWork
from notifications.application.webhooks.recording import RecordWebhookEvents
from notifications.presentation.webhooks.event_mapping import webhook_events

WEBHOOK_TOPICS: Final = (
    LibraryEntryChangedV1.topic,
    PlayRecordedV1.topic,
    MediaPublishedV1.topic,
    MediaChangedV1.topic,
    SeasonSyncedV1.topic,
    AvailabilityChangedV1.topic,
    TrendChangedV1.topic,
)


def webhook_routes(record: RecordWebhookEvents, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the handler of each topic; events of several topics are recorded together."""

    async def published(transaction: Transaction, deliveries: Sequence[Delivery[Any]]) -> None:
        await record(work_in(transaction), webhook_events(deliveries))

    return [
        Route(LibraryEntryChangedV1.topic, LibraryEntryChangedV1.type, LibraryEntryChangedV1, published),
        Route(PlayRecordedV1.topic, PlayRecordedV1.type, PlayRecordedV1, published),
        Route(MediaPublishedV1.topic, MediaPublishedV1.type, MediaPublishedV1, published),
        Route(MediaChangedV1.topic, MediaChangedV1.type, MediaChangedV1, published),
        Route(SeasonSyncedV1.topic, SeasonSyncedV1.type, SeasonSynced, published),
        Route(AvailabilityChangedV1.topic, AvailabilityChangedV1.type, AvailabilityChangedV1, published),
        Route(TrendChangedV1.topic, TrendChangedV1.type, TrendChangedV1, published),
    ]
