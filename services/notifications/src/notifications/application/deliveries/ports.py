"""Ports of the use cases about deliveries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from notifications.application.deliveries.queue import Marker, Result
from notifications.domain.deliveries.model import Delivery, Ended, State


@dataclass(frozen=True, slots=True)
class DisabledTarget:
    """A target that this transaction has disabled."""

    target_id: UUID
    user_id: UUID
    channel: str
    name: str


@dataclass(frozen=True, slots=True)
class RefusedAddress:
    """The address of an account that refuses every message; a newer version of it may accept them."""

    user_id: UUID
    contact_version: int
    reason: str


@dataclass(frozen=True, slots=True)
class StoredDelivery:
    """What decides whether a delivery can be retried."""

    kind: str
    state: State


class Deliveries(Protocol):
    """Deliveries within one transaction."""

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        """Store deliveries.

        One with an id that exists already stays as it is.
        """
        ...

    async def owner(self, delivery_id: UUID) -> UUID | None:
        """Return the user of a delivery; null when there is none."""
        ...

    async def stored(self, delivery_id: UUID) -> StoredDelivery | None:
        """Return a delivery, which nothing else changes until the transaction ends."""
        ...

    async def renew(self, delivery_id: UUID, due_at: datetime, expires_at: datetime) -> None:
        """Make a delivery that has ended pending again, with all its attempts."""
        ...

    async def tests_since(self, user_id: UUID, since: datetime) -> int:
        """Return how many tests of a user were stored since."""
        ...

    async def mark(self, markers: Sequence[Marker]) -> set[UUID]:
        """Mark deliveries as about to be handed over; return the ids of those that this process still holds.

        A repetition has no effect.
        """
        ...

    async def settle(self, results: Sequence[Result]) -> set[UUID]:
        """Store what became of deliveries and publish those that have ended; return the ids of those still held.

        A repetition has no effect. The items of a digest end with it.
        """
        ...

    async def disable_targets(self, reasons: Mapping[UUID, str], now: datetime) -> Sequence[DisabledTarget]:
        """Disable targets, each for a reason; return those that were enabled."""
        ...

    async def disable_addresses(self, refused: Sequence[RefusedAddress], now: datetime) -> Sequence[RefusedAddress]:
        """Send no more mail to addresses of accounts; return those that are still the address and got mail so far."""
        ...

    async def publish(self, ended: Collection[Ended]) -> None:
        """Publish deliveries that have ended."""
        ...
