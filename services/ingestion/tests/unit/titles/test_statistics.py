"""When the statistics of a title are checked again."""

from datetime import UTC, datetime, timedelta

import pytest

from ingestion.domain.titles.statistics import (
    Statistics,
    StatisticsCheck,
    changed_share,
    has_rating_moved,
    next_check,
)

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
KNOWN = Statistics(total_watchers=1000, total_plays=2000, votes=100, popularity=10.0)


def _checked(interval: timedelta, statistics: Statistics = KNOWN) -> StatisticsCheck:
    return StatisticsCheck(NOW - interval, interval, NOW, is_complete=True, statistics=statistics)


@pytest.mark.parametrize(
    ("after", "share"),
    [
        (KNOWN, 0.0),
        (Statistics(1100, 2000, 100, 10.0), 0.1),
        (Statistics(1100, 2000, 130, 10.0), 0.3),
        (Statistics(900, 2000, 100, 99.0), 0.1),
        (Statistics(total_plays=2100, popularity=99.0), 0.05),
        (Statistics(popularity=15.0), 0.5),
        (Statistics(), None),
    ],
)
def test_share_is_that_of_the_count_that_changed_most(after: Statistics, share: float | None) -> None:
    assert changed_share(KNOWN, after) == pytest.approx(share)


def test_first_count_of_a_title_without_any_is_a_change() -> None:
    assert changed_share(Statistics(votes=0), Statistics(votes=3)) == 1.0
    assert changed_share(Statistics(votes=0), Statistics(votes=0)) == 0.0


@pytest.mark.parametrize(
    ("watchers", "hours"), [(1000, 48), (1050, 24), (1100, 18), (1200, 12), (1500, 12), (1501, 6), (400, 6)]
)
def test_title_that_changes_more_is_checked_sooner(watchers: int, hours: int) -> None:
    check = next_check(_checked(24 * HOUR), Statistics(watchers), NOW, is_complete=True, random=0.5)
    assert (check.interval, check.due_at) == (hours * HOUR, NOW + hours * HOUR)


def test_first_interval_is_the_shortest_and_intervals_are_bounded_and_vary() -> None:
    first = next_check(None, KNOWN, NOW, is_complete=True, random=0.5)
    assert (first.interval, first.due_at, first.statistics) == (6 * HOUR, NOW + 6 * HOUR, KNOWN)
    longest = next_check(_checked(60 * HOUR), KNOWN, NOW, is_complete=True, random=1.0)
    assert (longest.interval, longest.due_at) == (72 * HOUR, NOW + 86.4 * HOUR)
    assert next_check(_checked(7 * HOUR), Statistics(1300), NOW, is_complete=True, random=0.5).interval == 6 * HOUR


def test_what_is_unknown_now_keeps_its_last_value_and_the_interval() -> None:
    check = next_check(_checked(24 * HOUR), Statistics(), NOW, is_complete=False, random=0.5)
    assert (check.interval, check.statistics, check.is_complete) == (24 * HOUR, KNOWN, False)
    check = next_check(_checked(24 * HOUR), Statistics(votes=0), NOW, is_complete=False, random=0.5)
    assert check.statistics == Statistics(1000, 2000, 0, 10.0)


@pytest.mark.parametrize(
    ("before", "after", "has_moved"),
    [(7.14, 7.12, False), (7.14, 7.16, True), (None, 7.1, True), (7.1, None, False), (None, None, False)],
)
def test_rating_moves_by_what_is_shown(before: float | None, after: float | None, *, has_moved: bool) -> None:
    assert has_rating_moved(before, after) is has_moved
