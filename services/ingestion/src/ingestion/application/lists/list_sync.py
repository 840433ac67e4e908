"""Lists: taken page by page, kept and published as a whole, their missing titles imported.

A page that was read is kept in the job's checkpoint, so a job that was interrupted goes on with the next one; one
that is resumed late reads the list again. A list is as old as its first page. In the job's last tries, a list that
cannot be read no longer holds back the others of the job.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from chassis.core.clock import Clock
from ingestion.application.job_service import queue, sync_job
from ingestion.application.ports.jobs import Wake
from ingestion.application.ports.providers import Providers, Tmdb
from ingestion.application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from ingestion.application.run import Run
from ingestion.domain.events import ListRefreshed, SignalsCollected
from ingestion.domain.failures import WAITING, Cause, SourceFailed
from ingestion.domain.jobs import JobKind, Priority
from ingestion.domain.lists.pages import Listed, ListPage, check_page, check_whole
from ingestion.domain.lists.ranking import RankedList, duplicates, rank
from ingestion.domain.titles.facts import KINDS, Kind, TitleKey
from ingestion.domain.titles.merging import next_version

logger = logging.getLogger(__name__)

MOST_PAGES: Final = 10
TRENDING_WATCHERS: Final = 250
FRESH: Final = timedelta(minutes=15)
"""Pages of an older list are not gone on from: what is told as taken now would be long past."""

PATIENT_TRIES: Final = 2
"""After so many failed tries of a job, its readable lists are taken without the others."""

FetchPage = Callable[[int], Awaitable[ListPage]]


@dataclass(frozen=True, slots=True)
class Walk:
    """One list to be read."""

    list_id: str
    kind: Kind
    region: str
    fetch: FetchPage
    pages: int


@dataclass(frozen=True, slots=True)
class Begun:
    """What has been read of a list, and when its first page was."""

    read_at: datetime
    pages: tuple[ListPage, ...] = ()


class SyncLists:
    """Handles trending, now-playing, now-playing-flags, new-releases and new-on-digital."""

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock, wake: Wake, *, region: str) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock
        self._wake = wake
        self._region = region

    async def __call__(self, run: Run) -> None:
        """Refresh the job's lists; raise SourceFailed, also for a broken list (TRUNCATED)."""
        if run.job.payload.get("page"):
            await self._take_page(run, int(run.job.payload["page"]))
            return
        read, failure = await self._read_all(run)
        taken = [_ranked(walk, begun) for walk, begun in read]
        pages = [page for _, begun in read for page in begun.pages]
        watchers = await self._watchers(run)
        async with self._units.begin() as work:
            for ranked in taken:
                await self._keep(work, ranked, run)
            await work.publish(*self._signals(pages, watchers))
            if failure is None:
                degraded = [f"{ranked.list_id}: {problem}" for ranked in taken for problem in ranked.degraded]
                total = sum(len(ranked.items) for ranked in taken)
                await run.finish(work, total=total, result={"degraded": degraded} if degraded else None)
        self._wake()
        if failure is not None:
            raise failure

    async def _read_all(self, run: Run) -> tuple[list[tuple[Walk, Begun]], SourceFailed | None]:
        """Read the job's lists; raise the first failure while the job has tries left, return it in the last ones."""
        read: list[tuple[Walk, Begun]] = []
        first: SourceFailed | None = None
        for walk in self._walks(run):
            try:
                read.append((walk, await self._read(run, walk)))
            except SourceFailed as failed:
                if failed.cause in WAITING or run.job.attempts < PATIENT_TRIES:
                    raise
                first = first or failed
        if first is not None and not read:
            raise first
        return read, first

    async def _take_page(self, run: Run, number: int) -> None:
        """Import the missing titles of one page of each list; the lists stay as they are."""
        pages = [await walk.fetch(number) for walk in self._walks(run)]
        keys = [item.title for page in pages for item in page.items]
        async with self._units.begin() as work:
            await self._import_missing(work, keys, run)
            await work.publish(*self._signals(pages, {}))
            await run.finish(work, total=len(keys))
        self._wake()

    def _walks(self, run: Run) -> list[Walk]:
        tmdb = self._providers.tmdb
        if tmdb is None:
            raise SourceFailed("tmdb", Cause.NOT_CONFIGURED, "no key is set")
        payload = run.job.payload
        region = str(payload.get("region") or self._region)
        if run.job.kind is JobKind.TRENDING:
            wanted = [payload["type"]] if payload.get("type") else KINDS
            return [_trending(tmdb, kind, int(payload.get("pages", 5))) for kind in KINDS if kind in wanted]
        if run.job.kind in (JobKind.NOW_PLAYING, JobKind.NOW_PLAYING_FLAGS):
            return [
                Walk(
                    f"now-playing.movie.{region}",
                    "movie",
                    region,
                    lambda page: tmdb.now_playing(region, page),
                    MOST_PAGES,
                )
            ]
        return [self._released(tmdb, run.job.kind, region, payload)]

    def _released(self, tmdb: Tmdb, kind: JobKind, region: str, payload: Mapping[str, Any]) -> Walk:
        digital = kind is JobKind.NEW_ON_DIGITAL
        today = self._clock.now().date()
        since = today - timedelta(days=int(payload.get("daysBack") or (14 if digital else 30)))
        name = "new-on-digital" if digital else "new-releases"
        return Walk(
            f"{name}.movie.{region}",
            "movie",
            region,
            lambda page: tmdb.released(region, since, today, digital=digital, page=page),
            MOST_PAGES,
        )

    async def _read(self, run: Run, walk: Walk) -> Begun:
        """Read the list's pages, fresh ones of the checkpoint excepted; a broken list is read again from its start."""
        read = _kept(run.job.checkpoint, walk)
        if self._clock.now() - read.read_at > FRESH:
            read = Begun(self._clock.now())
        while len(read.pages) < _last(walk, read.pages):
            number = len(read.pages) + 1
            page = await walk.fetch(number)
            check_page("tmdb", number, page)
            read = Begun(read.read_at if read.pages else self._clock.now(), (*read.pages, page))
            try:
                check_whole("tmdb", read.pages)
            except SourceFailed:
                await self._save(run, walk, replace(read, pages=()))
                raise
            await self._save(run, walk, read)
        return read

    async def _save(self, run: Run, walk: Walk, read: Begun) -> None:
        lists = {**run.job.checkpoint.get("lists", {}), walk.list_id: _packed(read)}
        done = sum(len(each["pages"]) for each in lists.values())
        async with self._units.begin() as work:
            await run.checkpoint(work, {"lists": lists}, done=done)

    async def _keep(self, work: UnitOfWork, ranked: RankedList, run: Run) -> None:
        version = next_version(await work.lists.version(ranked.list_id), ranked.taken_at)
        await work.lists.save(ranked, version)
        await work.publish(ListRefreshed(ranked, version))
        if ranked.degraded:
            logger.warning(
                "list taken degraded", extra={"list": ranked.list_id, "problems": "; ".join(ranked.degraded)}
            )
        if run.job.kind is not JobKind.NOW_PLAYING_FLAGS:
            await self._import_missing(work, [item.title for item in ranked.items], run)

    async def _import_missing(self, work: UnitOfWork, keys: Sequence[TitleKey], run: Run) -> None:
        known = set() if run.job.payload.get("force") else await work.titles.imported(keys)
        now = self._clock.now()
        await queue(
            work,
            [
                sync_job(key, now, priority=Priority.REFRESH, parent=run.job.id, live=False)
                for key in keys
                if key not in known
            ],
        )

    async def _watchers(self, run: Run) -> dict[TitleKey, int]:
        """Ask Trakt who watches what now, where the job wants it; a failure costs the numbers, not the list."""
        trakt = self._providers.trakt
        if trakt is None or not run.job.payload.get("syncStats"):
            return {}
        found: dict[TitleKey, int] = {}
        for kind in KINDS:
            try:
                found.update(await trakt.trending(kind, TRENDING_WATCHERS))
            except SourceFailed:
                continue
        return found

    def _signals(self, pages: Sequence[ListPage], watchers: Mapping[TitleKey, int]) -> list[SignalsCollected]:
        popularity = {item.title: item.popularity for page in pages for item in page.items}
        now = self._clock.now()
        signals = [
            SignalsCollected(
                title=title,
                observed_at=now,
                day=now.date(),
                live_watchers=watchers.get(title),
                popularity=popularity.get(title),
            )
            for title in popularity
        ]
        return [each for each in signals if not each.empty]


