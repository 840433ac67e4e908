"""Event consumers: each maps a contract to the input of one use case."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import SessionRevokedV1, UserDeletedV1
from federation.application import Application
from federation.application.unit_of_work import UnitOfWork

TOPICS: Final = (SessionRevokedV1.topic, UserDeletedV1.topic)


def routes(application: Application, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the consumer of each topic."""

    async def deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        await application.shares.erase(work_in(transaction), {delivery.event.user_id for delivery in deliveries})

    async def signed_out(transaction: Transaction, deliveries: Sequence[Delivery[SessionRevokedV1]]) -> None:
        ended = {delivery.event.session_id: delivery.event.expires_at for delivery in deliveries}
        await application.end_sessions(work_in(transaction), ended)

    return [
        Route(SessionRevokedV1.topic, SessionRevokedV1.type, SessionRevokedV1, signed_out),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, deleted),
    ]
