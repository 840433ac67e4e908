"""Sync of lists: the rules, on the ports in memory."""

from datetime import timedelta

import pytest
from services.ingestion.tests.unit.conftest import NOW, World

from ingestion.application.lists.list_sync import SyncLists
from ingestion.domain.events import ListRefreshed, SignalsCollected
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import JobKind
from ingestion.domain.lists.pages import Listed, ListPage
from ingestion.domain.titles.facts import TitleKey

pytestmark = pytest.mark.unit

LIST = "trending.movie.day"
BROKEN = SourceFailed("tmdb", Cause.WRONG_JSON, "not JSON")


def _page(number: int, first: int, *, pages: int = 2, kind: str = "movie") -> ListPage:
    items = tuple(
        Listed(TitleKey("movie" if kind == "movie" else "show", n), float(n)) for n in range(first, first + 20)
    )
    return ListPage(number, items, 20, pages, 20 * pages)


@pytest.fixture
def trending(world: World) -> World:
    world.tmdb.pages = {
        ("trending.movie", 1): _page(1, 1),
        ("trending.movie", 2): _page(2, 21),
        ("trending.show", 1): _page(1, 1, pages=1, kind="show"),
    }
    return world


def _sync(world: World) -> SyncLists:
    return SyncLists(world.providers, world.units, world.clock, world.wake, region="US")


async def test_list_is_stored_and_published_as_a_whole_and_its_missing_titles_are_imported(trending: World) -> None:
    run = await trending.run(_sync(trending), JobKind.TRENDING, type="movie")
    ranked, version = trending.units.stored.lists[LIST]
    assert [item.rank for item in ranked.items] == list(range(1, 41))
    assert [(event.ranked, event.version) for event in trending.events(ListRefreshed)] == [(ranked, version)]
    assert len(trending.jobs(JobKind.SYNC_MOVIE)) == 40
    assert trending.wakes == 1
    assert run.finished
    assert (run.job.done, run.job.total) == (40, 40)


async def test_both_kinds_are_read_by_default(trending: World) -> None:
    await trending.run(_sync(trending), JobKind.TRENDING)
    assert trending.units.stored.lists.keys() == {LIST, "trending.show.day"}


async def test_watchers_of_trakt_are_published_with_the_list(trending: World) -> None:
    trending.trakt.trending_watchers["movie"] = ((TitleKey("movie", 1), 37),)
    await trending.run(_sync(trending), JobKind.TRENDING, type="movie", syncStats=True)
    watchers = {signals.title.tmdb_id: signals.live_watchers for signals in trending.events(SignalsCollected)}
    assert (watchers[1], watchers[2]) == (37, None)


async def test_list_with_a_missing_page_is_not_stored(trending: World) -> None:
    trending.tmdb.pages["trending.movie", 2] = BROKEN
    with pytest.raises(SourceFailed, match="not JSON"):
        await trending.run(_sync(trending), JobKind.TRENDING)
    assert trending.units.stored.lists == {}


async def test_resumed_job_continues_with_the_next_page(trending: World) -> None:
    trending.tmdb.pages["trending.movie", 2] = BROKEN
    with pytest.raises(SourceFailed):
        await trending.run(_sync(trending), JobKind.TRENDING, type="movie")
    [job] = trending.jobs(JobKind.TRENDING)
    trending.tmdb.pages["trending.movie", 2] = _page(2, 21)
    trending.clock.instant = NOW + timedelta(minutes=10)
    await trending.resume(_sync(trending), job)
    assert [call for call in trending.tmdb.calls if call[0] == "trending.movie"] == [
        ("trending.movie", 1),
        ("trending.movie", 2),
        ("trending.movie", 2),
    ]
    assert trending.units.stored.lists[LIST][0].taken_at == NOW


async def test_job_that_is_resumed_late_reads_the_list_again(trending: World) -> None:
    trending.tmdb.pages["trending.movie", 2] = BROKEN
    with pytest.raises(SourceFailed):
        await trending.run(_sync(trending), JobKind.TRENDING, type="movie")
    [job] = trending.jobs(JobKind.TRENDING)
    trending.tmdb.pages["trending.movie", 2] = _page(2, 21)
    trending.clock.instant = NOW + timedelta(minutes=20)
    await trending.resume(_sync(trending), job)
    assert trending.units.stored.lists[LIST][0].taken_at == trending.clock.now()


async def test_readable_lists_are_stored_without_the_broken_one_in_the_last_attempts(trending: World) -> None:
    trending.tmdb.pages["trending.movie", 2] = BROKEN
    with pytest.raises(SourceFailed):
        await trending.run(_sync(trending), JobKind.TRENDING)
    [job] = trending.jobs(JobKind.TRENDING)
    with pytest.raises(SourceFailed, match="not JSON"):
        await trending.resume(_sync(trending), job, attempts=2)
    assert trending.units.stored.lists.keys() == {"trending.show.day"}


async def test_one_page_is_imported_and_the_lists_stay(trending: World) -> None:
    await trending.run(_sync(trending), JobKind.TRENDING, type="movie", page=2)
    assert trending.units.stored.lists == {}
    assert {job.title.tmdb_id for job in trending.jobs(JobKind.SYNC_MOVIE) if job.title} == set(range(21, 41))


async def test_flags_import_nothing(world: World) -> None:
    world.tmdb.pages["now-playing.US", 1] = _page(1, 1, pages=1)
    await world.run(_sync(world), JobKind.NOW_PLAYING_FLAGS)
    assert world.units.stored.lists.keys() == {"now-playing.movie.US"}
    assert world.jobs(JobKind.SYNC_MOVIE) == []


async def test_releases_are_those_of_the_last_days(world: World) -> None:
    world.tmdb.pages["theatrical.PL.2026-11-14", 1] = _page(1, 1, pages=1)
    await world.run(_sync(world), JobKind.NEW_RELEASES, region="PL", daysBack=7)
    assert world.units.stored.lists.keys() == {"new-releases.movie.PL"}
