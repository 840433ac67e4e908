"""Lists: taken page by page, kept and told as a whole, their missing titles imported.

A page that was read is kept in the job's checkpoint, so a job that was interrupted goes on with the next one; one
that is resumed late reads the list anew. A list is as old as its first page.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ingestion.application.ports import Clock, OpenUnit, Providers, Tmdb, UnitOfWork, Wake
from ingestion.application.queueing import queue, sync_job
from ingestion.application.run import Run
from ingestion.domain.events import ListRefreshed, SignalsCollected
from ingestion.domain.facts import KINDS, Kind, TitleKey
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import JobKind, Priority
from ingestion.domain.lists import Listed, ListPage, RankedList, check_page, check_whole, rank
from ingestion.domain.merging import next_version

MOST_PAGES: Final = 10
TRENDING_WATCHERS: Final = 250
FRESH: Final = timedelta(minutes=15)
"""Pages of an older list are not gone on from: what is told as taken now would be long past."""

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


class TakeLists:
    """Handles trending, now-playing, now-playing-flags, new-releases and new-on-digital."""

    def __init__(self, providers: Providers, open_unit: OpenUnit, clock: Clock, wake: Wake, *, region: str) -> None:
        self._providers = providers
        self._open = open_unit
        self._clock = clock
        self._wake = wake
        self._region = region

    async def __call__(self, run: Run) -> None:
        """Take the job's lists; raises SourceFailed, also when a page is missing (TRUNCATED)."""
        walks = self._walks(run)
        taken: list[RankedList] = []
        pages: list[ListPage] = []
        for walk in walks:
            read = await self._read(run, walk)
            pages += read.pages
            items = rank(item for page in read.pages for item in page.items)
            taken.append(RankedList(walk.list_id, walk.kind, walk.region, read.read_at, items))
        watchers = await self._watchers(run)
        async with self._open() as unit:
            for ranked in taken:
                await self._keep(unit, ranked, run)
            await unit.publish(*self._signals(pages, watchers))
            await run.finish(unit, total=sum(len(ranked.items) for ranked in taken))
            await unit.commit()
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
        today = self._clock().date()
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
        """Read the list's pages, fresh ones of the checkpoint excepted; a list that changed meanwhile is read anew."""
        read = _kept(run.job.checkpoint, walk)
        if self._clock() - read.read_at > FRESH:
            read = Begun(self._clock())
        while len(read.pages) < _last(walk, read.pages):
            number = len(read.pages) + 1
            page = await walk.fetch(number)
            check_page("tmdb", number, page)
            read = Begun(read.read_at if read.pages else self._clock(), (*read.pages, page))
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
        async with self._open() as unit:
            await run.checkpoint(unit, {"lists": lists}, done=done)
            await unit.commit()

    async def _keep(self, unit: UnitOfWork, ranked: RankedList, run: Run) -> None:
        version = next_version(await unit.lists.version(ranked.list_id), ranked.taken_at)
        await unit.lists.save(ranked, version)
        await unit.publish(ListRefreshed(ranked, version))
        if run.job.kind is JobKind.NOW_PLAYING_FLAGS:
            return
        keys = [item.title for item in ranked.items]
        known = set() if run.job.payload.get("force") else await unit.titles.known(keys)
        now = self._clock()
        await queue(
            unit,
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
        now = self._clock()
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
    return min(walk.pages, pages[0].total_pages) if pages else 1


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
