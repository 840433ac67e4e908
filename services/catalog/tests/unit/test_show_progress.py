"""How far a show has aired: the later one of its episodes and its record, and no label when they disagree."""

from datetime import UTC, date, datetime, timedelta

import pytest

from catalog.domain.airing import day_ends_at
from catalog.domain.cards import EpisodeNumber
from catalog.domain.show_progress import AiredEpisode, ShowRecord, progress_of

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ENDED, OPEN = date(2026, 11, 20), date(2026, 11, 21)
PILOT = AiredEpisode(EpisodeNumber(1, 1), date(2026, 11, 13), day_ends_at(date(2026, 11, 13)))


def test_later_record_sets_the_last_air_date_without_an_episode() -> None:
    record = ShowRecord(date(2026, 11, 19), None, EpisodeNumber(8, 6), date(2026, 11, 19))
    progress = progress_of(PILOT, None, record, NOW)
    assert (progress.last_air_date, progress.last_episode, progress.last_aired_at) == (date(2026, 11, 19), None, None)


@pytest.mark.parametrize("day", [None, date(2011, 6, 19), date(2026, 11, 13)])
def test_record_of_the_same_or_an_older_day_changes_nothing(day: date | None) -> None:
    progress = progress_of(PILOT, None, ShowRecord(day), NOW)
    assert (progress.last_air_date, progress.last_episode) == (date(2026, 11, 13), EpisodeNumber(1, 1))


@pytest.mark.parametrize(("hour", "shown"), [(3, date(2026, 11, 14)), (15, date(2026, 11, 14))])
def test_local_day_and_utc_day_of_one_instant_agree(hour: int, shown: date) -> None:
    west = AiredEpisode(EpisodeNumber(1, 1), date(2026, 11, 13), datetime(2026, 11, 14, 3, tzinfo=UTC))
    east = AiredEpisode(EpisodeNumber(1, 1), date(2026, 11, 14), datetime(2026, 11, 13, 15, tzinfo=UTC))
    for aired in (west, east):
        progress = progress_of(aired, None, ShowRecord(aired.air_date), NOW)
        assert (progress.last_episode, progress.last_air_date) == (EpisodeNumber(1, 1), shown)


def test_show_without_episodes_takes_those_of_its_record() -> None:
    progress = progress_of(
        None, None, ShowRecord(ENDED - timedelta(days=1), None, EpisodeNumber(2, 5), ENDED - timedelta(days=1)), NOW
    )
    assert (progress.last_episode, progress.last_air_date) == (EpisodeNumber(2, 5), ENDED - timedelta(days=1))
    assert progress.last_aired_at == day_ends_at(ENDED - timedelta(days=1))


def test_record_has_an_episode_only_for_its_last_day() -> None:
    record = ShowRecord(date(2026, 11, 19), None, EpisodeNumber(2, 5), date(2026, 11, 12))
    assert progress_of(None, None, record, NOW).last_episode is None


def test_day_of_the_record_that_has_not_ended_is_the_next_and_not_the_last() -> None:
    at_four = datetime(2026, 11, 21, 4, tzinfo=UTC)
    progress = progress_of(PILOT, None, ShowRecord(OPEN, None, EpisodeNumber(1, 2), OPEN), at_four)
    assert (progress.last_air_date, progress.last_episode) == (date(2026, 11, 13), EpisodeNumber(1, 1))
    assert progress.next_air_date == OPEN
    assert progress_of(None, None, ShowRecord(None, ENDED), at_four).next_air_date == ENDED
    assert progress_of(None, None, ShowRecord(None, ENDED - timedelta(days=1)), NOW).next_air_date is None


def test_episode_that_has_aired_today_is_not_announced_again() -> None:
    aired = AiredEpisode(EpisodeNumber(1, 2), OPEN, datetime(2026, 11, 21, 10, tzinfo=UTC))
    progress = progress_of(aired, None, ShowRecord(OPEN, OPEN), NOW)
    assert (progress.last_air_date, progress.next_air_date) == (OPEN, None)
    assert progress_of(aired, date(2026, 11, 28), ShowRecord(OPEN, OPEN), NOW).next_air_date == date(2026, 11, 28)
