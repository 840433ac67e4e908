"""Seasons of three providers become one, any user who counts how."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ingestion.domain.seasons.episodes import EpisodeFacts, Numbering, Season, SeasonFacts, highest_aired
from ingestion.domain.seasons.season_merging import mean_runtime, merge_seasons
from ingestion.domain.titles.facts import Rating, SeasonOutline

pytestmark = pytest.mark.unit


def _episode(
    season: int, number: int, day: str | None = None, *, there: int | None = None, **more: Any
) -> EpisodeFacts:
    air_date = date.fromisoformat(day) if day else None
    return EpisodeFacts(numbering=Numbering(season, number, there), air_date=air_date, **more)


def _season(number: int, *episodes: EpisodeFacts, name: str | None = None) -> SeasonFacts:
    return SeasonFacts(number=number, episodes=episodes, name=name)


def test_texts_come_from_tmdb_instants_from_tvmaze_ratings_from_all() -> None:
    instant = datetime(2008, 1, 21, 3, tzinfo=UTC)
    [season] = merge_seasons(
        {
            "tmdb": [
                _season(1, _episode(1, 1, "2008-01-20", there=62085, title="Pilot", rating=Rating(8.3, 100)), name="S1")
            ],
            "tvmaze": [_season(1, _episode(1, 1, "2008-01-20", there=12192, airs_at=instant, runtime_minutes=58))],
            "trakt": [_season(1, _episode(1, 1, there=73640, tmdb_id=62085, rating=Rating(8.1, 9000)))],
        }
    )
    [pilot] = season.episodes
    assert (season.name, pilot.title, pilot.air_date, pilot.airs_at) == ("S1", "Pilot", date(2008, 1, 20), instant)
    assert (pilot.runtime_minutes, pilot.precision) == (58, "instant")
    assert pilot.ratings == {"tmdb": Rating(8.3, 100), "trakt": Rating(8.1, 9000)}
    assert pilot.numbering == {
        "tmdb": Numbering(1, 1, 62085),
        "tvmaze": Numbering(1, 1, 12192),
        "trakt": Numbering(1, 1, 73640),
    }


def test_other_numbering_is_matched_by_day_and_kept_beside() -> None:
    [season] = merge_seasons(
        {
            "tmdb": [
                _season(1, _episode(1, 1, "2002-09-20"), _episode(1, 2, "2002-09-27"), _episode(1, 3, "2002-12-20"))
            ],
            "tvmaze": [
                _season(
                    1,
                    _episode(1, 1, "2002-12-20", there=11),
                    _episode(1, 2, "2002-09-20", there=12),
                    _episode(1, 3, "2002-09-27", there=13),
                )
            ],
        }
    )
    assert [item.numbering["tvmaze"].id for item in season.episodes] == [12, 13, 11]
    assert season.episodes[2].numbering["tvmaze"] == Numbering(1, 1, 11)


def test_two_episodes_of_one_day_are_matched_in_order() -> None:
    [season] = merge_seasons(
        {
            "tmdb": [_season(1, _episode(1, 1, "2016-07-15"), _episode(1, 2, "2016-07-15"))],
            "tvmaze": [_season(1, _episode(1, 1, "2016-07-15", there=1), _episode(1, 2, "2016-07-15", there=2))],
        }
    )
    assert [item.numbering["tvmaze"].id for item in season.episodes] == [1, 2]


def _places(seasons: tuple[Season, ...]) -> list[tuple[int, int]]:
    return [(season.number, episode.number) for season in seasons for episode in season.episodes]


def test_next_season_is_supplied_by_another_provider_that_counts_alike() -> None:
    first, second = merge_seasons(
        {
            "tmdb": [_season(1, _episode(1, 1, "2020-01-01"))],
            "tvmaze": [_season(1, _episode(1, 1, "2020-01-01")), _season(2, _episode(2, 1, "2027-01-01"))],
        }
    )
    assert (first.number, second.number, second.episodes[0].air_date) == (1, 2, date(2027, 1, 1))
    assert "tmdb" not in second.episodes[0].numbering


def test_further_episodes_of_the_newest_season_are_supplied_by_a_provider_that_counts_alike() -> None:
    tmdb = [_season(1, _episode(1, 1, "2020-01-01")), _season(2, _episode(2, 1, "2021-01-01"))]
    tvmaze = [*tmdb, _season(2, _episode(2, 2, "2021-01-08"), _episode(2, 3))]
    assert _places(merge_seasons({"tmdb": tmdb, "tvmaze": tvmaze})) == [(1, 1), (2, 1), (2, 2)]


def test_season_of_a_year_is_never_published_beside_tmdbs() -> None:
    tmdb = [_season(1, _episode(1, 1, "2025-03-03")), _season(2, _episode(2, 1, "2026-12-01"))]
    tvmaze = [
        _season(2025, _episode(2025, 1, "2025-03-03")),
        _season(2026, _episode(2026, 1, "2026-12-01"), _episode(2026, 2, "2026-12-08")),
    ]
    assert _places(merge_seasons({"tmdb": tmdb, "tvmaze": tvmaze})) == [(1, 1), (2, 1)]
    assert _places(merge_seasons({"tvmaze": tvmaze})) == [(2025, 1), (2026, 1), (2026, 2)]
    assert _places(merge_seasons({"tvmaze": tvmaze}, [SeasonOutline(1), SeasonOutline(2)])) == []


@pytest.mark.parametrize("day", ["2026-11-26", "2026-11-30", "2026-12-02"])
def test_unmatched_episode_of_a_shifted_numbering_is_not_published(day: str) -> None:
    days = ["2026-11-26", "2026-11-27", "2026-11-28"]
    tmdb = [_season(1, *(_episode(1, at, item) for at, item in enumerate(days, start=1)))]
    tvmaze = [_season(1, *(_episode(1, at, item) for at, item in enumerate([days[0], *days, day], start=1)))]
    assert _places(merge_seasons({"tmdb": tmdb, "tvmaze": tvmaze})) == [(1, 1), (1, 2), (1, 3)]


def test_listed_season_without_a_page_is_supplied_and_named_by_the_show() -> None:
    outlines = [SeasonOutline(1, "One"), SeasonOutline(2, "Two", poster_path="/two.jpg")]
    seasons = merge_seasons(
        {
            "tmdb": [_season(1, _episode(1, 1, "2011-04-17"))],
            "tvmaze": [_season(1, _episode(1, 1, "2011-04-17")), _season(2, _episode(2, 1, "2012-04-01"))],
        },
        outlines,
    )
    assert [(item.number, item.name, item.poster_path) for item in seasons] == [
        (1, "One", None),
        (2, "Two", "/two.jpg"),
    ]


def test_season_that_tmdb_deleted_is_not_supplied_by_another_provider() -> None:
    tvmaze = [_season(1, _episode(1, 1, "2020-01-01")), _season(2, _episode(2, 1, "2027-01-01"))]
    seasons = merge_seasons({"tmdb": tvmaze[:1], "tvmaze": tvmaze}, [SeasonOutline(1)], withdrawn=[2])
    assert _places(seasons) == [(1, 1)]


def test_instant_of_another_day_is_not_that_of_the_episode() -> None:
    old = datetime(2026, 12, 1, 18, tzinfo=UTC)
    [season] = merge_seasons(
        {
            "tmdb": [_season(1, _episode(1, 1, "2026-12-07", there=5))],
            "trakt": [_season(1, _episode(1, 1, tmdb_id=5, airs_at=old, rating=Rating(8.0, 9)))],
        }
    )
    assert (season.episodes[0].airs_at, season.episodes[0].ratings) == (None, {"trakt": Rating(8.0, 9)})


def test_runtime_is_the_mean_of_the_regular_episodes_with_halves_rounded_up() -> None:
    def seasons(*minutes: int | None) -> tuple[Season, ...]:
        episodes = [_episode(1, at, runtime_minutes=item) for at, item in enumerate(minutes, start=1)]
        special = _season(0, _episode(0, 1, runtime_minutes=5))
        return merge_seasons({"tmdb": [special, _season(1, *episodes)]})

    assert mean_runtime(seasons(47, 52)) == 50
    assert mean_runtime(seasons(48, 49, None)) == 49
    assert mean_runtime(seasons(None)) is None


def test_episode_without_a_time_has_day_precision() -> None:
    [season] = merge_seasons({"tmdb": [_season(1, _episode(1, 1, "2020-01-01"), _episode(1, 2))]})
    assert [item.precision for item in season.episodes] == ["day", None]


def test_newest_aired_episode_is_the_highest_number_without_specials() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    seasons = merge_seasons(
        {
            "tmdb": [
                _season(0, _episode(0, 9, "2026-11-01")),
                _season(1, _episode(1, 1, "2025-01-01"), _episode(1, 2, "2025-01-08")),
                _season(2, _episode(2, 1, "2026-11-14"), _episode(2, 2, "2026-11-21"), _episode(2, 3, "2026-11-28")),
            ]
        }
    )
    assert highest_aired(seasons, now) == (2, 1)
    assert highest_aired(seasons, datetime(2026, 11, 22, 12, tzinfo=UTC)) == (2, 2)
    assert highest_aired((), now) is None
