"""Deleting what is stored for a day only."""

from chassis.core.clock import Clock
from library.application.ports import StoredResponses


class DeleteExpiredResponses:
    """Deletes stored responses whose idempotency keys have expired."""

    def __init__(self, responses: StoredResponses, clock: Clock) -> None:
        self._responses = responses
        self._clock = clock

    async def __call__(self) -> None:
        """Delete the responses that are older than 24 hours."""
        await self._responses.delete_expired(self._clock.now())
