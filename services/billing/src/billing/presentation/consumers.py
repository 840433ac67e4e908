"""Event consumers: each maps a contract to the input of one use case."""

from collections.abc import Callable, Sequence

from billing.application import Application
from billing.application.entitlements.users import NewUser
from billing.application.unit_of_work import UnitOfWork
from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import UserDeletedV1, UserRegisteredV1

TOPICS = (UserRegisteredV1.topic, UserDeletedV1.topic)


def routes(application: Application, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the consumer of each topic."""

    async def registered(transaction: Transaction, deliveries: Sequence[Delivery[UserRegisteredV1]]) -> None:
        users = [NewUser(delivery.event.user_id, delivery.event.registered_at) for delivery in deliveries]
        await application.users.register(work_in(transaction), users)

    async def deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        await application.users.erase(work_in(transaction), {delivery.event.user_id for delivery in deliveries})

    return [
        Route(UserRegisteredV1.topic, UserRegisteredV1.type, UserRegisteredV1, registered),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, deleted),
    ]
