"""Attempts to deliver, each with a span of the trace that its notification belongs to."""

import asyncio

from chassis.runtime.observability import attributes
from chassis.runtime.observability.log_fields import log_fields
from chassis.runtime.tracing.spans import continued
from notifications.application.deliveries.lanes import Attempter
from notifications.application.deliveries.queue import DueDelivery


class TracedAttempts:
    """Surrounds the attempts of another."""

    def __init__(self, attempts: Attempter) -> None:
        self._attempts = attempts

    @property
    def repeatable(self) -> bool:
        """Return whether receivers recognize a repetition."""
        return self._attempts.repeatable

    def interrupt(self) -> None:
        """Hand nothing more over, and end what is being handed over."""
        self._attempts.interrupt()

    async def __call__(self, due: DueDelivery, slots: asyncio.Semaphore, stopping: asyncio.Event) -> bool:
        """Attempt a delivery in a span; return whether it was attempted before the stop."""
        named = {
            attributes.DELIVERY_ID: str(due.delivery_id),
            attributes.DELIVERY_CHANNEL: due.channel,
            attributes.DELIVERY_KIND: due.kind,
        }
        with (
            log_fields(delivery_id=str(due.delivery_id)),
            continued(due.origin, f"deliver {due.channel}", attributes=named),
        ):
            return await self._attempts(due, slots, stopping)
