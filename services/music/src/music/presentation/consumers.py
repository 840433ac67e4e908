"""Event consumers: each maps a contract to the input of one use case."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import SessionRevokedV1, UserChangedV1, UserDeletedV1
from music.application import Application
from music.application.unit_of_work import UnitOfWork
from music.application.users.erasing import erase_users
from music.application.users.ports import UserUpdate

TOPICS: Final = (SessionRevokedV1.topic, UserChangedV1.topic, UserDeletedV1.topic)


def routes(application: Application, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the consumer of each topic."""

    async def changed(transaction: Transaction, deliveries: Sequence[Delivery[UserChangedV1]]) -> None:
        await work_in(transaction).users.update([_update(delivery.event) for delivery in deliveries])

    async def deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        await erase_users(work_in(transaction), {delivery.event.user_id for delivery in deliveries})

    async def signed_out(transaction: Transaction, deliveries: Sequence[Delivery[SessionRevokedV1]]) -> None:
        ended = {delivery.event.session_id: delivery.event.expires_at for delivery in deliveries}
        await application.radio.end_sessions(work_in(transaction), ended)

    return [
        Route(SessionRevokedV1.topic, SessionRevokedV1.type, SessionRevokedV1, signed_out),
        Route(UserChangedV1.topic, UserChangedV1.type, UserChangedV1, changed),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, deleted),
    ]


def _update(event: UserChangedV1) -> UserUpdate:
    return UserUpdate(event.user_id, event.version, event.username_digest, "admin" in event.roles)
