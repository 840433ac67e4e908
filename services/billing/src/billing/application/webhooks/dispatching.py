"""Turning stored messages into requests of the objects that they are about."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from billing.application.jobs import sync_job
from billing.application.unit_of_work import Units
from billing.domain.webhooks.webhook import pause_after
from chassis.core.clock import Clock

BATCH: Final = 500
REPEAT: Final = timedelta(minutes=10)
"""Objects are requested again after this time, unless they were applied: a request is lost at no failure for good."""


class DispatchWebhooks:
    """Requests the objects of messages that are new, and of those that wait for another attempt."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self) -> int:
        """Dispatch all that is due, and return how many messages that were."""
        count = 0
        while dispatched := await self._batch():
            count += dispatched
            if dispatched < BATCH:
                break
        return count

    async def _batch(self) -> int:
        now = self._clock.now()
        async with self._units.begin() as work:
            webhooks = await work.webhooks.due(now, BATCH)
            refs = {ref: None for webhook in webhooks for ref in webhook.open_objects}
            await work.queue(*(sync_job(ref, now) for ref in refs))
            pauses: dict[timedelta, list[UUID]] = {}
            for webhook in webhooks:
                ids = pauses.setdefault(max(REPEAT, pause_after(webhook.attempts)), [])
                ids.append(webhook.id)
            for pause, ids in pauses.items():
                await work.webhooks.mark_queued(ids, now + pause)
        return len(webhooks)
