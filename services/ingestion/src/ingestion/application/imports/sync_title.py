"""Import of one title at an administrator's request: a title that is fresh is returned, any other is queued."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chassis.core.clock import Clock
from ingestion.application.job_factory import sync_job
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.domain.jobs import Job, Priority
from ingestion.domain.titles.facts import TitleKey
from jobs.ports import Wake
from jobs.queue import enqueue


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """The job that imports a title, or null when the title is fresh; `imported` is whether the catalog shows it."""

    title: TitleKey
    imported: bool
    job: Job | None = None
    new: bool = False


class SyncTitle:
    """Handles the request to import or refresh one title."""

    def __init__(self, units: UnitsOfWork, clock: Clock, wake: Wake, fresh: timedelta) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake
        self._fresh = fresh

    async def __call__(self, title: TitleKey, *, user: UUID, force: bool = False) -> SyncOutcome:
        """Queue the import of a title, or join the active one; a fresh title needs none unless `force` is set."""
        now = self._clock.now()
        requested = sync_job(title, now, priority=Priority.USER, requested_by=user, force=force)
        async with self._units.begin() as work:
            record = await work.titles.get(title)
            imported = record is not None and record.deleted_at is None
            if record is not None and imported and not force and now - record.imported_at < self._fresh:
                return SyncOutcome(title, imported)
            [(job, new)] = await enqueue(work, [requested])
        self._wake()
        return SyncOutcome(title, imported, job, new)
