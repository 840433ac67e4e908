"""The change feed of TMDB: which of the imported titles have changed."""

import logging
from datetime import date, timedelta
from typing import Any, Final

from chassis.core.clock import Clock
from ingestion.application.job_service import queue, sync_job
from ingestion.application.ports.jobs import Wake
from ingestion.application.ports.providers import Providers, Tmdb
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.run import Run
from ingestion.domain.failures import WAITING, Cause, SourceFailed
from ingestion.domain.jobs import Priority
from ingestion.domain.lists.pages import ListPage, check_page
from ingestion.domain.titles.facts import KINDS, Kind

logger = logging.getLogger(__name__)


FEED_DAYS: Final = 14
"""TMDB keeps its change feed for so long."""


FEED_PAGE: Final = 100


PATIENT_TRIES: Final = 2
"""After so many failed tries of a job, it reads on behind a page that cannot be read."""


MOST_SKIPPED: Final = 3
"""Pages in a row that cannot be read; more are an illness of the feed."""


class ReadChanges:
    """Handles change-feed: refreshes known titles that TMDB says have changed since the saved cursor.

    A title that is gone is asked for too: that TMDB names it again may mean that it is back, or never was gone. A page
    that cannot be read holds back neither the other kind nor, in the job's last tries, the pages behind it: the cursor
    keeps it, and every later run tries it again while TMDB keeps its day.
    """

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock, wake: Wake) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock
        self._wake = wake

    async def __call__(self, run: Run) -> None:
        """Read the feed page by page; the cursor moves with each page, in the transaction that queues its jobs."""
        tmdb = self._providers.tmdb
        if tmdb is None:
            raise SourceFailed("tmdb", Cause.NOT_CONFIGURED, "no key is set")
        queued = 0
        degraded: list[str] = []
        failure: SourceFailed | None = None
        for kind in KINDS:
            walk = _Feed(tmdb, kind, patient=run.job.attempts < PATIENT_TRIES)
            try:
                queued += await self._read(run, walk)
            except SourceFailed as failed:
                failure = failure or failed
            degraded += [f"changes of {kind}s: page {page} of {day} is not readable yet" for day, page in walk.skipped]
        if failure is not None:
            raise failure
        async with self._units.begin() as work:
            await run.finish(work, total=queued, result={"degraded": degraded} if degraded else None)

    async def _read(self, run: Run, walk: "_Feed") -> int:
        async with self._units.read() as work:
            saved = await work.cursors.get(walk.name)
        today = self._clock.now().date()
        day, page = _place(saved, today)
        if saved and date.fromisoformat(saved["day"]) < day:
            logger.warning(
                "changes missed: the feed was not read while TMDB kept them",
                extra={"kind": walk.kind, "since": saved["day"], "until": day.isoformat()},
            )
        oldest = (today - timedelta(days=FEED_DAYS - 1)).isoformat()
        queued = 0
        walk.pending = [(str(on), int(number)) for on, number in (saved or {}).get("skipped", ()) if on >= oldest]
        while saved and walk.pending:
            queued += await self._queue(run, walk, dict(saved), await walk.fetch_again())
        while day <= today:
            read = await walk.fetch(day, page)
            last = read is not None and page >= read.total_pages
            following = {
                "day": (day if not last or day == today else day + timedelta(days=1)).isoformat(),
                "page": 1 if last else page + 1,
                "readOn": today.isoformat(),
            }
            queued += await self._queue(run, walk, following, read)
            if last and day == today:
                break
            day, page = _place(following, today)
        return queued

    async def _queue(self, run: Run, walk: "_Feed", following: dict[str, Any], page: ListPage | None) -> int:
        now = self._clock.now()
        items = page.items if page is not None else ()
        async with self._units.begin() as work:
            known = await work.titles.ever_imported([item.title for item in items])
            jobs = [
                sync_job(key, now, priority=Priority.REFRESH, parent=run.job.id, live=False, every_season=True)
                for key in sorted(known)
            ]
            added = await queue(work, jobs)
            await work.cursors.save(walk.name, {**following, "skipped": walk.skipped + walk.pending})
            await run.checkpoint(work, run.job.checkpoint, done=(run.job.done or 0) + len(items))
        self._wake()
        return sum(new for _, new in added)


def _place(saved: Any, today: date) -> tuple[date, int]:
    """Give where to read on: the saved day and page, a day back at first, never before what TMDB keeps.

    Pages that were read while their day went on have grown since: once it is over, it is begun again.
    """
    if not saved:
        return today - timedelta(days=1), 1
    day = date.fromisoformat(saved["day"])
    oldest = today - timedelta(days=FEED_DAYS - 1)
    if day < oldest:
        return oldest, 1
    read_on = date.fromisoformat(saved.get("readOn", saved["day"]))
    return day, int(saved["page"]) if day == today or read_on > day else 1


class _Feed:
    """The change feed of one kind, with the pages that could not be read."""

    def __init__(self, tmdb: Tmdb, kind: Kind, *, patient: bool) -> None:
        self.kind = kind
        self.name = f"tmdb.changes.{kind}"
        self.skipped: list[tuple[str, int]] = []
        self.pending: list[tuple[str, int]] = []
        """Pages that earlier runs have skipped and this one has still to try."""
        self._tmdb = tmdb
        self._patient = patient
        self._in_a_row = 0

    async def fetch(self, day: date, page: int) -> ListPage | None:
        """Return a page; None for one to be read another time. Raise SourceFailed while the job has tries left."""
        try:
            read = await self._page(day, page)
        except SourceFailed as failed:
            self._in_a_row += 1
            if self._patient or failed.cause in WAITING or self._in_a_row > MOST_SKIPPED:
                raise
            logger.warning("page of changes skipped", extra={"kind": self.kind, "day": str(day), "page": page})
            self.skipped.append((day.isoformat(), page))
            return None
        self._in_a_row = 0
        return read

    async def fetch_again(self) -> ListPage | None:
        """Return the next page that was skipped before; None when it still cannot be read."""
        day, page = self.pending[0]
        try:
            read = await self._page(date.fromisoformat(day), page)
        except SourceFailed as failed:
            if failed.cause in WAITING:
                raise
            self.skipped.append(self.pending.pop(0))
            return None
        self.pending.pop(0)
        return read

    async def _page(self, day: date, page: int) -> ListPage:
        read = await self._tmdb.changes(self.kind, day, day + timedelta(days=1), page)
        check_page("tmdb", page, read, page_size=FEED_PAGE)
        return read
