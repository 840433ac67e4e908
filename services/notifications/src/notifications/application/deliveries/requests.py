"""Deliveries that users request: another attempt of one that failed, and a test of a destination."""

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.deliveries.errors import (
    AddressNotConfirmed,
    DeliveryNotFound,
    DeliveryNotRetryable,
    DestinationNotFound,
    TooManyTests,
)
from notifications.domain.deliveries.model import Delivery, State
from notifications.domain.messages.kinds import KINDS

RETRYABLE: Final = frozenset({State.FAILED, State.UNCONFIRMED})
MOST_TESTS: Final = 10
"""How many tests a user may send per hour."""
_HOUR: Final = timedelta(hours=1)


class RetryDelivery:
    """Attempts a delivery again that has failed, or of which nothing is known."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, delivery_id: UUID, user_id: UUID | None) -> None:
        """Make a delivery due now, with all its attempts and its whole lifetime; `user_id` is null for administrators.

        Raise DeliveryNotFound, DeliveryNotRetryable or AccountErased.
        """
        async with self._units.begin() as work:
            owner = await work.deliveries.owner(delivery_id)
            if owner is None or user_id not in (None, owner):
                raise DeliveryNotFound(f"no delivery has the id {delivery_id}")
            await work.users.lock(owner)
            stored = await work.deliveries.stored(delivery_id)
            if stored is None:
                raise DeliveryNotFound(f"no delivery has the id {delivery_id}")
            if stored.state not in RETRYABLE:
                raise DeliveryNotRetryable(
                    f"the delivery is {stored.state}, only failed and unconfirmed ones are retried"
                )
            kind = KINDS[stored.kind]
            if kind.category == "account":
                raise DeliveryNotRetryable("its content was deleted when it ended")
            now = self._clock.now()
            await work.deliveries.renew(delivery_id, now, now + kind.lifetime)


class SendTest:
    """Sends a test message, ahead of what waits."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, user_id: UUID, target_id: UUID | None) -> UUID:
        """Store the delivery and return its id; without a target it goes to the address of the account.

        Raise AddressNotConfirmed, DestinationNotFound, TooManyTests or AccountErased.
        """
        kind = KINDS["test"]
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            recipients = await work.users.recipients([(user_id, None)])
            chosen = [
                destination
                for destination in recipients[user_id].destinations
                if destination.target_id == target_id and (target_id is not None or destination.channel == "email")
            ]
            if not chosen:
                if target_id is None:
                    raise AddressNotConfirmed("the account has no confirmed e-mail address that accepts mail")
                raise DestinationNotFound(f"no enabled target has the id {target_id}")
            now = self._clock.now()
            if await work.deliveries.tests_since(user_id, now - _HOUR) >= MOST_TESTS:
                raise TooManyTests(MOST_TESTS, int(_HOUR.total_seconds()))
            delivery = Delivery(
                delivery_id=uuid4(),
                user_id=user_id,
                kind=kind.name,
                channel=chosen[0].channel,
                priority=kind.priority,
                state=State.PENDING,
                due_at=now,
                expires_at=now + kind.lifetime,
                created_at=now,
                target_id=target_id,
            )
            await work.deliveries.add([delivery])
        return delivery.delivery_id
