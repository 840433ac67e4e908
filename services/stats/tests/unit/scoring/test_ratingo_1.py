"""`ratingo-1` against its golden table: values computed by the reference implementation, to four decimals."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.domain.scoring.inputs import ScoreInput, Vote
from stats.domain.scoring.ratingo_1 import Ratingo1

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)
FORMULA = Ratingo1()


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

    score, parts = FORMULA.compute(score_input, TODAY).score, FORMULA.parts(score_input, TODAY)

    assert (score, parts.quality, parts.popularity, parts.freshness) == pytest.approx(expected, abs=6e-5)
    assert parts.average_rating == (None if average is None else pytest.approx(average, abs=6e-5))


def test_a_missing_source_is_not_a_zero() -> None:
    rated = ScoreInput(imdb=Vote(8.0))

    assert FORMULA.parts(rated, TODAY).average_rating == pytest.approx(8.0)
    assert FORMULA.parts(ScoreInput(), TODAY).average_rating is None
    assert [term.name for term in FORMULA.compute(rated, TODAY).terms if term.name == "trakt"] == []


def test_few_votes_lower_the_weight_of_every_term() -> None:
    terms = FORMULA.compute(ScoreInput(trakt=Vote(6.4, 29)), TODAY).terms

    assert sum(term.weight for term in terms) == pytest.approx(0.7)


@given(
    popularity=st.none() | st.floats(0, 1e9),
    watchers=st.none() | st.integers(0, 10**12),
    imdb=st.none() | st.builds(Vote, st.floats(0, 10), st.none() | st.integers(0, 10**9)),
    metacritic=st.none() | st.integers(0, 100),
    released=st.none() | st.dates(),
    rating_weight=st.floats(0, 0.5),
    factor=st.floats(0, 1),
)
def test_the_terms_add_up_to_a_score_from_0_to_100_with_any_weights(
    popularity: float | None,
    watchers: int | None,
    imdb: Vote | None,
    metacritic: int | None,
    released: date | None,
    rating_weight: float,
    factor: float,
) -> None:
    formula = Ratingo1(
        {"weight.rating": rating_weight, "weight.watchers": 0.5 - rating_weight, "fewVotes.factor": factor}
    )
    score_input = ScoreInput(popularity, watchers, imdb, None, metacritic, None, released)
    result, parts = formula.compute(score_input, TODAY), formula.parts(score_input, TODAY)

    assert result.score is not None
    assert all(0 <= value <= 100 for value in (result.score, parts.quality, parts.popularity, parts.freshness))
    assert sum(term.contribution for term in result.terms) == pytest.approx(result.score)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"weight.mood": 1.0}, "weight.mood is not a parameter"),
        ({"weight.rating": 0.5}, "must add up to 1, not 1.25"),
        ({"weight.rating": -0.25}, "weight.rating must be a number from 0"),
        ({"confidence.votes": 0.0}, "confidence.votes must be greater than 0"),
        ({"fewVotes.factor": 1.5}, "fewVotes.factor must be at most 1"),
        ({"source.imdb": float("nan")}, "source.imdb must be a number from 0"),
    ],
)
def test_parameters_that_cannot_be_used_are_rejected(changes: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Ratingo1(changes)
