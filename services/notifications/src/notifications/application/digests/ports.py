"""The port of deliveries that wait."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from notifications.domain.deliveries.model import State
from notifications.domain.preferences.model import Channel


@dataclass(frozen=True, slots=True)
class WaitingDelivery:
    """A delivery that waits for its digest, or for the end of quiet hours, and was never attempted."""

    delivery_id: UUID
    user_id: UUID
    kind: str
    channel: Channel
    state: State
    due_at: datetime
    expires_at: datetime
    target_id: UUID | None
    media_id: UUID | None
    """The title of its notification."""
    until: datetime | None = None
    """When there is no point in its notification any more."""


@dataclass(frozen=True, slots=True)
class Replanned:
    """What changes on a delivery that waits."""

    delivery_id: UUID
    state: State
    due_at: datetime
    expires_at: datetime
    code: str | None = None
    """Why it is cancelled."""


class WaitingDeliveries(Protocol):
    """Deliveries that wait, within one transaction. Those that a digest has gathered do not wait any more."""

    async def of(self, user_ids: Collection[UUID], now: datetime) -> Sequence[WaitingDelivery]:
        """Return and lock what waits for users: collected, or due later."""
        ...

    async def replan(self, changes: Sequence[Replanned], now: datetime) -> None:
        """Store changes of locked deliveries, and publish those that end."""
        ...

    async def cancel(self, notification_ids: Collection[UUID], code: str, now: datetime) -> None:
        """Cancel what waits of notifications, and publish it."""
        ...

    async def users_of_due(self, now: datetime, limit: int) -> Sequence[UUID]:
        """Return users with collected deliveries that are due, in their order."""
        ...

    async def due(self, user_ids: Collection[UUID], now: datetime) -> Sequence[WaitingDelivery]:
        """Return and lock the collected deliveries of users that are due, in the order of their ids."""
        ...

    async def existing(self, delivery_ids: Collection[UUID]) -> set[UUID]:
        """Return those of the deliveries that are stored."""
        ...

    async def gather(self, digests: Mapping[UUID, UUID]) -> None:
        """Make deliveries the items of digests: each id has the id of its digest."""
        ...
