"""Event consumers: each maps a contract to the input of one use case."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import UserDeletedV1
from federation.application import Application
from federation.application.unit_of_work import UnitOfWork

TOPICS: Final = (UserDeletedV1.topic,)


def routes(application: Application, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the consumer of each topic."""

    async def deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        await application.shares.erase(work_in(transaction), {delivery.event.user_id for delivery in deliveries})

    return [Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, deleted)]
