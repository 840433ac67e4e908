"""The use cases of stats on the fake: milliseconds, and no Postgres."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from services.stats.tests.fakes import InMemoryTitles

from chassis.testing.clock import NOON, FixedClock
from stats.application.projections import UpdateTitles
from stats.application.queries import StatsQueries
from stats.domain.errors import AmbiguousTitle, StatsNotFound
from stats.domain.score import Vote
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
        await StatsQueries(titles).explain(MOVIE.media_id)


async def test_a_number_of_a_movie_and_a_show_needs_the_kind(titles: InMemoryTitles) -> None:
    show = replace(IMPORTED, media_id=UUID(int=2), kind="show")
    await update(titles, IMPORTED, show)
    queries = StatsQueries(titles)

    with pytest.raises(AmbiguousTitle, match="603"):
        await queries.by_tmdb_id(603, None)
    assert (await queries.by_tmdb_id(603, "show")).media_id == show.media_id
    with pytest.raises(StatsNotFound, match="TMDB number 999"):
        await queries.by_tmdb_id(999, None)


async def test_a_score_stays_explained_by_the_terms_that_were_stored_with_it(titles: InMemoryTitles) -> None:
    await update(titles, IMPORTED)

    explanation = await StatsQueries(titles).explain(MOVIE.media_id)

    points = sum(term.points for term in explanation.terms)
    assert points * explanation.few_votes_factor == pytest.approx(explanation.score)
