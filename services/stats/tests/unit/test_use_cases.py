"""The use cases of stats on the fake: milliseconds, and no Postgres."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from services.stats.tests.fakes import InMemoryTitles

from chassis.testing.clock import NOON, FixedClock
from stats.application.projections import UpdateTitles
from stats.application.queries import StatsQueries
from stats.application.scoring.queries import ScoreQueries
from stats.domain.errors import AmbiguousTitle, DayOutOfRange, StatsNotFound, UnknownFormula
from stats.domain.scoring.formulas import DEFAULT, Formulas
from stats.domain.scoring.inputs import Vote
from stats.domain.title import Audience, Facts, Reading, Title

pytestmark = pytest.mark.unit

MOVIE = Title(UUID(int=1), "movie", 603)
IMPORTED = replace(
    MOVIE, facts=Facts(1, popularity=120.5, imdb=Vote(7.1, 12_000), release_date=NOON.date() - timedelta(days=200))
)
OBSERVED = replace(MOVIE, audience=Audience(live_watchers=Reading(45, NOON)))


@pytest.fixture
def titles() -> InMemoryTitles:
    return InMemoryTitles()


async def update(titles: InMemoryTitles, *updates: Title) -> None:
    async with titles.begin() as work:
        await UpdateTitles(FixedClock())(work, updates)


async def test_an_import_is_scored_and_published(titles: InMemoryTitles) -> None:
    await update(titles, IMPORTED)

    [published] = titles.published
    assert published.score is not None
    assert published.score.overall == pytest.approx(41.1413, abs=6e-5)
    assert published.computed_at == NOON


async def test_a_batch_publishes_each_title_once(titles: InMemoryTitles) -> None:
    newer = replace(MOVIE, facts=Facts(2))
    other = replace(IMPORTED, media_id=UUID(int=2), tmdb_id=604)

    await update(titles, IMPORTED, OBSERVED, newer, other)

    assert [(title.media_id.int, title.version) for title in titles.published] == [
        (1, titles.titles[UUID(int=1)].version),
        (2, titles.titles[UUID(int=2)].version),
    ]
    assert titles.published[0].facts == Facts(2)
    assert titles.published[0].audience == OBSERVED.audience


async def test_a_repeated_update_publishes_nothing(titles: InMemoryTitles) -> None:
    await update(titles, IMPORTED, OBSERVED)
    await update(titles, OBSERVED, IMPORTED)

    assert len(titles.published) == 1


async def test_versions_grow_while_the_clock_stands_still(titles: InMemoryTitles) -> None:
    await update(titles, IMPORTED)
    await update(titles, OBSERVED)

    first, second = titles.published
    assert second.version == first.version + 1


async def test_a_title_that_was_only_observed_has_no_score(titles: InMemoryTitles) -> None:
    await update(titles, OBSERVED)

    assert titles.published == []
    with pytest.raises(StatsNotFound, match=str(MOVIE.media_id)):
        await StatsQueries(titles).by_id(MOVIE.media_id)
    with pytest.raises(StatsNotFound):
        await scores(titles).explain(MOVIE.media_id, None, None)
    with pytest.raises(StatsNotFound):
        await scores(titles).history(MOVIE.media_id, None, NOON.date(), NOON.date())


async def test_a_number_of_a_movie_and_a_show_needs_the_kind(titles: InMemoryTitles) -> None:
    show = replace(IMPORTED, media_id=UUID(int=2), kind="show")
    await update(titles, IMPORTED, show)
    queries = StatsQueries(titles)

    with pytest.raises(AmbiguousTitle, match="603"):
        await queries.by_tmdb_id(603, None)
    assert (await queries.by_tmdb_id(603, "show")).media_id == show.media_id
    with pytest.raises(StatsNotFound, match="TMDB number 999"):
        await queries.by_tmdb_id(999, None)


def scores(titles: InMemoryTitles, at: datetime = NOON) -> ScoreQueries:
    return ScoreQueries(titles, DEFAULT, FixedClock(at))


async def test_a_score_stays_explained_by_the_terms_of_its_day_after_the_weights_change(titles: InMemoryTitles) -> None:
    await update(titles, IMPORTED)
    before = await scores(titles).explain(MOVIE.media_id, None, None)
    tomorrow = NOON + timedelta(days=1)
    weights = Formulas("ratingo-1", (), {"ratingo-1": {"weight.rating": 0.5, "weight.watchers": 0.0}})

    async with titles.begin() as work:
        await UpdateTitles(FixedClock(tomorrow), weights)(work, [OBSERVED])

    queries = scores(titles, tomorrow)
    assert await queries.explain(MOVIE.media_id, None, NOON.date()) == before
    after = await queries.explain(MOVIE.media_id, None, None)
    for explanation in (before, after):
        assert explanation.score is not None
        points = sum(term.contribution for term in explanation.score.terms)
        assert points == pytest.approx(explanation.score.of_day.score)
    assert after.score != before.score
    assert after.score is not None
    assert [term.weight for term in after.score.terms if term.name == "imdb"] == [0.5]


async def test_a_formula_without_a_score_up_to_a_day_explains_nothing(titles: InMemoryTitles) -> None:
    await update(titles, IMPORTED)

    early = await scores(titles).explain(MOVIE.media_id, "open-1", NOON.date() - timedelta(days=1))

    assert (early.formula, early.score) == ("open-1", None)


async def test_a_day_in_the_future_and_a_reversed_or_long_period_are_rejected(titles: InMemoryTitles) -> None:
    await update(titles, IMPORTED)
    today, day = NOON.date(), timedelta(days=1)

    with pytest.raises(DayOutOfRange, match="as_of: must not be in the future"):
        await scores(titles).explain(MOVIE.media_id, None, today + day)
    for first, last, says in (
        (today, today + day, "to: must not be in the future"),
        (today, today - day, "from: must not be after to"),
        (today - 366 * day, today, "from: must be at most 365 days before to"),
    ):
        with pytest.raises(DayOutOfRange, match=says):
            await scores(titles).history(MOVIE.media_id, None, first, last)
    assert (await scores(titles).history(MOVIE.media_id, None, today - 365 * day, today)).days
    with pytest.raises(UnknownFormula, match="ratingo-1, open-1"):
        await scores(titles).explain(MOVIE.media_id, "ratingo-2", None)


def test_a_shadow_is_neither_the_formula_shown_nor_named_twice() -> None:
    formulas = Formulas("open-1", ("open-1", "ratingo-1", "ratingo-1"), {})

    assert [formula.name for formula in (formulas.shown, *formulas.shadows)] == ["open-1", "ratingo-1"]
