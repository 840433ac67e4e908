"""Stores the outcome of an import, publishes its events and queues its follow-ups, in the caller's transaction."""

from datetime import datetime

from ingestion.application.job_factory import new_job
from ingestion.application.ports.unit_of_work import UnitOfWork
from ingestion.application.titles.import_outcome import ImportOutcome
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.titles.facts import TitleKey
from jobs.queue import enqueue


async def store(
    work: UnitOfWork, key: TitleKey, outcome: ImportOutcome, now: datetime, *, expected_version: int | None
) -> None:
    """Store, publish and queue; raise TitleConflict when the title is not at `expected_version` (null: not stored)."""
    if outcome.record is not None:
        await work.titles.save(outcome.record, expected_version)
    await work.seasons.save(outcome.seasons)
    await work.publish(*outcome.events)
    if outcome.follow_ups:
        await enqueue(
            work,
            [
                episode_job(key, now, priority=Priority.REFRESH, run_at=follow_up.run_at)
                for follow_up in outcome.follow_ups
            ],
        )


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
