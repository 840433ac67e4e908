"""What a job that fetches an object knows of the messages about it."""

from collections.abc import Sequence
from uuid import UUID

from billing.application.unit_of_work import Readers, UnitOfWork, Units
from billing.domain.payments.facts import ObjectRef
from chassis.core.clock import Clock


class SettleWebhooks:
    """Settles the messages that had arrived before an object was fetched: later ones may be about later changes."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def waiting(self, ref: ObjectRef) -> Sequence[UUID]:
        """Return the messages that are settled by what is fetched from now on."""
        async with self._readers.read() as work:
            return await work.webhooks.waiting(ref)

    async def settle(self, work: UnitOfWork, ids: Sequence[UUID], ref: ObjectRef) -> None:
        """Settle messages within the transaction that applies the object."""
        await work.webhooks.settle(ids, ref, self._clock.now())

    async def failed(self, ids: Sequence[UUID], failure: Exception) -> None:
        """Note that the object could not be fetched or applied."""
        if not ids:
            return
        async with self._units.begin() as work:
            await work.webhooks.note_failure(ids, f"{type(failure).__name__}: {failure}", self._clock.now())