def _trending(tmdb: Tmdb, kind: Kind, pages: int) -> Walk:
    return Walk(f"trending.{kind}.day", kind, "global", lambda page: tmdb.trending(kind, page), pages)


def _last(walk: Walk, pages: Sequence[ListPage]) -> int:
    return min(walk.pages, max(page.total_pages for page in pages)) if pages else 1


def _ranked(walk: Walk, read: Begun) -> RankedList:
    items = [item for page in read.pages for item in page.items]
    problems = [
        *(problem for page in read.pages for problem in check_page("tmdb", page.number, page)),
        *check_whole("tmdb", read.pages),
        *duplicates(items),
    ]
    return RankedList(walk.list_id, walk.kind, walk.region, read.read_at, rank(items), tuple(problems))


def _packed(read: Begun) -> dict[str, Any]:
    return {
        "readAt": read.read_at.isoformat(),
        "pages": [
            {
                "number": page.number,
                "items": [[item.title.tmdb_id, item.popularity] for item in page.items],
                "received": page.received,
                "totalPages": page.total_pages,
                "totalResults": page.total_results,
            }
            for page in read.pages
        ],
    }


def _kept(checkpoint: Mapping[str, Any], walk: Walk) -> Begun:
    """Give what a job has kept of a list: long past, when it has kept nothing."""
    saved = checkpoint.get("lists", {}).get(walk.list_id)
    if saved is None:
        return Begun(datetime.min.replace(tzinfo=UTC))
    pages = (
        ListPage(
            page["number"],
            tuple(Listed(TitleKey(walk.kind, tmdb_id), popularity) for tmdb_id, popularity in page["items"]),
            page["received"],
            page["totalPages"],
            page["totalResults"],
        )
        for page in saved["pages"]
    )
    return Begun(datetime.fromisoformat(saved["readAt"]), tuple(pages))
