"""Refresh of imported titles: the rules, on the ports in memory."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import uuid4

import pytest
from services.ingestion.tests.unit.conftest import NOW, World

from ingestion.application.refresh.change_feed import MOST_PAGES, ReadChanges
from ingestion.application.refresh.feed_position import FeedPosition
from ingestion.application.refresh.refresh_titles import RefreshTitles
from ingestion.application.sources import SourceReport
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import JobKind, Priority
from ingestion.domain.lists.pages import Listed, ListPage
from ingestion.domain.provider_health import ProviderState
from ingestion.domain.titles.facts import SOURCES, Facts, Source, TitleKey
from ingestion.domain.titles.merging import MergedTitle
from ingestion.domain.titles.observations import Observation, Outcome
from ingestion.domain.titles.records import TitleRecord

pytestmark = pytest.mark.unit

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


def _record(key: TitleKey, *, status: str = "Returning Series", omdb: Outcome = "ok") -> TitleRecord:
    at = NOW - timedelta(hours=1)
    observations: dict[Source, Observation] = {"omdb": Observation("omdb", omdb, at, fetched_at=at)}
    merged = MergedTitle(Facts(title="T", status=status), {})
    return TitleRecord(key=key, version=1, observations=observations, merged=merged, imported_at=at)


def _store(world: World, *records: TitleRecord) -> None:
    world.units.stored.titles.update({record.key: record for record in records})


def _report(source: Source, *, left: int = 100) -> SourceReport:
    state = ProviderState(source=source)
    return SourceReport(state=state, provides=(), configured=True, limit=100, window_seconds=60, left=left)


def _refresh(world: World, left: int = 100) -> RefreshTitles:
    async def read_states() -> Mapping[Source, SourceReport]:
        return {source: _report(source, left=left) for source in SOURCES}

    return RefreshTitles(world.providers, world.units, world.clock, world.wake, read_states)


async def test_running_shows_with_followers_are_refreshed(world: World) -> None:
    running, ended, unfollowed = (TitleKey("show", number) for number in (1, 2, 3))
    _store(world, _record(running), _record(ended, status="Ended"), _record(unfollowed))
    async with world.units.begin() as work:
        for key in (running, ended):
            await work.interests.save(uuid4(), key, version=1, follows=True)
    run = await world.run(_refresh(world).tracked_shows, JobKind.TRACKED_SHOWS)
    [job] = world.jobs(JobKind.SYNC_SHOW)
    assert (job.title, job.priority, job.parent) == (running, Priority.TRACKED, run.job.id)


async def test_titles_without_the_facts_of_an_optional_provider_are_imported_again(world: World) -> None:
    failed, complete = TitleKey("movie", 1), TitleKey("movie", 2)
    _store(world, _record(failed, omdb="failed"), _record(complete))
    await world.run(_refresh(world).retry_missing, JobKind.RETRY_MISSING)
    assert [job.title for job in world.jobs(JobKind.SYNC_MOVIE)] == [failed]


async def test_missing_facts_are_not_retried_while_only_the_reserve_of_the_budget_is_left(world: World) -> None:
    _store(world, _record(TitleKey("movie", 1), omdb="failed"))
    await world.run(_refresh(world, left=20).retry_missing, JobKind.RETRY_MISSING)
    assert world.jobs(JobKind.SYNC_MOVIE) == []


def _changes(*numbers: int, page: int = 1, pages: int = 1) -> ListPage:
    items = tuple(Listed(TitleKey("movie", number)) for number in numbers)
    total = len(items) if pages == 1 else 100 * (pages - 1) + 1
    return ListPage(page, items, len(items) if pages == 1 else 100, pages, total)


async def test_imported_titles_in_the_change_feed_are_refreshed(world: World) -> None:
    _store(world, _record(TitleKey("movie", 1)))
    world.tmdb.feed["movie", YESTERDAY, 1] = _changes(1, 2)
    changes = ReadChanges(world.providers, world.units, world.clock, world.wake)
    await world.run(changes, JobKind.CHANGE_FEED)
    assert [job.title for job in world.jobs(JobKind.SYNC_MOVIE)] == [TitleKey("movie", 1)]
    assert world.units.stored.cursors["tmdb.changes.movie"] == {
        "day": TODAY.isoformat(),
        "page": 1,
        "readOn": TODAY.isoformat(),
        "skipped": [],
    }


async def test_change_feed_without_an_end_is_rejected_at_its_first_page(world: World) -> None:
    """Its pages are full and its totals add up, so that nothing else would end the run."""
    world.tmdb.feed["movie", YESTERDAY, 1] = _changes(1, pages=MOST_PAGES + 1)
    changes = ReadChanges(world.providers, world.units, world.clock, world.wake)
    with pytest.raises(SourceFailed, match="1001 pages") as failure:
        await world.run(changes, JobKind.CHANGE_FEED)
    assert failure.value.cause is Cause.TRUNCATED


async def test_unreadable_page_is_kept_for_later_runs_in_the_last_attempts(world: World) -> None:
    world.tmdb.feed["movie", YESTERDAY, 1] = SourceFailed("tmdb", Cause.WRONG_JSON, "not JSON")
    changes = ReadChanges(world.providers, world.units, world.clock, world.wake)
    with pytest.raises(SourceFailed):
        await world.run(changes, JobKind.CHANGE_FEED)
    assert "tmdb.changes.movie" not in world.units.stored.cursors
    assert "tmdb.changes.show" in world.units.stored.cursors
    [job] = world.jobs(JobKind.CHANGE_FEED)
    run = await world.resume(changes, job, attempts=2)
    assert run.job.result == {"degraded": [f"changes of movies: page 1 of {YESTERDAY} is not readable yet"]}
    assert world.units.stored.cursors["tmdb.changes.movie"]["skipped"] == [(YESTERDAY.isoformat(), 1)]
    world.tmdb.feed["movie", YESTERDAY, 1] = _changes(1)
    await world.run(changes, JobKind.CHANGE_FEED)
    assert world.units.stored.cursors["tmdb.changes.movie"]["skipped"] == []


@pytest.mark.parametrize(
    ("cursor", "position"),
    [
        (None, FeedPosition(YESTERDAY, 1)),
        ({"day": "2026-11-21", "page": 4, "readOn": "2026-11-21"}, FeedPosition(TODAY, 4)),
        ({"day": "2026-11-20", "page": 4, "readOn": "2026-11-20"}, FeedPosition(YESTERDAY, 1)),
        ({"day": "2026-11-20", "page": 4, "readOn": "2026-11-21"}, FeedPosition(YESTERDAY, 4)),
        ({"day": "2026-10-01", "page": 4, "readOn": "2026-10-01"}, FeedPosition(date(2026, 11, 8), 1)),
    ],
)
def test_feed_continues_where_it_was_read_to(cursor: Mapping[str, object] | None, position: FeedPosition) -> None:
    assert FeedPosition.of(cursor, TODAY) == position
