"""A process that dies, or is away, at any step: no message is handed over twice, unless its receiver recognizes it."""

import asyncio
import contextlib
from collections.abc import Collection, Sequence
from datetime import timedelta
from enum import Enum
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from services.notifications.tests.channels import PlainRenderer, RecordingChannel, delivery, numbers
from services.notifications.tests.memory import MemoryDeliveries, MemoryUnits

from chassis.testing.clock import FixedClock
from notifications.application.deliveries.attempts import Attempts
from notifications.application.deliveries.channels import OutgoingMessage
from notifications.application.deliveries.journal import Journal
from notifications.application.deliveries.lanes import LaneSettings, LaneWorker
from notifications.application.deliveries.queue import LEASE, DueDelivery, Lane, Marker, Result
from notifications.application.messages.recording import RecordOccurrences
from notifications.domain.deliveries.model import Outcome, State


class Step(Enum):
    """What a process has done last."""

    CLAIMED = "the claim"
    RENDERED = "rendering, the marker not committed"
    MARKED = "the marker"
    HANDED_OVER = "handing over, without the response"
    RESPONSE = "the response, the result not committed"
    SETTLED = "the result"


class Process:
    """A worker with one lane, which stops at a step."""

    def __init__(self, stored: MemoryDeliveries, step: Step | None, *, repeatable: bool) -> None:
        self._step = step
        self.stopped = asyncio.Event()
        self.goes_on = asyncio.Event()
        self.channel = _Channel(self, repeatable=repeatable)
        journal = _Journal(self, stored)
        attempts = Attempts(self.channel, PlainRenderer(), journal, stored.clock)
        settings = LaneSettings(slots=2, grace_seconds=0)
        queue = _Queue(self, stored)
        self.lane = LaneWorker(Lane("email"), queue, attempts, stored.clock, lambda _: False, settings)
        self._work: asyncio.Future[None] | None = None

    async def reach(self, step: Step) -> None:
        """Stop here for as long as the test wants, if this is the step."""
        if self._step is step:
            self.stopped.set()
            await self.goes_on.wait()

    async def live(self) -> None:
        """Work until nothing is due, or the process has stopped."""
        stop = asyncio.ensure_future(self.stopped.wait())
        self._work = asyncio.ensure_future(self._deliver())
        await asyncio.wait({stop, self._work}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()

    async def die(self) -> None:
        """Do nothing more, and leave everything as it is."""
        tasks = [task for _, task in self.lane._running.values()]
        for task in (*tasks, self._work):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def go_on(self) -> None:
        """Go on where it stopped."""
        self.goes_on.set()
        if self._work is not None:
            await self._work

    async def _deliver(self) -> None:
        while await self.lane.turn() == 0.0 or self.lane.busy:
            await self.lane.settled()


class _Queue:
    def __init__(self, process: Process, stored: MemoryDeliveries) -> None:
        self._process = process
        self.recover, self.release, self.next_due = stored.recover, stored.release, stored.next_due
        self._claim = stored.claim

    async def claim(self, lane: Lane, limit: int, busy: Collection[UUID]) -> Sequence[DueDelivery]:
        claimed = await self._claim(lane, limit, busy)
        if claimed:
            await self._process.reach(Step.CLAIMED)
        return claimed


class _Journal(Journal):
    def __init__(self, process: Process, stored: MemoryDeliveries) -> None:
        units: Any = MemoryUnits(stored)
        super().__init__(units, RecordOccurrences(stored.clock), lambda _: False)
        self._process = process

    async def commit(self, item: Marker | Result) -> bool:
        marker = isinstance(item, Marker)
        await self._process.reach(Step.RENDERED if marker else Step.RESPONSE)
        held = await super().commit(item)
        await self._process.reach(Step.MARKED if marker else Step.SETTLED)
        return held


class _Channel(RecordingChannel):
    def __init__(self, process: Process, *, repeatable: bool) -> None:
        super().__init__(repeatable=repeatable)
        self._process = process

    async def send(self, message: OutgoingMessage) -> Outcome:
        outcome = await super().send(message)
        await self._process.reach(Step.HANDED_OVER)
        return outcome


LATE = LEASE + timedelta(seconds=1)
LOST = {Step.MARKED}
"""Whether it was handed over is not known, and it was not."""
UNKNOWN = {Step.MARKED, Step.HANDED_OVER, Step.RESPONSE}


async def after_deaths(steps: Sequence[Step], *, repeatable: bool) -> tuple[MemoryDeliveries, list[int]]:
    """Return what is stored and what was handed over, after processes died one after the other and one did not."""
    clock = FixedClock()
    stored = MemoryDeliveries(clock)
    stored.add(delivery(1))
    messages: list[int] = []
    for step in (*steps, None):
        process = Process(stored, step, repeatable=repeatable)
        await process.live()
        await process.die()
        messages += numbers(process.channel.messages)
        clock.instant += LATE
    return stored, messages


@pytest.mark.parametrize("steps", [(step,) for step in Step] + list(product(Step, Step)), ids=str)
async def test_a_message_is_handed_over_at_most_once(steps: tuple[Step, ...]) -> None:
    stored, messages = await after_deaths(steps, repeatable=False)

    [row] = stored.rows.values()
    decisive = next((step for step in steps if step not in (Step.CLAIMED, Step.RENDERED)), None)
    expected = State.UNCONFIRMED if decisive in UNKNOWN else State.DELIVERED
    assert (row.delivery.state, row.ended) == (expected, [expected])
    assert messages == ([] if decisive in LOST else [1])


@pytest.mark.parametrize("steps", [(step,) for step in Step] + list(product(Step, Step)), ids=str)
async def test_a_message_that_its_receiver_recognizes_always_arrives(steps: tuple[Step, ...]) -> None:
    stored, messages = await after_deaths(steps, repeatable=True)

    [row] = stored.rows.values()
    assert (row.delivery.state, row.ended) == (State.DELIVERED, [State.DELIVERED])
    assert set(messages) == {1}


@pytest.mark.parametrize("step", Step)
async def test_a_process_that_was_away_for_longer_than_its_claim_does_not_repeat(step: Step) -> None:
    clock = FixedClock()
    stored = MemoryDeliveries(clock)
    stored.add(delivery(1))
    away = Process(stored, step, repeatable=False)
    other = Process(stored, None, repeatable=False)

    await away.live()
    clock.instant += LATE
    await other.live()
    await away.go_on()

    [row] = stored.rows.values()
    assert numbers(away.channel.messages) + numbers(other.channel.messages) == [1]
    assert row.delivery.state is (State.UNCONFIRMED if step in UNKNOWN else State.DELIVERED)
    assert len(row.ended) == 1


async def test_a_stop_leaves_nothing_about_to_be_handed_over() -> None:
    clock = FixedClock()
    stored = MemoryDeliveries(clock)
    stored.add(*(delivery(number, user=number) for number in range(1, 9)))
    process = Process(stored, None, repeatable=False)
    process.channel.held = asyncio.Event()
    process.channel.on_send = lambda _: process.lane.stop() if len(process.channel.messages) == 2 else None

    await process.lane.run()

    states = [row.delivery.state for row in stored.rows.values()]
    assert sorted(numbers(process.channel.messages)) == [1, 2]
    assert states == [State.UNCONFIRMED] * 2 + [State.PENDING] * 6
    assert {row.claim for row in stored.rows.values()} == {None}


async def test_a_slow_subject_takes_one_slot_only() -> None:
    stored = MemoryDeliveries(FixedClock())
    stored.add(*(delivery(number, user=1) for number in range(1, 9)), delivery(9, user=2), delivery(10, user=3))
    process = Process(stored, None, repeatable=False)
    release, others = asyncio.Event(), asyncio.Event()

    async def send(message: OutgoingMessage) -> Outcome:
        if message.user_id == UUID(int=1):
            await release.wait()
        outcome = await RecordingChannel.send(process.channel, message)
        if len(process.channel.messages) == 2:
            others.set()
        return outcome

    process.channel.send = send  # type: ignore[method-assign]
    await process.lane.turn()
    await others.wait()
    assert numbers(process.channel.messages) == [9, 10]

    release.set()
    await process.live()
    assert numbers(process.channel.messages) == [9, 10, *range(1, 9)]
