"""What every implementation of the ports of stats does: one suite for the fake and for Postgres."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from services.stats.tests.fakes import InMemoryTitles
from sqlalchemy import select

from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import UnitsOfWork
from contracts.stats import StatsUpdatedV1
from stats.application.projections import TitleWork
from stats.application.queries import StatsReader
from stats.application.scoring.queries import ScoreReader
from stats.bootstrap import Container
from stats.domain.scoring.formulas import Formulas
from stats.domain.scoring.inputs import Vote
from stats.domain.title import Audience, Facts, Reading, Title
from stats.infrastructure.reading import SqlStatsReader
from stats.infrastructure.scores.reading import SqlScoreReader
from stats.infrastructure.tables import outbox

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FACTS = Facts(
    version=7,
    popularity=120.5,
    name="The Matrix",
    release_date=date(2026, 5, 5),
    tmdb=Vote(7.0, 10),
    imdb=Vote(7.1, 12_000),
    trakt=Vote(6.9),
    metacritic=0,
    rotten_tomatoes=81,
    imported_at=NOW - timedelta(hours=2),
)
AUDIENCE = Audience(Reading(45, NOW), Reading(1000, NOW - timedelta(hours=1)), Reading(60.5, NOW))
TITLE = Title(UUID(int=1), "movie", 603, facts=FACTS, audience=AUDIENCE)


@dataclass(frozen=True, slots=True)
class Store:
    """An implementation of the ports, and a view of what it has published as pairs of media id and version."""

    units: UnitOfWorkFactory[TitleWork]
    reader: StatsReader
    scores: ScoreReader
    published: Callable[[], Awaitable[list[tuple[str, int]]]]


def in_memory() -> Store:
    titles = InMemoryTitles()

    async def published() -> list[tuple[str, int]]:
        return [(str(title.media_id), title.version) for title in titles.published]

    return Store(titles, titles, titles, published)


def in_postgres(container: Container) -> Store:
    transactions = container.runtime.transactions

    async def published() -> list[tuple[str, int]]:
        async with transactions.read() as connection:
            bodies = (
                await connection.execute(
                    select(outbox.c.body).where(outbox.c.topic == StatsUpdatedV1.topic).order_by(outbox.c.id)
                )
            ).scalars()
            events = [json.loads(body) for body in bodies]
        return [(event["mediaId"], event["version"]) for event in events]

    return Store(
        UnitsOfWork(transactions, container.title_work),
        SqlStatsReader(transactions),
        SqlScoreReader(container.runtime.reads),
        published,
    )


@pytest.fixture(
    params=[
        pytest.param("memory", marks=pytest.mark.unit),
        pytest.param("postgres", marks=pytest.mark.integration),
    ]
)
def store(request: pytest.FixtureRequest) -> Store:
    return in_memory() if request.param == "memory" else in_postgres(request.getfixturevalue("container"))


async def save(store: Store, *titles: Title) -> None:
    async with store.units.begin() as work:
        await work.lock([title.media_id for title in titles])
        assert set(await work.save(titles)) == {title.media_id for title in titles}


async def test_a_saved_title_is_locked_with_its_facts_audience_and_version(store: Store) -> None:
    scored = TITLE.scored(NOW)
    await save(store, scored)

    async with store.units.begin() as work:
        locked = await work.lock({TITLE.media_id, UUID(int=99)})

    assert locked == {TITLE.media_id: replace(TITLE, version=scored.version)}


async def test_saving_again_replaces_the_title(store: Store) -> None:
    await save(store, TITLE.scored(NOW))
    newer = replace(TITLE, facts=Facts(version=8), audience=Audience())
    await save(store, newer.scored(NOW))

    async with store.units.begin() as work:
        locked = await work.lock([TITLE.media_id])

    assert (locked[TITLE.media_id].facts, locked[TITLE.media_id].audience) == (Facts(version=8), Audience())


async def test_only_scored_titles_are_published(store: Store) -> None:
    scored = TITLE.scored(NOW)
    await save(store, scored, Title(UUID(int=2), "show", 603, audience=AUDIENCE))

    assert await store.published() == [(str(TITLE.media_id), scored.version)]


async def test_a_failed_unit_of_work_stores_and_publishes_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError, match="no"):
        await _save_and_fail(store)

    assert await store.published() == []
    assert await store.reader.by_id(TITLE.media_id) is None


async def _save_and_fail(store: Store) -> None:
    async with store.units.begin() as work:
        await work.save([TITLE.scored(NOW)])
        raise RuntimeError("no")


async def test_stats_are_read_by_id_and_by_number_and_kind(store: Store) -> None:
    show = replace(TITLE, media_id=UUID(int=2), kind="show").scored(NOW)
    await save(store, TITLE.scored(NOW), show)

    by_id = await store.reader.by_id(TITLE.media_id)
    assert await store.reader.name(TITLE.media_id) == "The Matrix"
    assert by_id is not None
    assert (by_id.kind, by_id.tmdb_id, by_id.live_watchers, by_id.total_watchers) == ("movie", 603, 45, 1000)
    assert (by_id.live_watchers_at, by_id.total_watchers_at) == (NOW, NOW - timedelta(hours=1))
    assert (by_id.total_votes, by_id.computed_at) == (12_000, NOW)
    assert show.score is not None
    assert by_id.score == show.score.overall
    assert sorted(stats.kind for stats in await store.reader.by_tmdb_id(603, None)) == ["movie", "show"]
    assert [stats.media_id for stats in await store.reader.by_tmdb_id(603, "show")] == [show.media_id]
    assert list(await store.reader.by_tmdb_id(604, None)) == []


async def test_the_scores_of_a_day_hold_the_terms_of_every_formula(store: Store) -> None:
    scored = TITLE.scored(NOW)
    await save(store, scored)

    assert scored.score is not None
    assert await store.scores.shown_formula(TITLE.media_id) == "ratingo-1"
    for result in scored.score.results():
        explained = await store.scores.newest(TITLE.media_id, result.formula, NOW.date())
        assert explained is not None
        for stored, term in zip(explained.terms, result.terms, strict=True):
            assert stored[:2] == term[:2]
            assert (stored.votes, stored.observed_at) == (term.votes, term.observed_at)
            assert (stored.prior, stored.strength) == (term.prior, term.strength)
            assert stored.evidence == (None if term.evidence is None else pytest.approx(term.evidence, abs=1e-3))
            assert stored.contribution == pytest.approx(term.contribution, abs=1e-5)
        assert (explained.of_day.score, explained.of_day.low, explained.of_day.high, explained.of_day.computed_at) == (
            result.score,
            result.low,
            result.high,
            NOW,
        )


async def test_of_each_day_the_last_score_is_kept(store: Store) -> None:
    for ago, votes in ((timedelta(days=2), 10), (timedelta(days=1, hours=1), 20), (timedelta(days=1), 30)):
        facts = replace(FACTS, version=votes, imdb=Vote(7.1, votes))
        await save(store, replace(TITLE, facts=facts).scored(NOW - ago))
    first, last = NOW.date() - timedelta(days=9), NOW.date()

    days = await store.scores.history(TITLE.media_id, "open-1", first, last)

    assert [(day.day, day.computed_at) for day in days] == [
        (NOW.date() - timedelta(days=ago), NOW - timedelta(days=ago)) for ago in (2, 1)
    ]
    for as_of, day in ((0, 1), (1, 1), (2, 2)):
        explained = await store.scores.newest(TITLE.media_id, "open-1", last - timedelta(days=as_of))
        assert explained is not None
        assert explained.of_day == days[2 - day]
    assert await store.scores.newest(TITLE.media_id, "open-1", NOW.date() - timedelta(days=3)) is None
    assert list(await store.scores.history(TITLE.media_id, "open-1", last, last)) == []
    assert list(await store.scores.history(UUID(int=9), "open-1", first, last)) == []


async def test_a_score_without_ratings_is_stored_with_its_reason(store: Store) -> None:
    await save(store, replace(TITLE, facts=Facts(version=1)).scored(NOW))

    explained = await store.scores.newest(TITLE.media_id, "open-1", NOW.date())

    assert explained is not None
    assert (explained.of_day.score, explained.of_day.expected, explained.of_day.reason) == (None, 64.0, "NO_RATINGS")


async def test_stats_name_the_formula_and_the_interval_of_the_score_shown(store: Store) -> None:
    formulas = Formulas("open-1", (), {})
    unrated = Title(UUID(int=2), "show", 7, facts=Facts(version=1))
    await save(store, TITLE.scored(NOW, formulas), unrated.scored(NOW, formulas))

    rated, unknown = await store.reader.by_id(TITLE.media_id), await store.reader.by_id(unrated.media_id)

    assert rated is not None
    assert unknown is not None
    assert rated.low is not None
    assert rated.high is not None
    assert rated.formula == "open-1"
    assert rated.low < rated.score < rated.high
    assert (unknown.score, unknown.low, unknown.reason) == (72.0, None, "NO_RATINGS")


async def test_a_title_without_an_import_has_no_stats_and_no_formula(store: Store) -> None:
    await save(store, Title(UUID(int=3), "movie", 5, audience=AUDIENCE))

    assert await store.reader.by_id(UUID(int=3)) is None
    assert list(await store.reader.by_tmdb_id(5, None)) == []
    assert await store.scores.shown_formula(UUID(int=3)) is None
