"""Seasons of three providers become one, whoever counts how."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ingestion.domain.episodes import (
    EpisodeFacts,
    Numbering,
    SeasonFacts,
    highest_aired,
    merge_seasons,
)
from ingestion.domain.facts import Rating

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
    assert [each.numbering["tvmaze"].id for each in season.episodes] == [12, 13, 11]
    assert season.episodes[2].numbering["tvmaze"] == Numbering(1, 1, 11)


def test_a_day_shared_by_two_episodes_matches_nobody_by_day() -> None:
    [season] = merge_seasons(
        {
            "tmdb": [_season(1, _episode(1, 1, "2016-07-15"), _episode(1, 2, "2016-07-15"))],
            "tvmaze": [_season(1, _episode(1, 1, "2016-07-15", there=1), _episode(1, 2, "2016-07-15", there=2))],
        }
    )
    assert [each.numbering["tvmaze"].id for each in season.episodes] == [1, 2]


def test_an_episode_only_tvmaze_knows_fills_its_free_number() -> None:
    first, second = merge_seasons(
        {
            "tmdb": [_season(1, _episode(1, 1, "2020-01-01"))],
            "tvmaze": [_season(1, _episode(1, 1, "2020-01-01")), _season(2, _episode(2, 1, "2027-01-01"))],
        }
    )
    assert (first.number, second.number, second.episodes[0].air_date) == (1, 2, date(2027, 1, 1))
    assert "tmdb" not in second.episodes[0].numbering


def test_without_a_time_only_the_day_is_known() -> None:
    [season] = merge_seasons({"tmdb": [_season(1, _episode(1, 1, "2020-01-01"), _episode(1, 2))]})
    assert [each.precision for each in season.episodes] == ["day", None]


def test_the_newest_aired_episode_is_the_highest_not_the_first_and_not_a_special() -> None:
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
    assert highest_aired((), now) is None
