"""The score against its golden table: values computed by the reference implementation, to four decimals."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.domain.score import ScoreInput, Vote, average_rating, compute

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


GOLDEN = {
    "nothing is known": (ScoreInput(popularity=0, live_watchers=0), (11.55, 31.25, 0, 20), None),
    "a hit of ten days": (
        ScoreInput(500, 1000, Vote(8.0, 500_000), Vote(7.8, 20_000), 75, 90, days_ago(10)),
        (81.7101, 87.5312, 69.4459, 94.5959),
        8.005,
    ),
    "one source, no watchers": (
        ScoreInput(popularity=120.5, live_watchers=0, imdb=Vote(7.1, 12_000), release_date=days_ago(200)),
        (41.1413, 81.8748, 4.5187, 32.9193),
        7.1,
    ),
    "29 votes": (
        ScoreInput(popularity=60, live_watchers=45, trakt=Vote(6.4, 29), release_date=days_ago(3)),
        (33.7651, 41.0719, 30.3443, 98.3471),
        6.4,
    ),
    "30 votes": (
        ScoreInput(popularity=60, live_watchers=45, trakt=Vote(6.4, 30), release_date=days_ago(3)),
        (48.2505, 41.1083, 30.3443, 98.3471),
        6.4,
    ),
    "an old classic without Metacritic": (
        ScoreInput(35, 12, Vote(9.2, 2_500_000), Vote(9.1, 60_000), 0, 98, days_ago(9000)),
        (50.2153, 95.4044, 20.1339, 20),
        9.2647,
    ),
    "beyond the ceilings, rated zero": (
        ScoreInput(popularity=5000, live_watchers=20_000, imdb=Vote(0), trakt=Vote(5, 100), release_date=days_ago(290)),
        (51.6774, 19.1936, 100, 20),
        2.5,
    ),
    "not released yet": (
        ScoreInput(popularity=50, live_watchers=100, imdb=Vote(7, 500), trakt=Vote(7, 500), release_date=days_ago(-30)),
        (61.278, 67.4545, 35.7404, 100),
        7.0,
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_a_score_matches_the_golden_table(name: str) -> None:
    score_input, expected, average = GOLDEN[name]

    score = compute(score_input, TODAY)

    assert (score.overall, score.quality, score.popularity, score.freshness) == pytest.approx(expected, abs=6e-5)
    assert score.average_rating == (None if average is None else pytest.approx(average, abs=6e-5))


def test_a_missing_source_is_not_a_zero() -> None:
    assert average_rating(ScoreInput(imdb=Vote(8.0))) == pytest.approx(8.0)
    assert average_rating(ScoreInput()) is None


@given(
    popularity=st.none() | st.floats(0, 1e9),
    watchers=st.none() | st.integers(0, 10**12),
    imdb=st.none() | st.builds(Vote, st.floats(0, 10), st.none() | st.integers(0, 10**9)),
    metacritic=st.none() | st.integers(0, 100),
    released=st.none() | st.dates(),
)
def test_every_score_stays_between_0_and_100(
    popularity: float | None, watchers: int | None, imdb: Vote | None, metacritic: int | None, released: date | None
) -> None:
    score = compute(ScoreInput(popularity, watchers, imdb, None, metacritic, None, released), TODAY)

    assert all(0 <= value <= 100 for value in (score.overall, score.quality, score.popularity, score.freshness))
    points = sum(term.points for term in score.terms)
    assert points * score.few_votes_factor == pytest.approx(score.overall), "the terms add up to the score"
