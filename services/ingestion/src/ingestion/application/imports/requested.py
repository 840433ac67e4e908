"""Titles that files of users name and that the catalog lacks: they are imported behind everything users wait for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chassis.core.clock import Clock
from ingestion.application.job_factory import new_job, sync_job
from ingestion.application.ports.providers import Providers
from ingestion.application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from ingestion.application.run import Run
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.titles.facts import Kind, TitleKey
from jobs.ports import Wake
from jobs.queue import enqueue

_KIND: Final = "kind"
_IMDB_ID: Final = "imdbId"
_IMDB: Final = re.compile(r"tt[0-9]{5,12}")


@dataclass(frozen=True, slots=True)
class TitleRequest:
    """A request for a title by TMDB's id, or by IMDb's."""

    kind: Kind
    tmdb_id: int | None = None
    imdb_id: str | None = None


class RequestTitles:
    """Queues the import of requested titles."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, requests: Sequence[TitleRequest]) -> None:
        """Queue an import for each title that is not imported; requests of one title are one job."""
        keys = {TitleKey(request.kind, request.tmdb_id) for request in requests if request.tmdb_id is not None}
        now = self._clock.now()
        missing = keys - await work.titles.imported(keys) if keys else keys
        jobs: list[Job] = [sync_job(title, now, priority=Priority.TRACKED, live=False) for title in sorted(missing)]
        imdb_ids = {
            (request.kind, request.imdb_id)
            for request in requests
            if request.tmdb_id is None and request.imdb_id is not None and _IMDB.fullmatch(request.imdb_id)
        }
        jobs += [
            new_job(
                JobKind.FIND_TITLE,
                now,
                dedup_key=f"find:{kind}:{imdb_id}",
                priority=Priority.TRACKED,
                payload={_KIND: kind, _IMDB_ID: imdb_id},
            )
            for kind, imdb_id in sorted(imdb_ids)
        ]
        if jobs:
            await enqueue(work, jobs)
            await work.flush()


class FindTitle:
    """The job that finds a title by its IMDb id."""

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock, wake: Wake) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock
        self._wake = wake

    async def __call__(self, run: Run) -> None:
        """Queue the import of the title that TMDB has for the id, if it has one; raise SourceFailed."""
        tmdb = self._providers.tmdb
        if tmdb is None:
            raise SourceFailed("tmdb", Cause.NOT_CONFIGURED, "no key is set")
        kind: Kind = "movie" if run.job.payload[_KIND] == "movie" else "show"
        title = await tmdb.successor(kind, run.job.payload[_IMDB_ID])
        async with self._units.begin() as work:
            if title is not None and not await work.titles.imported([title]):
                now = self._clock.now()
                await enqueue(work, [sync_job(title, now, priority=Priority.TRACKED, live=False)])
            await run.finish(work)
        self._wake()
