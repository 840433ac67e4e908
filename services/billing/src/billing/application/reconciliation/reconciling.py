"""The job that compares billing with its providers.

It requests every object that may have changed, and every subscription that has not ended, with a mark by which the
jobs that fetch them report what they changed; then it waits until all have been compared.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from billing.application.jobs import RECONCILING, reconciliation_job, sync_job
from billing.application.providers.registry import Providers
from billing.application.unit_of_work import Readers, Units
from billing.domain.payments.facts import ObjectRef
from billing.domain.reconciliation.errors import ReconciliationNotFound
from billing.domain.reconciliation.reconciliation import Difference, Reconciliation
from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run

BATCH: Final = 500
FIRST: Final = timedelta(days=29)
"""How far back the first reconciliation reads: Stripe keeps its events for 30 days."""
OVERLAP: Final = timedelta(hours=1)
LONGEST: Final = timedelta(hours=12)
"""How long objects are waited for that cannot be fetched."""
SHORTEST_PAUSE: Final = timedelta(seconds=1)
LONGEST_PAUSE: Final = timedelta(seconds=15)
KEPT: Final = timedelta(days=400)


class Reconcile:
    """Runs reconciliations, and shows them to administrators."""

    def __init__(self, units: Units, readers: Readers, providers: Providers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._providers = providers
        self._clock = clock

    async def request(self, user_id: UUID) -> Reconciliation:
        """Request a reconciliation; one that has not ended is returned instead."""
        job = reconciliation_job(self._clock.now())
        new = replace(await self._new(job.id), requested_by=user_id)
        async with self._units.begin() as work:
            await work.queue(job)
            active = await work.jobs.active(job.dedup_key)
            reconciliation = new if active is None else replace(new, id=active.id)
            await work.reconciliations.add(reconciliation)
            return await work.reconciliations.find(reconciliation.id) or reconciliation

    async def page(self, limit: int, offset: int) -> tuple[Sequence[Reconciliation], int]:
        """Return a page of reconciliations, the newest first, and their number."""
        async with self._readers.read() as work:
            return await work.reconciliations.page(limit, offset)

    async def one(
        self, reconciliation_id: UUID, limit: int, offset: int
    ) -> tuple[Reconciliation, Sequence[Difference], int]:
        """Return a reconciliation with a page of what it has found; raise ReconciliationNotFound."""
        async with self._readers.read() as work:
            reconciliation = await work.reconciliations.find(reconciliation_id)
            if reconciliation is None:
                raise ReconciliationNotFound(reconciliation_id)
            return reconciliation, *await work.reconciliations.differences(reconciliation_id, limit, offset)

    async def delete_expired(self) -> None:
        """Delete reconciliations that are kept no longer."""
        async with self._units.begin() as work:
            await work.reconciliations.delete_before(self._clock.now() - KEPT)

    async def __call__(self, run: Run[Job]) -> None:
        """Collect what is to be compared, then wait for it; raise ProviderFailed."""
        reconciliation = await self._begun(run.job.id)
        if reconciliation.progress == "collecting":
            for name in self._providers.names:
                await self._collect(name, reconciliation)
            async with self._units.begin() as work:
                await work.reconciliations.move(reconciliation.id, "comparing", self._clock.now())
        await self._wait(run, reconciliation.id)

    async def _begun(self, reconciliation_id: UUID) -> Reconciliation:
        """Return the reconciliation of a job; the one of a schedule is stored now."""
        new = await self._new(reconciliation_id)
        async with self._units.begin() as work:
            await work.reconciliations.add(new)
            return await work.reconciliations.find(reconciliation_id) or new

    async def _new(self, reconciliation_id: UUID) -> Reconciliation:
        now = self._clock.now()
        async with self._readers.read() as work:
            last = await work.reconciliations.last_started(now)
        return Reconciliation(
            id=reconciliation_id,
            progress="collecting",
            requested_by=None,
            since=now - FIRST if last is None else max(now - FIRST, last - OVERLAP),
            started_at=now,
            ended_at=None,
            objects=0,
            compared=0,
            differences=0,
        )

    async def _collect(self, name: str, reconciliation: Reconciliation) -> None:
        provider = self._providers.get(name)
        async with self._readers.read() as work:
            stored = await work.reconciliations.unfinished(provider.name)
        await self._add(reconciliation.id, stored)
        changed: dict[ObjectRef, None] = {}
        async for ref in provider.changed_since(reconciliation.since):
            changed[ref] = None
        await self._add(reconciliation.id, list(changed))

    async def _add(self, reconciliation_id: UUID, refs: Sequence[ObjectRef]) -> None:
        for start in range(0, len(refs), BATCH):
            now = self._clock.now()
            async with self._units.begin() as work:
                new = await work.reconciliations.add_objects(reconciliation_id, refs[start : start + BATCH])
                jobs = (sync_job(ref, now, priority=RECONCILING, reconciliation_id=reconciliation_id) for ref in new)
                await work.queue(*jobs)

    async def _wait(self, run: Run[Job], reconciliation_id: UUID) -> None:
        now = self._clock.now()
        async with self._units.begin() as work:
            reconciliation = await work.reconciliations.find(reconciliation_id)
            if reconciliation is None:
                return
            waiting = reconciliation.objects - reconciliation.compared
            if waiting and now - reconciliation.started_at < LONGEST:
                pause = min(LONGEST_PAUSE, SHORTEST_PAUSE * (1 + waiting // 100))
                await run.defer(work, now + pause, done=reconciliation.compared, total=reconciliation.objects)
                return
            await work.reconciliations.move(reconciliation_id, "done", now)
            await run.finish(work, total=reconciliation.objects)
