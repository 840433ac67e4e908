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
class FinishedImport:
    """An outcome to be stored with the end of its job; `expected_version` is null when the title is not stored."""

    run: Run
    key: TitleKey
    outcome: ImportOutcome
    now: datetime
    expected_version: int | None


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
            records = [(item.outcome.record, item.expected_version) for item in ordered]
            await work.titles.save_all([(record, version) for record, version in records if record is not None])
            await work.seasons.save([season for item in ordered for season in item.outcome.seasons])
            await work.publish(*(event for item in ordered for event in item.outcome.events))
            await _follow_up(work, [(item.key, item.outcome, item.now) for item in ordered])
            await finish_all(work, [item.run for item in ordered], max(item.now for item in ordered))
        return [None] * len(finished)


async def store(
    work: UnitOfWork, key: TitleKey, outcome: ImportOutcome, now: datetime, *, expected_version: int | None
) -> None:
    """Store, publish and queue; raise TitleConflict when the title is not at `expected_version` (null: not stored)."""
    if outcome.record is not None:
        await work.titles.save(outcome.record, expected_version)
    await work.seasons.save(outcome.seasons)
    await work.publish(*outcome.events)
    await _follow_up(work, [(key, outcome, now)])


async def _follow_up(work: UnitOfWork, outcomes: Sequence[tuple[TitleKey, ImportOutcome, datetime]]) -> None:
    jobs = [
        episode_job(key, now, priority=Priority.REFRESH, run_at=follow_up.run_at)
        for key, outcome, now in outcomes
        for follow_up in outcome.follow_ups
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
