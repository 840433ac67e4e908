"""Titles that files of users name and that the catalog lacks: they are imported behind everything users wait for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from chassis.core.clock import Clock
from ingestion.application.job_factory import new_job, sync_job
from ingestion.application.ports.providers import ListedTitle, Providers, Tmdb
from ingestion.application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from ingestion.application.run import Run
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.titles.facts import Kind, TitleKey
from ingestion.domain.titles.names import folded
from jobs.ports import Wake
from jobs.queue import enqueue

_KIND: Final = "kind"
_IMDB_ID: Final = "imdbId"
_TVDB_ID: Final = "tvdbId"
_TITLE: Final = "title"
_YEAR: Final = "year"
_IMDB: Final = re.compile(r"tt[0-9]{5,12}")
_LONGEST_TITLE: Final = 200
_UNSEARCHABLE: Final = re.compile("[\x00-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TitleRequest:
    """A request for a title by an id of TMDB, IMDb or TVDB, or by its name and year."""

    kind: Kind
    tmdb_id: int | None = None
    imdb_id: str | None = None
    tvdb_id: int | None = None
    title: str | None = None
    year: int | None = None

    @property
    def clues(self) -> Mapping[str, Any]:
        """By what the title is found, empty when it cannot be: ids that are none and names without a year are not."""
        if self.imdb_id is not None:
            return {_IMDB_ID: self.imdb_id} if _IMDB.fullmatch(self.imdb_id) else {}
        clues: dict[str, Any] = {} if self.tvdb_id is None else {_TVDB_ID: self.tvdb_id}
        title = _UNSEARCHABLE.sub(" ", self.title or "").strip()[:_LONGEST_TITLE]
        if folded(title) and self.year is not None:
            clues |= {_TITLE: title, _YEAR: self.year}
        return clues


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
        findable = {
            _dedup_key(request.kind, request.clues): request
            for request in requests
            if request.tmdb_id is None and request.clues
        }
        jobs += [
            new_job(
                JobKind.FIND_TITLE,
                now,
                dedup_key=key,
                priority=Priority.TRACKED,
                payload={_KIND: request.kind, **request.clues},
            )
            for key, request in sorted(findable.items())
        ]
        if jobs:
            await enqueue(work, jobs)
            await work.flush()


class FindTitle:
    """The job that finds a title by an id of IMDb or TVDB, or by its name and year."""

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock, wake: Wake) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock
        self._wake = wake

    async def __call__(self, run: Run) -> None:
        """Queue the import of the title that TMDB has, if it has one; raise SourceFailed."""
        tmdb = self._providers.tmdb
        if tmdb is None:
            raise SourceFailed("tmdb", Cause.NOT_CONFIGURED, "no key is set")
        title = await _found(tmdb, run.job.payload)
        async with self._units.begin() as work:
            if title is not None and not await work.titles.imported([title]):
                now = self._clock.now()
                await enqueue(work, [sync_job(title, now, priority=Priority.TRACKED, live=False)])
            await run.finish(work)
        self._wake()


async def _found(tmdb: Tmdb, clues: Mapping[str, Any]) -> TitleKey | None:
    kind: Kind = "movie" if clues[_KIND] == "movie" else "show"
    if _IMDB_ID in clues:
        return await tmdb.successor(kind, clues[_IMDB_ID])
    if _TVDB_ID in clues:
        title = await tmdb.by_tvdb(kind, clues[_TVDB_ID])
        if title is not None:
            return title
    if _TITLE not in clues:
        return None
    return the_one(await tmdb.search(clues[_TITLE], None), kind, clues[_TITLE], clues[_YEAR])


def the_one(
    titles: Sequence[ListedTitle], kind: Kind, name: str, year: int, distances: Sequence[int] = (0, 1)
) -> TitleKey | None:
    """Return the only title of a kind with exactly this name and year, null when there is none or several.

    Names are folded. The year before or after counts where no title has the year itself: sources differ in it.
    """
    folded_name = folded(name)
    named = [
        title
        for title in titles
        if title.key.kind == kind
        and title.year is not None
        and folded_name in {folded(title.title), folded(title.original_title or "")}
    ]
    for distance in distances:
        keys = {title.key for title in named if title.year is not None and abs(title.year - year) == distance}
        if keys:
            return keys.pop() if len(keys) == 1 else None
    return None


def _dedup_key(kind: Kind, clues: Mapping[str, Any]) -> str:
    if _IMDB_ID in clues:
        return f"find:{kind}:{clues[_IMDB_ID]}"
    if _TVDB_ID in clues:
        return f"find:{kind}:tvdb:{clues[_TVDB_ID]}"
    name = sha256(folded(clues[_TITLE]).encode()).hexdigest()[:32]
    return f"find:{kind}:name:{name}:{clues[_YEAR]}"
