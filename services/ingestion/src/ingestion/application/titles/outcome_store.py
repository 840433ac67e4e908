"""Stores the outcomes of imports, publishes their events and queues their follow-ups, in the caller's transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ingestion.application.batches import Batches
from ingestion.application.job_factory import new_job
from ingestion.application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from ingestion.application.run import Run
from ingestion.application.titles.import_outcome import ImportOutcome
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.titles.facts import TitleKey
from jobs.queue import enqueue
from jobs.run import finish_all

GATHER_SECONDS: Final = 0.03
"""How long an outcome waits for those of other imports under way, so that one transaction stores several."""


@dataclass(frozen=True, slots=True)
class UnstoredOutcome:
    """An outcome to be stored; `expected_version` is null when the title is not stored."""

    key: TitleKey
    outcome: ImportOutcome
    now: datetime
    expected_version: int | None


@dataclass(frozen=True, slots=True)
class FinishedImport(UnstoredOutcome):
    """An outcome to be stored with the end of its job."""

    run: Run


class OutcomeStore:
    """Stores outcomes together with the ends of their jobs; imports that end at the same time share a transaction."""

    def __init__(self, units: UnitsOfWork, is_outage: Callable[[BaseException], bool]) -> None:
        self._units = units
        self._batches: Batches[FinishedImport, None] = Batches(self._save, is_outage, wait=GATHER_SECONDS)
        self.expecting_one = self._batches.expecting_one

    async def __call__(self, finished: FinishedImport) -> None:
        """Store an outcome and end its job. Raise TitleConflict, LeaseLost."""
        await self._batches(finished)

    async def _save(self, finished: Sequence[FinishedImport]) -> Sequence[None]:
        # In key order, so that two transactions that store the same titles cannot deadlock.
        ordered = sorted(finished, key=lambda item: item.key)
        async with self._units.begin() as work:
            await store(work, ordered)
            await finish_all(work, [item.run for item in ordered], max(item.now for item in ordered))
        return [None] * len(finished)


async def store(work: UnitOfWork, outcomes: Sequence[UnstoredOutcome]) -> None:
    """Store, publish and queue; raise TitleConflict when a title is not at its expected version."""
    await work.titles.save_all(
        [(item.outcome.record, item.expected_version) for item in outcomes if item.outcome.record is not None]
    )
    await work.seasons.save([season for item in outcomes for season in item.outcome.seasons])
    await work.publish(*(event for item in outcomes for event in item.outcome.events))
    jobs = [
        episode_job(item.key, item.now, priority=Priority.REFRESH, run_at=follow_up.run_at)
        for item in outcomes
        for follow_up in item.outcome.follow_ups
    ]
    if jobs:
        await enqueue(work, jobs)


def episode_job(show: TitleKey, now: datetime, *, priority: Priority, run_at: datetime | None = None) -> Job:
    """Return the job that syncs the air times and the seasons of a show; one at a time per show."""
    return new_job(
        JobKind.EPISODE_SYNC,
        now,
        dedup_key=f"episodes:{show}",
        priority=priority,
        title=show,
        run_at=run_at,
    )
