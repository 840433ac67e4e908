"""Consumed events about what lies ahead."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.library import SubscriptionUpcomingV1
from notifications.application.unit_of_work import UnitOfWork
from notifications.application.upcoming.storing import StoreUpcoming
from notifications.presentation.upcoming.event_mapping import upcoming

UPCOMING_TOPICS: Final = (SubscriptionUpcomingV1.topic,)


def upcoming_routes(store: StoreUpcoming, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the handler of each topic; `work_in` returns the unit of work within a transaction."""

    async def announced(transaction: Transaction, deliveries: Sequence[Delivery[SubscriptionUpcomingV1]]) -> None:
        await store(work_in(transaction), [upcoming(delivery.event) for delivery in deliveries])

    return [Route(SubscriptionUpcomingV1.topic, SubscriptionUpcomingV1.type, SubscriptionUpcomingV1, announced)]
