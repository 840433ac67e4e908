"""The golden cases of the rule, computed by the reference implementation."""

from collections.abc import Sequence

import pytest

from stats.domain.drop_off.episodes import Episode, Place
from stats.domain.drop_off.threshold import Insight, SeasonEngagement, threshold

pytestmark = pytest.mark.unit

Values = Sequence[tuple[float, int]]


def show(*seasons: Values) -> list[Episode]:
    return [
        Episode(Place(season, number), f"S{season}E{number}", rating, votes)
        for season, episodes in enumerate(seasons, 1)
        for number, (rating, votes) in enumerate(episodes, 1)
    ]


def test_a_fall_of_rating_and_votes_is_a_drop_point() -> None:
    result = threshold(show([(8.5, 10000), (8.3, 9500), (8.0, 9000), (6.5, 4000), (6.0, 3500)]))

    assert (result.point, result.title, result.drop_percent) == (Place(1, 4), "S1E4", 56)
    assert (result.retention, result.insight, result.episodes) == (100, "strong_start", 5)
    assert result.seasons == (SeasonEngagement(1, 7.5, 7200, 0),)


@pytest.mark.parametrize(
    ("episodes", "point", "percent", "retention", "insight"),
    [
        (
            show([(8.0, 5000)] * 10, [(8.0, 4500), (6.9, 2000), *[(6.9, 1900)] * 8]),
            Place(2, 2),
            56,
            43,
            "drops_late",
        ),
        (show([(8.4, 4000), (7.2, 2200), *[(7.2, 2100)] * 8]), Place(1, 2), 45, 100, "drops_early"),
    ],
)
def test_the_place_of_the_point_decides_the_insight(
    episodes: list[Episode], point: Place, percent: int, retention: int, insight: Insight
) -> None:
    result = threshold(episodes)

    assert (result.point, result.drop_percent, result.retention, result.insight) == (point, percent, retention, insight)


def test_the_engagement_of_a_season_falls_from_that_of_the_season_before() -> None:
    result = threshold(show([(8.0, 5000)] * 10, [(8.0, 4500), (6.9, 2000), *[(6.9, 1900)] * 8]))

    assert [season.engagement_drop for season in result.seasons] == [0, 57]
    assert result.episodes == 20


def test_episodes_with_few_votes_are_counted_and_not_valid() -> None:
    result = threshold(show([(8.0, 99), (7.0, 40), (5.0, 10)]))

    assert (result.point, result.insight, result.retention, result.episodes) == (None, "steady", 0, 3)
    assert result.seasons == (SeasonEngagement(1, 0, 0, 0),)


def test_two_episodes_are_not_analyzed() -> None:
    result = threshold(show([(8.0, 5000), (5.0, 1000)]))

    assert (result.point, result.episodes, result.seasons) == (None, 0, ())


def test_a_fall_after_an_episode_without_a_vote_has_no_percentage() -> None:
    result = threshold(show([(8.5, 9000), (0, 0), (6.0, 3000), (6.0, 3000)]))

    assert (result.point, result.drop_percent) == (Place(1, 3), None)


def test_seasons_after_the_tenth_are_left_out() -> None:
    result = threshold(show(*[[(8.0, 5000)]] * 10, [(5.0, 100)]))

    assert (result.point, result.episodes) == (None, 10)
