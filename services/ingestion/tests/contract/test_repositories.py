"""What every implementation of the repositories does: one suite for the fakes and for Postgres."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from services.ingestion.tests.fakes import InMemoryUnits

from chassis.testing.clock import NOON, FixedClock
from devstack.testing.pytest_plugin import CreateDatabase
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.bootstrap import Container, build
from ingestion.domain.errors import TitleConflict
from ingestion.domain.lists.ranking import RankedItem, RankedList
from ingestion.domain.seasons.episodes import Episode, EpisodeFacts, Numbering, Season, SeasonFacts
from ingestion.domain.seasons.records import SeasonRecord
from ingestion.domain.titles.facts import Facts, Rating, Source, TitleKey
from ingestion.domain.titles.merging import MergedTitle
from ingestion.domain.titles.observations import Observation, Outcome
from ingestion.domain.titles.records import TitleRecord
from ingestion.domain.titles.statistics import Statistics, StatisticsCheck
from ingestion.infrastructure.unit_of_work import SqlUnitsOfWork
from ingestion.settings import Settings

USER, OTHER = UUID(int=1), UUID(int=2)
MOVIE, SHOW = TitleKey("movie", 550), TitleKey("show", 7)
TODAY = NOON.date()


@pytest_asyncio.fixture
async def container(create_database: CreateDatabase) -> AsyncIterator[Container]:
    urls = await create_database("ingestion")
    container = build(Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1"), clock=FixedClock())
    yield container
    await container.runtime.engine.dispose()


@pytest.fixture(
    params=[
        pytest.param("memory", marks=pytest.mark.unit),
        pytest.param("postgres", marks=pytest.mark.integration),
    ]
)
def units(request: pytest.FixtureRequest) -> UnitsOfWork:
    """Return each implementation, empty."""
    if request.param == "memory":
        return InMemoryUnits(FixedClock())
    container: Container = request.getfixturevalue("container")
    return SqlUnitsOfWork(container.runtime.transactions)


def _record(
    key: TitleKey,
    *,
    version: int = 1,
    imported_at: datetime = NOON,
    omdb: Outcome = "ok",
    status: str | None = None,
    deleted: bool = False,
    next_air_date: date | None = None,
) -> TitleRecord:
    trakt = Observation("trakt", "ok", imported_at, Facts(trakt_id=77, total_watchers=9), imported_at)
    observations: dict[Source, Observation] = {"trakt": trakt, "omdb": Observation("omdb", omdb, imported_at)}
    facts = Facts(
        title="T",
        trakt_id=77,
        popularity=1.5,
        status=status,
        next_air_date=next_air_date,
        ratings={"tmdb": Rating(7.5, 900)},
    )
    return TitleRecord(
        key=key,
        version=version,
        observations=observations,
        merged=MergedTitle(facts, {"title": "tmdb"}),
        imported_at=imported_at,
        last_aired=(1, 2),
        deleted_at=imported_at if deleted else None,
        successor=TitleKey(key.kind, 1) if deleted else None,
    )


async def _save(units: UnitsOfWork, *records: TitleRecord) -> None:
    async with units.begin() as work:
        for record in records:
            await work.titles.save(record, None)


async def test_title_is_returned_as_it_was_saved(units: UnitsOfWork) -> None:
    record = _record(MOVIE, deleted=True)
    await _save(units, record)
    async with units.read() as repositories:
        assert await repositories.titles.get(MOVIE) == record
        assert await repositories.titles.get(SHOW) is None


async def test_unit_of_work_that_raises_leaves_nothing(units: UnitsOfWork) -> None:
    async def save_and_fail() -> None:
        async with units.begin() as work:
            await work.titles.save(_record(MOVIE), None)
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        await save_and_fail()
    async with units.read() as repositories:
        assert await repositories.titles.get(MOVIE) is None


@pytest.mark.parametrize("expected_version", [None, 2])
async def test_saving_over_another_version_is_a_conflict(units: UnitsOfWork, expected_version: int | None) -> None:
    await _save(units, _record(MOVIE))
    with pytest.raises(TitleConflict):
        async with units.begin() as work:
            await work.titles.save(_record(MOVIE, version=3), expected_version)
    async with units.begin() as work:
        await work.titles.save(_record(MOVIE, version=3), 1)
    async with units.read() as repositories:
        record = await repositories.titles.get(MOVIE)
    assert record is not None
    assert record.version == 3


async def test_several_titles_are_saved_and_returned_together_or_none_is(units: UnitsOfWork) -> None:
    await _save(units, _record(MOVIE))
    others = [_record(TitleKey("movie", 551)), _record(SHOW)]
    for conflicting in ((_record(MOVIE), None), (_record(MOVIE, version=3), 2)):
        with pytest.raises(TitleConflict):
            async with units.begin() as work:
                await work.titles.save_all([(others[0], None), conflicting, (others[1], None)])
    async with units.begin() as work:
        await work.titles.save_all([(others[0], None), (_record(MOVIE, version=3), 1), (others[1], None)])
        await work.titles.save_all([])
    async with units.read() as repositories:
        records = await repositories.titles.get_all([MOVIE, SHOW, TitleKey("show", 551)])
        assert records == {MOVIE: _record(MOVIE, version=3), SHOW: others[1]}
        assert await repositories.titles.get(TitleKey("movie", 551)) == others[0]


async def test_deleted_titles_are_not_imported_but_were_ever_imported(units: UnitsOfWork) -> None:
    await _save(units, _record(MOVIE), _record(SHOW, deleted=True))
    keys = [MOVIE, SHOW, TitleKey("movie", 1)]
    async with units.read() as repositories:
        assert await repositories.titles.imported(keys) == {MOVIE}
        assert await repositories.titles.ever_imported(keys) == {MOVIE, SHOW}


async def test_titles_are_listed_after_a_key_without_deleted_ones(units: UnitsOfWork) -> None:
    movies = [TitleKey("movie", number) for number in (1, 2, 3)]
    await _save(units, _record(movies[0]), _record(movies[1], deleted=True), _record(movies[2]), _record(SHOW))
    async with units.read() as repositories:
        first = await repositories.titles.after(None, 2)
        rest = await repositories.titles.after(first[-1].key, 10)
    assert [summary.key for summary in first] == [movies[0], movies[2]]
    assert [summary.key for summary in rest] == [SHOW]
    assert (first[0].trakt_id, first[0].popularity, first[0].total_watchers) == (77, 1.5, 9)
    assert (first[0].audience_at, first[0].imported_at) == (NOON, NOON)


async def test_titles_are_due_for_a_check_until_they_are_checked(units: UnitsOfWork) -> None:
    keys = [TitleKey("movie", number) for number in (1, 2, 3, 4)]
    await _save(units, *(_record(key) for key in keys[:3]), _record(keys[3], deleted=True))
    await _save(units, _record(SHOW, imported_at=NOON + timedelta(hours=5)))
    now = NOON + timedelta(hours=10)

    def check(due_at: datetime) -> StatisticsCheck:
        statistics = Statistics(5_000_000_000, None, 0, 1.5)
        return StatisticsCheck(NOON, timedelta(hours=6), due_at, is_complete=False, statistics=statistics)

    checks = {keys[0]: check(now), keys[1]: check(now + timedelta(seconds=1)), SHOW: check(NOON)}
    async with units.begin() as work:
        await work.statistics.save({})
        await work.statistics.save({keys[0]: check(NOON)})
        await work.statistics.save(checks)
    async with units.read() as repositories:
        assert await repositories.statistics.of([*keys, SHOW]) == checks
        due = await repositories.statistics.due(now, 10)
        assert [summary.key for summary in due] == [keys[2], keys[0]], "one imported recently is not due"
        assert [summary.key for summary in await repositories.statistics.due(now, 1)] == [keys[2]]
        later = await repositories.statistics.due(now + timedelta(hours=1), 10)
        assert [summary.key for summary in later] == [keys[2], SHOW, keys[0], keys[1]]
        assert (due[0].trakt_id, due[0].popularity, due[0].total_watchers, due[0].rating) == (77, 1.5, 9, 7.5)


async def test_offers_are_stale_until_they_are_checked(units: UnitsOfWork) -> None:
    await _save(units, _record(MOVIE), replace(_record(SHOW), offers_at=NOON))
    async with units.begin() as work:
        assert await work.titles.stale_offers(None, NOON, 10) == [MOVIE]
        assert await work.titles.stale_offers(MOVIE, NOON + timedelta(hours=1), 10) == [SHOW]
        await work.titles.mark_offers_checked([MOVIE], NOON)
        assert await work.titles.stale_offers(None, NOON, 10) == []


async def test_incomplete_titles_are_the_oldest_first(units: UnitsOfWork) -> None:
    older, newer, complete = (TitleKey("movie", number) for number in (3, 2, 1))
    await _save(
        units,
        _record(newer, omdb="failed", imported_at=NOON - timedelta(hours=1)),
        _record(older, omdb="not_configured", imported_at=NOON - timedelta(hours=2)),
        _record(complete, imported_at=NOON - timedelta(hours=3)),
    )
    async with units.read() as repositories:
        assert await repositories.titles.incomplete(["omdb"], NOON, 10) == [older, newer]
        assert await repositories.titles.incomplete(["omdb"], NOON - timedelta(hours=1), 10) == [older]
        assert await repositories.titles.incomplete(["trakt"], NOON, 10) == []
        assert await repositories.titles.incomplete([], NOON, 10) == []


async def test_ended_show_runs_while_an_episode_is_still_to_air(units: UnitsOfWork) -> None:
    running, ended, returning, announced, deleted, unknown = (TitleKey("show", number) for number in range(1, 7))
    await _save(
        units,
        _record(running, status="Returning Series"),
        _record(ended, status="Ended"),
        _record(returning, status="Ended"),
        _record(announced, status="Canceled", next_air_date=TODAY + timedelta(days=3)),
        _record(deleted, status="Returning Series", deleted=True),
    )
    episode = Episode(number=1, air_date=TODAY + timedelta(days=2), ratings={}, numbering={})
    async with units.begin() as work:
        season = SeasonRecord(show_id=returning.tmdb_id, number=1, merged=Season(number=1, episodes=(episode,)))
        await work.seasons.save([season])
    shows = [running, ended, returning, announced, deleted, unknown]
    async with units.read() as repositories:
        assert await repositories.titles.running_shows(shows, NOON) == [running, returning, announced, unknown]


async def test_freshness_is_the_oldest_response_per_provider_and_kind(units: UnitsOfWork) -> None:
    earlier = NOON - timedelta(days=2)
    await _save(units, _record(MOVIE), _record(TitleKey("movie", 1), imported_at=earlier), _record(SHOW))
    async with units.read() as repositories:
        assert await repositories.titles.freshness() == {"trakt": {"movie": earlier, "show": NOON}}


async def test_seasons_are_returned_as_they_were_saved(units: UnitsOfWork) -> None:
    facts = SeasonFacts(number=1, episodes=(EpisodeFacts(numbering=Numbering(1, 1), air_date=TODAY),))
    record = SeasonRecord(show_id=7, number=1, facts={"tmdb": facts}, content_hash="h", version=5, fetched_at=NOON)
    async with units.begin() as work:
        await work.seasons.save([record, SeasonRecord(show_id=8, number=1)])
        await work.seasons.save([])
    async with units.begin() as work:
        await work.seasons.save([replace(record, etag='"2"')])
    async with units.read() as repositories:
        assert await repositories.seasons.of_show(7) == {1: replace(record, etag='"2"')}


async def test_newer_list_replaces_the_older_one_and_not_the_reverse(units: UnitsOfWork) -> None:
    ranked = RankedList("trending.movie.day", "movie", "global", NOON, (RankedItem(MOVIE, 1, 10_000.0),))
    async with units.begin() as work:
        assert await work.lists.version(ranked.list_id) is None
        await work.lists.save(ranked, 2)
        await work.lists.save(ranked, 1)
        assert await work.lists.version(ranked.list_id) == 2
        await work.lists.save(ranked, 3)
        assert await work.lists.version(ranked.list_id) == 3


async def test_cursor_is_replaced(units: UnitsOfWork) -> None:
    async with units.begin() as work:
        assert await work.cursors.get("feed") is None
        await work.cursors.save("feed", {"page": 1})
        await work.cursors.save("feed", {"page": 2})
        assert await work.cursors.get("feed") == {"page": 2}


async def test_newest_interest_counts(units: UnitsOfWork) -> None:
    async with units.begin() as work:
        assert await work.interests.save(USER, SHOW, version=2, follows=True)
        assert not await work.interests.save(USER, SHOW, version=1, follows=False)
        assert await work.interests.save(OTHER, MOVIE, version=1, follows=True)
        assert await work.interests.followed("show") == [SHOW]
        assert await work.interests.is_followed(MOVIE)
        assert await work.interests.save(OTHER, MOVIE, version=2, follows=False)
        assert not await work.interests.is_followed(MOVIE)


async def test_newest_slug_counts(units: UnitsOfWork) -> None:
    async with units.begin() as work:
        await work.slugs.save([(MOVIE, "fight-club", 2), (SHOW, "first", 1), (SHOW, "second", 2)])
        await work.slugs.save([(MOVIE, "older", 1)])
        await work.slugs.save([])
        assert await work.slugs.of([MOVIE, SHOW]) == {MOVIE: "fight-club", SHOW: "second"}
        assert await work.slugs.of([]) == {}


async def test_share_of_a_day_is_limited_per_user(units: UnitsOfWork) -> None:
    yesterday = TODAY - timedelta(days=1)
    async with units.begin() as work:
        assert await work.shares.take(USER, TODAY, cost=2, limit=3)
        assert not await work.shares.take(USER, TODAY, cost=2, limit=3)
        assert await work.shares.take(USER, TODAY, cost=1, limit=3)
        assert await work.shares.take(USER, TODAY, cost=0, limit=3)
        assert await work.shares.take(OTHER, TODAY, cost=3, limit=3)
        assert await work.shares.take(USER, yesterday, cost=1, limit=1)
        await work.shares.prune(TODAY)
        assert await work.shares.take(USER, yesterday, cost=1, limit=1)
        assert not await work.shares.take(USER, TODAY, cost=1, limit=3)
