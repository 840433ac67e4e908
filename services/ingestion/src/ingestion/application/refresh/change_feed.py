"""The change feed of TMDB: imported titles that have changed are refreshed."""

import logging
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from chassis.core.clock import Clock
from ingestion.application.job_factory import sync_job
from ingestion.application.ports.providers import Providers, Tmdb
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.refresh.feed_position import FeedPosition, skipped_pages
from ingestion.application.run import Run
from ingestion.domain.failures import WAITING, Cause, SourceFailed
from ingestion.domain.jobs import Priority
from ingestion.domain.lists.pages import ListPage, check_page
from ingestion.domain.titles.facts import KINDS, Kind
from jobs.ports import Wake
from jobs.queue import enqueue

logger = logging.getLogger(__name__)

FEED_PAGE: Final = 100
MOST_PAGES: Final = 1000
"""More pages than TMDB serves of any list: a feed that states more would never end."""
STRICT_ATTEMPTS: Final = 2
"""After so many failed attempts of a job, a page that cannot be read is skipped."""
MAX_SKIPPED: Final = 3
"""After more unreadable pages in a row than this, the feed itself is at fault."""


class ReadChanges:
    """Handles change-feed: refreshes imported titles that TMDB lists as changed since the saved cursor.

    A deleted title is refreshed too: that TMDB lists it may mean that it exists again. A page that cannot be read
    blocks neither the other kind nor, in the job's last attempts, the pages after it: the cursor keeps it, and every
    later run tries it again while TMDB keeps its day.
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
        first_failure: SourceFailed | None = None
        for kind in KINDS:
            feed = _Feed(tmdb, kind, strict=run.job.attempts < STRICT_ATTEMPTS)
            try:
                queued += await self._read(run, feed)
            except SourceFailed as failure:
                first_failure = first_failure or failure
            degraded += [f"changes of {kind}s: page {page} of {day} is not readable yet" for day, page in feed.skipped]
        if first_failure is not None:
            raise first_failure
        async with self._units.begin() as work:
            await run.finish(work, total=queued, result={"degraded": degraded} if degraded else None)

    async def _read(self, run: Run, feed: "_Feed") -> int:
        """Read the feed of one kind from its cursor to today; return the number of queued jobs."""
        async with self._units.read() as repositories:
            cursor = await repositories.cursors.get(feed.name)
        today = self._clock.now().date()
        position = FeedPosition.of(cursor, today)
        if cursor and date.fromisoformat(cursor["day"]) < position.day:
            logger.warning(
                "changes missed: the feed was not read while TMDB kept them",
                extra={"kind": feed.kind, "since": cursor["day"], "until": position.day.isoformat()},
            )
        queued = 0
        feed.pending = skipped_pages(cursor, today)
        while cursor and feed.pending:
            queued += await self._queue(run, feed, cursor, await feed.fetch_skipped())
        while position.day <= today:
            page = await feed.fetch(position)
            is_last_page = page is not None and position.page >= page.total_pages
            following = position.after(is_last_page=is_last_page, today=today)
            queued += await self._queue(run, feed, following, page)
            if is_last_page and position.day == today:
                break
            position = FeedPosition.of(following, today)
        return queued

    async def _queue(self, run: Run, feed: "_Feed", cursor: Mapping[str, Any], page: ListPage | None) -> int:
        now = self._clock.now()
        items = page.items if page is not None else ()
        async with self._units.begin() as work:
            imported = await work.titles.ever_imported([item.title for item in items])
            jobs = [
                sync_job(key, now, priority=Priority.REFRESH, parent=run.job.id, live=False, every_season=True)
                for key in sorted(imported)
            ]
            added = await enqueue(work, jobs)
            await work.cursors.save(feed.name, {**cursor, "skipped": feed.skipped + feed.pending})
            await run.checkpoint(work, run.job.checkpoint, done=(run.job.done or 0) + len(items))
        self._wake()
        return sum(new for _, new in added)


class _Feed:
    """The change feed of one kind, with the pages that could not be read."""

    def __init__(self, tmdb: Tmdb, kind: Kind, *, strict: bool) -> None:
        self.kind = kind
        self.name = f"tmdb.changes.{kind}"
        self.skipped: list[tuple[str, int]] = []
        self.pending: list[tuple[str, int]] = []
        """Pages that earlier runs have skipped and this run has still to try."""
        self._tmdb = tmdb
        self._strict = strict
        self._failures_in_a_row = 0

    async def fetch(self, position: FeedPosition) -> ListPage | None:
        """Return a page; null for one that is skipped. Raise SourceFailed while the job has strict attempts left."""
        try:
            page = await self._page(position.day, position.page)
        except SourceFailed as failure:
            self._failures_in_a_row += 1
            if self._strict or failure.cause in WAITING or self._failures_in_a_row > MAX_SKIPPED:
                raise
            logger.warning(
                "page of changes skipped",
                extra={"kind": self.kind, "day": position.day.isoformat(), "page": position.page},
            )
            self.skipped.append((position.day.isoformat(), position.page))
            return None
        self._failures_in_a_row = 0
        return page

    async def fetch_skipped(self) -> ListPage | None:
        """Return the next page that was skipped before; null when it still cannot be read."""
        day, number = self.pending[0]
        try:
            page = await self._page(date.fromisoformat(day), number)
        except SourceFailed as failure:
            if failure.cause in WAITING:
                raise
            self.skipped.append(self.pending.pop(0))
            return None
        self.pending.pop(0)
        return page

    async def _page(self, day: date, number: int) -> ListPage:
        page = await self._tmdb.changes(self.kind, day, day + timedelta(days=1), number)
        if page.total_pages > MOST_PAGES:
            raise SourceFailed("tmdb", Cause.TRUNCATED, f"{page.total_pages} pages of changes, more than {MOST_PAGES}")
        check_page("tmdb", number, page, page_size=FEED_PAGE)
        return page
