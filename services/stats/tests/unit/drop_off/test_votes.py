"""Retention from votes: what the curve corrects, when a point is certain, and what is too little data."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from stats.domain.drop_off.episodes import Episode, Episodes, Place, RatedEpisode
from stats.domain.drop_off.levels import level, log_votes, steps, without_spikes
from stats.domain.drop_off.votes import analyze_votes, interval_of, retention_of

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 29)


def show(votes: Sequence[int], season: int = 10, aired: date | None = date(2020, 1, 1)) -> list[Episode]:
    return [
        Episode(Place(1 + index // season, 1 + index % season), f"E{index + 1}", 8.0, count, aired)
        for index, count in enumerate(votes)
    ]


def noisy(levels: Sequence[float], seed: int = 1) -> list[int]:
    random = np.random.default_rng(seed)
    return [int(count) for count in np.array(levels) * np.exp(random.normal(0, 0.04, len(levels)))]


def test_a_step_of_the_votes_is_found_with_its_certainty() -> None:
    analysis = analyze_votes(show(noisy([1000] * 14 + [500] * 16)), "trakt", TODAY)

    assert analysis.point is not None
    assert analysis.point.place == Place(2, 5)
    assert analysis.point.title == "E15"
    assert analysis.point.loss == pytest.approx(0.5, abs=0.03)
    assert analysis.point.certainty is not None
    assert analysis.point.certainty > 0.9
    assert analysis.curve[0].retention == 1
    assert analysis.curve[-1].retention == pytest.approx(0.5, abs=0.04)
    assert all(point.low is not None and point.low <= point.retention <= (point.high or 0) for point in analysis.curve)
    keys = [statement.key for statement in analysis.statements]
    assert keys == ["dropOff.point", "dropOff.remaining", "dropOff.end", "dropOff.worstSeason"]


def test_the_intervals_hold_the_true_share_of_nearly_all_episodes() -> None:
    left = -0.8 * np.arange(60) / 60
    random = np.random.default_rng(5)
    held = []
    for _ in range(30):
        values = without_spikes(left + random.normal(0, 0.1, 60))
        low, high = interval_of(values, random)
        retention = retention_of(values)
        assert high == pytest.approx(np.minimum(retention**2 / low, 1)), "centered on the curve"
        assert np.all(high <= 1)
        held += list((low <= np.exp(left) + 1e-9) & (np.exp(left) <= high + 1e-9))

    assert np.mean(held) > 0.88


def test_votes_without_a_step_have_no_point() -> None:
    analysis = analyze_votes(show(noisy([1000] * 40)), "trakt", TODAY)

    assert analysis.point is None
    assert analysis.statements[0].key == "dropOff.noPoint"


def test_a_step_in_shuffled_votes_is_hardly_ever_found() -> None:
    random = np.random.default_rng(4)
    values = noisy([1000] * 14 + [500] * 16)
    points = [analyze_votes(show(list(random.permutation(values))), "trakt", TODAY).point for _ in range(10)]

    assert sum(point is not None for point in points) <= 1


def test_the_same_votes_give_the_same_analysis() -> None:
    votes = noisy([1000] * 12 + [700] * 12)

    assert analyze_votes(show(votes), "trakt", TODAY) == analyze_votes(show(votes), "trakt", TODAY)


def test_premieres_and_finales_do_not_raise_the_curve() -> None:
    plain = [1000] * 20
    attracted = [*plain]
    for place in (0, 10):
        attracted[place] = 1197
    for place in (9, 19):
        attracted[place] = 1174

    values = log_votes(np.array(attracted), np.array([1] * 10 + [2] * 10))
    corrected = [*values[:19]]
    assert np.exp(corrected) == pytest.approx(np.array(plain[:19]), rel=0.001)
    assert np.exp(values[19]) == pytest.approx(1174), "the newest season may go on"


def test_steps_at_the_ends_are_those_of_three_episodes_at_least() -> None:
    falls, weighted = steps(np.array([1.0] * 3 + [0.0] * 5))

    assert falls.tolist() == [0, 0, 0, 1, 0.75, 0.6, 0, 0]
    assert weighted[3] == pytest.approx(np.sqrt(15 / 8))
    assert level(np.array([1.0, 5.0, 1.0, 1.0])).tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("episodes", "reason"),
    [
        (show([1000] * 7), "TOO_FEW_EPISODES"),
        (show([19] * 12), "TOO_FEW_VOTES"),
        (show([1000] * 12, aired=TODAY - timedelta(days=20)), "TOO_FEW_VOTES"),
        ([], "TOO_FEW_VOTES"),
    ],
)
def test_too_little_data_has_a_reason_and_no_curve(episodes: list[Episode], reason: str) -> None:
    analysis = analyze_votes(episodes, "trakt", TODAY, datetime(2026, 11, 1, tzinfo=UTC))

    assert (analysis.reason, analysis.curve, analysis.point, analysis.statements) == (reason, (), None, ())


def test_the_provider_with_the_most_votes_is_used() -> None:
    one, two = Place(1, 1), Place(0, 1)
    episodes = Episodes.of(
        [
            RatedEpisode(one, ratings={"tmdb": (8.0, 40), "trakt": (8.1, 30), "tvmaze": (8.0, None)}),
            RatedEpisode(two, ratings={"trakt": (8.1, 3000)}),
        ]
    )

    assert episodes.best_source == "tmdb", "specials do not count"
    assert episodes.at("tmdb") == [Episode(one, rating=8.0, votes=40)]
    assert Episodes.of([RatedEpisode(one)]).best_source is None
