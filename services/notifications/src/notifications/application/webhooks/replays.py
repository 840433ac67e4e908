"""Replays: jobs that send the events of a period again, with the ids that they had."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.rules.broken import BrokenRule
from chassis.core.unit_of_work import UnitOfWorkFactory
from notifications.application.unit_of_work import UnitOfWork
from notifications.application.webhooks.access import Owner, enabled_endpoint
from notifications.application.webhooks.ports import Replay
from notifications.application.webhooks.recording import RecordWebhookEvents, delivery_of, hears
from notifications.domain.webhooks.errors import (
    InvalidWebhook,
    ReplayRunning,
)

EVENTS_PER_STEP: Final = 500
MOST_WAITING: Final = 2_000
"""A replay pauses while so many deliveries wait for its endpoint."""
STEPS_PER_RUN: Final = 20
_FIRST: Final = UUID(int=0)


class Replays:
    """Starts replays, and works on them a bounded step at a time."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock, record: RecordWebhookEvents) -> None:
        self._units = units
        self._clock = clock
        self._record = record

    async def start(
        self, owner: Owner, endpoint_id: UUID, period: tuple[datetime, datetime], types: Sequence[str] | None
    ) -> Replay:
        """Start a replay of the types that an endpoint gets, or some of them, from the first instant to the last.

        Raise WebhookNotFound, WebhookDisabled, ReplayRunning, InvalidWebhook, WebhookTypeReserved.
        """
        now = self._clock.now()
        begins_at, ends_at = period[0], min(period[1], now)
        if begins_at >= ends_at:
            raise InvalidWebhook("from", BrokenRule("period_order", "must be before `to` and in the past"))
        owner.check_types(types or (), "types")
        async with self._units.begin() as work:
            endpoint = await enabled_endpoint(work, owner, endpoint_id)
            chosen = tuple(sorted(set(types or endpoint.settings.event_types)))
            replay = Replay(uuid4(), endpoint_id, owner.user_id, begins_at, ends_at, chosen, now, (begins_at, _FIRST))
            if not await work.webhooks.add_replay(replay):
                raise ReplayRunning("a replay of this webhook runs already")
        return replay

    async def run(self) -> int:
        """Work on replays for a bounded number of steps; return how many were done."""
        for step in range(STEPS_PER_RUN):
            if not await self.step():
                return step
        return STEPS_PER_RUN

    async def step(self) -> bool:
        """Queue the next events of one replay; return whether there was something to do."""
        async with self._units.begin() as work:
            replay = await work.webhooks.next_replay(MOST_WAITING)
            if replay is None:
                return False
            now = self._clock.now()
            listener = await work.webhooks.listener(replay.endpoint_id)
            if listener is None:
                # It was disabled in the meantime.
                await work.webhooks.save_replay(replace(replay, finished_at=now))
                return True
            events = await work.webhooks.events_after(replay, EVENTS_PER_STEP)
            chosen = [event for event in events if hears(listener, event, replay.event_types)]
            sent = 0
            if chosen:
                deliveries = [delivery_of(listener, event) for event in chosen]
                sent = await work.webhooks.enqueue(deliveries, self._record.schedule(now), again=True)
            last = events[-1] if events else None
            await work.webhooks.save_replay(
                replace(
                    replay,
                    position=replay.position if last is None else (last.occurred_at, last.event_id),
                    scanned=replay.scanned + len(events),
                    replayed=replay.replayed + sent,
                    finished_at=now if len(events) < EVENTS_PER_STEP else None,
                )
            )
        return True
