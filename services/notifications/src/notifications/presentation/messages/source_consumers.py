"""Consumed events about the media sources of users."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.sources import MediaSourceDegradedV1, MediaSourceRecoveredV1
from notifications.application.messages.recording import RecordOccurrences
from notifications.application.unit_of_work import UnitOfWork
from notifications.presentation.messages.event_mapping import media_source_degraded, media_source_recovered

MEDIA_SOURCE_TOPICS: Final = (MediaSourceDegradedV1.topic, MediaSourceRecoveredV1.topic)


def media_source_routes(record: RecordOccurrences, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the handler of each topic."""

    async def failed(transaction: Transaction, deliveries: Sequence[Delivery[MediaSourceDegradedV1]]) -> None:
        await record(work_in(transaction), [media_source_degraded(delivery.event) for delivery in deliveries])

    async def available(transaction: Transaction, deliveries: Sequence[Delivery[MediaSourceRecoveredV1]]) -> None:
        await record(work_in(transaction), [media_source_recovered(delivery.event) for delivery in deliveries])

    return [
        Route(MediaSourceDegradedV1.topic, MediaSourceDegradedV1.type, MediaSourceDegradedV1, failed),
        Route(MediaSourceRecoveredV1.topic, MediaSourceRecoveredV1.type, MediaSourceRecoveredV1, available),
    ]
