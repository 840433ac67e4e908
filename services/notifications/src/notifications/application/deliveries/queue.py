"""The port of the queue of deliveries that are due."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from notifications.domain.deliveries.model import State
from notifications.domain.preferences.model import Channel


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom deliveries of a lane go to: a target, or the address of an account."""

    channel: Channel
    id: UUID


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery that this process has claimed, with what its message needs."""

    delivery_id: UUID
    user_id: UUID
    kind: str
    channel: Channel
    priority: int
    attempts: int
    expires_at: datetime
    claim: UUID
    """The claim of this process; the delivery is another's once it has a different one."""
    target_id: UUID | None = None
    address: str | None = field(default=None, repr=False)
    """Opened; null when there is an obstacle."""
    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    contact_version: int | None = None
    """The version of the user's address, where the message goes to the address of the account; else null."""
    language: str | None = None
    time_zone: str | None = None
    obstacle: str | None = None
    """Why it cannot be sent, for example `target_disabled`."""
    origin: Mapping[str, str] = field(default_factory=dict)
    """The trace and the request that it was planned by, as headers."""

    @property
    def subject_id(self) -> UUID:
        """Return whom it goes to: the target, or the user for the address of the account."""
        return self.target_id or self.user_id


@dataclass(frozen=True, slots=True)
class Lane:
    """Deliveries that are claimed together: those of a channel, either urgent or not, so that none delays another."""

    channel: Channel
    urgent: bool = False
    """Whether it carries codes and security notices only; these have no limit of rate."""


class DeliveryQueue(Protocol):
    """Claims deliveries. A claim ends when it expires, or with the delivery."""

    async def claim(self, lane: Lane, limit: int, busy: Collection[UUID]) -> Sequence[DueDelivery]:
        """Claim up to `limit` due deliveries in the order of priority and time, one per subject and within its rate.

        Subjects in `busy` are left out.
        """
        ...

    async def release(self, claimed: Sequence[DueDelivery]) -> None:
        """Release claims of deliveries that were not handed over."""
        ...

    async def recover(self, lane: Lane, *, repeatable: bool, spared: Collection[UUID]) -> int:
        """End, or repeat, deliveries of dead processes; return their number.

        What was about to be handed over is unconfirmed, or repeated with the same id when the channel is `repeatable`.
        Deliveries in `spared` are in hand.
        """
        ...

    async def next_due(self, lane: Lane) -> datetime | None:
        """Return when there is something to claim, at the earliest; null when nothing waits."""
        ...


@dataclass(frozen=True, slots=True)
class Marker:
    """The intent to hand a delivery over, which is committed before it is done."""

    delivery: DueDelivery
    claimed_until: datetime


@dataclass(frozen=True, slots=True)
class Result:
    """What an attempt changes on a claimed delivery."""

    delivery: DueDelivery
    state: State
    attempts: int
    at: datetime
    due_at: datetime | None = None
    """When it is due again; null when it has ended."""
    code: str | None = None
    detail: str | None = None
    reference: str | None = None
    target_is_gone: bool = False


LEASE = timedelta(minutes=2)
"""How long a claim lasts: longer than the deadline of an attempt."""
