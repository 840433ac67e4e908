"""Consumed events that trigger subscriptions."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.ingestion import AvailabilityChangedV1, MediaChangedV1
from contracts.insights import TrendChangedV1
from library.application import Application
from library.application.unit_of_work import UnitOfWork
from library.presentation.subscriptions.event_mapping import arrivals, changes, rises

TOPICS: Final = (MediaChangedV1.topic, AvailabilityChangedV1.topic, TrendChangedV1.topic)


def subscription_routes(application: Application, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the handler of each topic; `work_in` returns the unit of work within a transaction."""
    trigger = application.subscriptions.trigger

    async def changed(transaction: Transaction, deliveries: Sequence[Delivery[MediaChangedV1]]) -> None:
        occurrences = [item for delivery in deliveries for item in changes(delivery.event, delivery.event_id)]
        await trigger(work_in(transaction), occurrences)

    async def offered(transaction: Transaction, deliveries: Sequence[Delivery[AvailabilityChangedV1]]) -> None:
        occurrences = [item for delivery in deliveries for item in arrivals(delivery.event, delivery.event_id)]
        await trigger(work_in(transaction), occurrences)

    async def turned(transaction: Transaction, deliveries: Sequence[Delivery[TrendChangedV1]]) -> None:
        occurrences = [item for delivery in deliveries for item in rises(delivery.event, delivery.event_id)]
        await trigger(work_in(transaction), occurrences)

    return [
        Route(MediaChangedV1.topic, MediaChangedV1.type, MediaChangedV1, changed),
        Route(AvailabilityChangedV1.topic, AvailabilityChangedV1.type, AvailabilityChangedV1, offered),
        Route(TrendChangedV1.topic, TrendChangedV1.type, TrendChangedV1, turned),
    ]
