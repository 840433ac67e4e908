"""Consumed events about the plans of users."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.billing import SubscriptionChangedV1
from notifications.application.plans.applying import ApplyPlans
from notifications.application.unit_of_work import UnitOfWork
from notifications.presentation.plans.event_mapping import user_plan

PLAN_TOPICS: Final = (SubscriptionChangedV1.topic,)


def plan_routes(apply: ApplyPlans, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the handler of each topic; `work_in` returns the unit of work within a transaction."""

    async def changed(transaction: Transaction, deliveries: Sequence[Delivery[SubscriptionChangedV1]]) -> None:
        await apply(work_in(transaction), [user_plan(delivery.event) for delivery in deliveries])

    return [Route(SubscriptionChangedV1.topic, SubscriptionChangedV1.type, SubscriptionChangedV1, changed)]
