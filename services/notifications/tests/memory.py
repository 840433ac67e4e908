"""Deliveries in memory: the queue and the unit of work of the dispatcher, with every claim and marker."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from notifications.application.deliveries.ports import DisabledTarget, RefusedAddress
from notifications.application.deliveries.queue import LEASE, DueDelivery, Lane, Marker, Result
from notifications.domain.deliveries.model import ENDED, Delivery, Ended, State
from notifications.domain.messages.kinds import Priority


@dataclass(slots=True)
class Row:
    """A stored delivery with its claim."""

    delivery: Delivery
    claim: UUID | None = None
    claimed_until: datetime | None = None
    ended: list[State] = field(default_factory=list)
    """What was published of it."""


class MemoryDeliveries:
    """The rows that outlive a process."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.rows: dict[UUID, Row] = {}

    def add(self, *deliveries: Delivery) -> None:
        for item in deliveries:
            self.rows.setdefault(item.delivery_id, Row(item))

    async def claim(self, lane: Lane, limit: int, busy: Collection[UUID]) -> Sequence[DueDelivery]:
        now, claim = self.clock.now(), uuid4()
        claimed: dict[UUID, DueDelivery] = {}
        for row in sorted(self.rows.values(), key=lambda row: (row.delivery.priority, row.delivery.due_at)):
            item, subject = row.delivery, row.delivery.target_id or row.delivery.user_id
            free = row.claimed_until is None or row.claimed_until <= now
            mine = item.channel == lane.channel and (item.priority <= Priority.SECURITY) == lane.urgent
            due = item.state is State.PENDING and item.due_at <= now and free and mine
            if due and subject not in claimed and subject not in busy and len(claimed) < limit:
                row.claim, row.claimed_until = claim, now + LEASE
                claimed[subject] = _due(item, claim)
        return list(claimed.values())

    async def release(self, claimed: Sequence[DueDelivery]) -> None:
        for due in claimed:
            row = self.rows[due.delivery_id]
            if row.claim == due.claim and row.delivery.state is State.PENDING:
                row.claim = row.claimed_until = None

    async def recover(self, lane: Lane, *, repeatable: bool, spared: Collection[UUID]) -> int:
        now = self.clock.now()
        results = [
            Result(
                _due(row.delivery, row.claim or uuid4()),
                State.PENDING if repeatable else State.UNCONFIRMED,
                row.delivery.attempts + 1,
                now,
                due_at=now if repeatable else None,
                code="interrupted",
            )
            for row in self.rows.values()
            if row.delivery.state is State.SENDING
            and row.claimed_until is not None
            and row.claimed_until <= now
            and row.delivery.delivery_id not in spared
        ]
        await MemoryWork(self).settle(results)
        return len(results)

    async def next_due(self, lane: Lane) -> datetime | None:
        waiting = [row.delivery.due_at for row in self.rows.values() if row.delivery.state is State.PENDING]
        return min((at for at in waiting if at > self.clock.now()), default=None)


class MemoryWork:
    """Deliveries within one transaction, which takes effect at once."""

    def __init__(self, stored: MemoryDeliveries) -> None:
        self._stored = stored

    async def mark(self, markers: Sequence[Marker]) -> set[UUID]:
        held = set()
        for marker in markers:
            row = self._held(marker.delivery)
            if row is not None:
                row.delivery = replace(row.delivery, state=State.SENDING)
                row.claimed_until = marker.claimed_until
                held.add(marker.delivery.delivery_id)
        return held

    async def settle(self, results: Sequence[Result]) -> set[UUID]:
        held = set()
        for result in results:
            row = self._held(result.delivery)
            if row is not None:
                due_at = result.due_at or row.delivery.due_at
                row.delivery = replace(row.delivery, state=result.state, attempts=result.attempts, due_at=due_at)
                row.claim = row.claimed_until = None
                held.add(result.delivery.delivery_id)
                if result.state in ENDED:
                    row.ended.append(result.state)
        return held

    async def disable_targets(self, reasons: Mapping[UUID, str], now: datetime) -> Sequence[DisabledTarget]:
        return []

    async def disable_addresses(self, refused: Sequence[RefusedAddress], now: datetime) -> Sequence[RefusedAddress]:
        return []

    async def publish(self, ended: Collection[Ended]) -> None:
        pass

    def _held(self, due: DueDelivery) -> Row | None:
        row = self._stored.rows.get(due.delivery_id)
        held = row is not None and row.claim == due.claim and row.delivery.state in (State.PENDING, State.SENDING)
        return row if held else None


@dataclass(slots=True)
class MemoryUnit:
    """The unit of work, as far as the dispatcher needs it."""

    deliveries: MemoryWork
    users: Any = None
    notifications: Any = None


class MemoryUnits:
    """Opens units of work."""

    def __init__(self, stored: MemoryDeliveries) -> None:
        self._stored = stored

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[MemoryUnit]:
        yield MemoryUnit(MemoryWork(self._stored))


def _due(item: Delivery, claim: UUID) -> DueDelivery:
    return DueDelivery(
        delivery_id=item.delivery_id,
        user_id=item.user_id,
        kind=item.kind,
        channel=item.channel,
        priority=item.priority,
        attempts=item.attempts,
        expires_at=item.expires_at,
        claim=claim,
        target_id=item.target_id,
        address="1@example.com",
    )
