"""When something was watched, and which episodes have aired."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from library.domain.entries.progress import EpisodeNumber
from library.domain.errors import WatchedAtInvalid
from library.domain.plays.items import Precision
from library.domain.plays.times import WatchTime, place_in_order
from library.domain.titles.airing import aired_episodes, has_aired
from library.domain.titles.details import EpisodeDetails

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
TOKYO = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("at", "precision", "stored"),
    [
        (datetime(2026, 11, 20, 1, tzinfo=TOKYO), "instant", datetime(2026, 11, 19, 16, tzinfo=UTC)),
        (datetime(2026, 11, 20, 1, tzinfo=TOKYO), "day", datetime(2026, 11, 20, tzinfo=UTC)),
        (datetime(2026, 1, 1, 1, tzinfo=TOKYO), "year", datetime(2026, 1, 1, tzinfo=UTC)),
        (datetime(1888, 1, 1, tzinfo=UTC), "instant", datetime(1888, 1, 1, tzinfo=UTC)),
        (NOW + timedelta(minutes=5), "instant", NOW + timedelta(minutes=5)),
        (None, "unknown", None),
    ],
)
def test_a_time_is_stored_as_precisely_as_it_is_known(
    at: datetime | None, precision: Precision, stored: datetime | None
) -> None:
    assert WatchTime(at, precision).stored(NOW) == stored


@pytest.mark.parametrize("at", [datetime(1887, 12, 31, 23, 59, tzinfo=UTC), NOW + timedelta(minutes=5, seconds=1)])
@pytest.mark.parametrize("precision", ["instant", "day", "year"])
def test_a_time_that_cannot_be_is_rejected(at: datetime, precision: Precision) -> None:
    with pytest.raises(WatchedAtInvalid, match="watchedAt: must not be"):
        WatchTime(at, precision).stored(NOW)


@pytest.mark.parametrize(
    ("watched_at", "precision", "place"),
    [
        (None, "unknown", NOW),
        (datetime(2026, 11, 20, tzinfo=UTC), "instant", datetime(2026, 11, 20, tzinfo=UTC)),
        (NOW + timedelta(minutes=5), "instant", NOW),
        (datetime(2026, 11, 20, tzinfo=UTC), "day", datetime(2026, 11, 20, 23, 59, 59, 999999, tzinfo=UTC)),
        (datetime(2026, 11, 29, tzinfo=UTC), "day", NOW),
        (datetime(2025, 1, 1, tzinfo=UTC), "year", datetime(2025, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        (datetime(2026, 1, 1, tzinfo=UTC), "year", NOW),
    ],
)
def test_a_play_has_a_place_in_the_journal_that_is_never_in_the_future(
    watched_at: datetime | None, precision: Precision, place: datetime
) -> None:
    assert place_in_order(watched_at, precision, NOW) == place


@pytest.mark.parametrize(
    ("episode", "aired"),
    [
        (EpisodeDetails(1, airs_at=NOW), True),
        (EpisodeDetails(1, airs_at=NOW + timedelta(seconds=1), air_date=date(2026, 11, 1)), False),
        (EpisodeDetails(1, air_date=date(2026, 11, 28)), True),
        (EpisodeDetails(1, air_date=date(2026, 11, 29)), False),
        (EpisodeDetails(1, air_date=date(9999, 12, 31)), False),
        (EpisodeDetails(1), False),
    ],
)
def test_an_episode_has_aired_when_its_day_has_ended_everywhere(episode: EpisodeDetails, aired: bool) -> None:
    assert has_aired(episode, NOW) is aired


def test_an_episode_without_a_date_has_aired_before_a_later_one_and_in_a_show_that_has_ended() -> None:
    places = [EpisodeNumber(0, 1), EpisodeNumber(1, 1), EpisodeNumber(1, 2), EpisodeNumber(2, 1)]
    special, undated, dated, last = places
    episodes = {place: EpisodeDetails(place.episode) for place in places}
    episodes[special] = episodes[dated] = EpisodeDetails(1, air_date=date(2020, 1, 1))

    assert aired_episodes(episodes, ended=False, now=NOW) == [undated, dated]
    assert aired_episodes(episodes, ended=True, now=NOW) == [undated, dated, last]
