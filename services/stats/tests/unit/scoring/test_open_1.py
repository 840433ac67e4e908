"""`open-1`: the Bayesian average, its interval, and what it does without ratings."""

from datetime import date
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from stats.domain.scoring.inputs import ScoreInput, Vote
from stats.domain.scoring.open_1 import QUANTILE, Open1
from stats.domain.scoring.result import Result

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)
FORMULA = Open1()
AGREED = {"disagreement.floor": 0.0, "movie.imdb.cap": 1e15}


def compute(formula: Open1 = FORMULA, **values: object) -> Result:
    return formula.compute(ScoreInput(**values), TODAY)  # type: ignore[arg-type]


def width(result: Result) -> float:
    assert result.low is not None
    assert result.high is not None
    return result.high - result.low


def test_one_source_gives_the_bayesian_average_of_imdb() -> None:
    result = compute(Open1(AGREED), imdb=Vote(8.4, 1500))

    # (votes * rating + strength * prior) / (votes + strength), with IMDb's own scale as the common one.
    assert result.score == pytest.approx((1500 * 84 + 500 * 64) / (1500 + 500))
    assert width(result) == pytest.approx(2 * QUANTILE * sqrt(100 / (1 + 1500 / 500)))


def test_without_ratings_there_is_no_score_and_the_prior_is_expected() -> None:
    for votes in ({}, {"tmdb": Vote(0.0, 0)}, {"metacritic": 0, "rotten_tomatoes": 0}):
        result = compute(**votes)
        assert (result.score, result.expected, result.reason, result.terms) == (None, 64.0, "NO_RATINGS", ())
        assert (result.low, result.high) == (None, None)
    assert compute(kind="show").expected == 72.0


def test_more_votes_move_the_score_from_the_prior_and_narrow_the_interval() -> None:
    results = [compute(imdb=Vote(9.0, votes)) for votes in (1, 100, 10_000, 1_000_000)]

    scores = [result.score or 0.0 for result in results]
    assert scores == sorted(scores)
    assert 64 < scores[0] < 65
    assert 86 < scores[-1] < 90
    widths = [width(result) for result in results]
    assert widths == sorted(widths, reverse=True)


def test_votes_have_diminishing_weight() -> None:
    evidence = [compute(imdb=Vote(8.0, votes)).terms[1].evidence or 0.0 for votes in (100, 10_000, 10**9)]

    assert evidence == pytest.approx([99.0099, 5000.0, 9999.9], abs=1e-3)


def test_disagreement_between_sources_widens_the_interval() -> None:
    agreed = compute(imdb=Vote(7.4, 20_000), trakt=Vote(7.6, 3000), metacritic=74)
    disputed = compute(imdb=Vote(4.4, 20_000), trakt=Vote(9.3, 3000), metacritic=74)

    assert width(disputed) > 1.5 * width(agreed)


def test_each_source_is_compared_with_its_own_prior() -> None:
    result = compute(metacritic=74, rotten_tomatoes=87)

    # One deviation above the mean of each source is one deviation above the common mean.
    assert [term.normalised for term in result.terms] == pytest.approx([64.0, 74.0, 74.0])
    assert [term.evidence for term in result.terms[1:]] == [4.0, 2.0]


def test_unknown_votes_have_a_fixed_evidence() -> None:
    assert compute(imdb=Vote(8.0)).terms[1].evidence == 250.0


def test_the_variance_between_sources_is_that_of_statsmodels() -> None:
    formula = Open1({"disagreement.floor": 0.0, "movie.mean": 64.0})
    result = compute(formula, imdb=Vote(4.4, 20_000), trakt=Vote(9.3, 3000), tmdb=Vote(7.0, 500), metacritic=74)
    prior, *terms = result.terms
    effects = [term.normalised for term in terms]
    variances = [100 * (term.strength or 0) / (term.evidence or 1) for term in terms]

    theirs = combine_effects(np.array(effects), np.array(variances), method_re="dl")

    # Every weight is a share of the sum of precisions, of which the prior has 1/100.
    total = 1 / (100 * prior.weight)
    between = [1 / (term.weight * total) - variance for term, variance in zip(terms, variances, strict=True)]
    assert theirs.tau2 > 100
    assert between == pytest.approx([theirs.tau2] * 4)


votes = st.none() | st.builds(Vote, st.floats(0, 10), st.none() | st.integers(0, 10**9))


@given(
    imdb=votes,
    tmdb=votes,
    trakt=votes,
    metacritic=st.none() | st.integers(0, 100),
    rotten_tomatoes=st.none() | st.integers(0, 100),
    kind=st.sampled_from(["movie", "show"]),
    mean=st.floats(0, 100),
    strength=st.floats(0.1, 1e6),
    floor=st.floats(0, 20),
)
def test_the_terms_add_up_to_a_score_within_its_interval_with_any_parameters(
    imdb: Vote | None,
    tmdb: Vote | None,
    trakt: Vote | None,
    metacritic: int | None,
    rotten_tomatoes: int | None,
    kind: str,
    mean: float,
    strength: float,
    floor: float,
) -> None:
    formula = Open1({"movie.mean": mean, "show.imdb.strength": strength, "disagreement.floor": floor})
    result = compute(
        formula,
        kind=kind,
        imdb=imdb,
        tmdb=tmdb,
        trakt=trakt,
        metacritic=metacritic,
        rotten_tomatoes=rotten_tomatoes,
    )

    if result.score is None:
        assert (result.reason, result.terms) == ("NO_RATINGS", ())
        return
    assert sum(term.contribution for term in result.terms) == pytest.approx(result.score)
    assert sum(term.weight for term in result.terms) == pytest.approx(1)
    assert result.low is not None
    assert result.high is not None
    assert -1e-9 <= result.low <= result.score <= result.high <= 100 + 1e-9


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"movie.letterboxd.mean": 70.0}, "movie.letterboxd.mean is not a parameter"),
        ({"movie.imdb.deviation": 0.0}, "movie.imdb.deviation must be greater than 0"),
        ({"show.mean": 101.0}, "show.mean must be at most 100"),
    ],
)
def test_parameters_that_cannot_be_used_are_rejected(changes: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Open1(changes)
