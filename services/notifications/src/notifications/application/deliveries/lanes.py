"""A lane: claims the deliveries of one channel that are due, and attempts a bounded number at a time."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from chassis.core.backoff import backoff
from chassis.core.clock import Clock
from notifications.application.deliveries.queue import LEASE, DeliveryQueue, DueDelivery, Lane

logger = logging.getLogger(__name__)

LONGEST_IDLE: Final = timedelta(seconds=15)
"""A lane looks for deliveries after this time at the latest, should a notification be lost."""
CLAIMED_PER_SLOT: Final = 4
"""How many deliveries are claimed per slot: the next ones are at hand when a slot is free."""


class Attempter(Protocol):
    """Makes attempts."""

    @property
    def repeatable(self) -> bool:
        """Return whether receivers recognize a repetition."""
        ...

    def interrupt(self) -> None:
        """Hand nothing more over, and end what is being handed over."""
        ...

    async def __call__(self, due: DueDelivery, slots: asyncio.Semaphore, stopping: asyncio.Event) -> bool:
        """Attempt a delivery, in a slot while it is handed over; return whether it was attempted before the stop."""
        ...


@dataclass(frozen=True, slots=True)
class LaneSettings:
    """How a lane works."""

    slots: int = 8
    """How many messages are handed over at a time."""
    grace_seconds: float = 5.0
    """How long messages in hand may take when the worker stops."""


class LaneWorker:
    """Works on one lane until stopped. A failure of its channel concerns no other lane."""

    def __init__(
        self,
        lane: Lane,
        queue: DeliveryQueue,
        attempts: Attempter,
        clock: Clock,
        is_outage: Callable[[BaseException], bool],
        settings: LaneSettings,
    ) -> None:
        self.lane = lane
        self._queue = queue
        self._attempts = attempts
        self._clock = clock
        self._is_outage = is_outage
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.slots)
        self._running: dict[UUID, tuple[DueDelivery, asyncio.Task[None]]] = {}
        self._left: list[DueDelivery] = []
        self._recovered_at: datetime | None = None
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Return whether something is in hand."""
        return bool(self._running)

    def wake(self) -> None:
        """Claim what is due at once."""
        self._wake.set()

    def stop(self) -> None:
        """Claim nothing more, and finish what is in hand."""
        self._stopping.set()
        self._wake.set()

    async def run(self) -> None:
        """Deliver until stopped; wait out outages of the database."""
        failures = 0
        try:
            while not self._stopping.is_set():
                self._wake.clear()
                try:
                    pause = await self.turn()
                except Exception as failure:
                    reason = {"channel": self.lane.channel, "reason": repr(failure)}
                    if self._is_outage(failure):
                        logger.warning("cannot claim deliveries, database unavailable", extra=reason)
                    else:
                        logger.exception("cannot claim deliveries", extra={"channel": self.lane.channel})
                    await _wait(self._stopping, backoff(failures, cap=5))
                    failures += 1
                else:
                    failures = 0
                    if pause > 0:
                        await _wait(self._wake, pause)
            await self._finish()
        finally:
            for _, task in self._running.values():
                task.cancel()

    async def turn(self) -> float:
        """Claim what is due and begin with it; return how many seconds to wait, unless woken, before the next turn."""
        await self._recover()
        most = CLAIMED_PER_SLOT * self._settings.slots
        free = most - len(self._running)
        if free <= 0:
            return LONGEST_IDLE.total_seconds()
        busy = {delivery.subject_id for delivery, _ in self._running.values()}
        claimed = await self._queue.claim(self.lane, free, busy)
        for delivery in claimed:
            self._start(delivery)
        if claimed:
            return 0.0 if len(claimed) < free else LONGEST_IDLE.total_seconds()
        due_at = await self._queue.next_due(self.lane)
        idle = LONGEST_IDLE if due_at is None else min(LONGEST_IDLE, due_at - self._clock.now())
        return max(0.01, idle.total_seconds())

    async def settled(self) -> None:
        """Return once nothing is in hand."""
        while self._running:
            await asyncio.wait([task for _, task in self._running.values()])

    def _start(self, delivery: DueDelivery) -> None:
        task = asyncio.create_task(self._attempt(delivery), name=f"delivery-{delivery.channel}")
        self._running[delivery.delivery_id] = (delivery, task)

    async def _attempt(self, delivery: DueDelivery) -> None:
        try:
            if not await self._attempts(delivery, self._slots, self._stopping):
                self._left.append(delivery)
        except Exception:
            logger.exception("cannot finish an attempt", extra={"channel": self.lane.channel})
        finally:
            self._running.pop(delivery.delivery_id, None)
            # A claim for several is cheaper than one for each.
            if len(self._running) <= (CLAIMED_PER_SLOT - 1) * self._settings.slots:
                self._wake.set()

    async def _recover(self) -> None:
        """Recover deliveries of dead processes, a few times within the life of a claim."""
        now = self._clock.now()
        if self._recovered_at is not None and now - self._recovered_at < LEASE / 4:
            return
        repeatable = self._attempts.repeatable
        recovered = await self._queue.recover(self.lane, repeatable=repeatable, spared=self._running.keys())
        self._recovered_at = now
        if recovered:
            logger.warning(
                "deliveries of a dead process recovered", extra={"channel": self.lane.channel, "count": recovered}
            )

    async def _finish(self) -> None:
        """Wait for what is in hand, then interrupt it; give back what was not handed over."""
        if self._running:
            await asyncio.wait([task for _, task in self._running.values()], timeout=self._settings.grace_seconds)
        if self._running:
            self._attempts.interrupt()
            await self.settled()
        if self._left:
            await self._queue.release(self._left)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    """Return as soon as the event is set, after `seconds` at the latest."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
