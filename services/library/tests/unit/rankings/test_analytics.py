"""The windows, rounding and ties of the analytics of rankings."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.domain.rankings.analytics import RankedMovie, activity, distribution, genres, sums
from library.domain.rankings.streaks import Streak, streaks_of
from library.domain.rankings.windows import Window, activity_window, genre_window
from library.domain.titles.details import Genre

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)
DRAMA, ACTION, CRIME = Genre(18, "Drama"), Genre(28, "Action"), Genre(80, "Crime")


def ranked(
    day: date, stars: int = 4, genre: Genre | None = DRAMA, runtime: int | None = 100, hour: int = 12
) -> RankedMovie:
    return RankedMovie(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), stars, genre, runtime)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 21), date(2025, 10, 26), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2025, 11, 30), date(2026, 12, 31)),
        (date(2024, 2, 29), date(2023, 1, 29), date(2024, 2, 29)),
        (date(2027, 2, 28), date(2026, 2, 1), date(2027, 2, 28)),
    ],
)
def test_activity_begins_on_a_sunday_and_ends_with_the_month(today: date, first: date, last: date) -> None:
    assert activity_window(today) == Window(first, last)


def test_genres_are_those_from_the_first_of_the_month_of_last_year() -> None:
    assert genre_window(TODAY) == Window(date(2025, 11, 1), TODAY)


@given(st.dates(date(1990, 1, 1), date(2200, 12, 31)))
def test_activity_covers_thirteen_months_in_whole_weeks(today: date) -> None:
    window = activity_window(today)
    assert window.first.isoweekday() == 7
    assert timedelta(0) <= date(today.year - 1, today.month, 1) - window.first < timedelta(days=7)
    assert (window.last + timedelta(days=1)).day == 1
    assert window.has(today)


def test_days_without_rankings_are_omitted() -> None:
    movies = [ranked(TODAY), ranked(TODAY), ranked(date(2025, 10, 26)), ranked(date(2025, 10, 25))]
    days = [(day.day, day.count) for day in activity(movies, UTC, TODAY).days]
    assert days == [(date(2025, 10, 26), 1), (TODAY, 2)]


def test_a_day_is_that_of_the_time_zone() -> None:
    movies = [ranked(date(2026, 11, 20), hour=23)]
    assert [day.day for day in activity(movies, ZoneInfo("Europe/Kyiv"), TODAY).days] == [TODAY]
    assert [day.day for day in activity(movies, UTC, TODAY).days] == [date(2026, 11, 20)]


def test_a_movie_counts_for_its_first_genre_in_the_window() -> None:
    movies = [
        ranked(TODAY, 5),
        ranked(TODAY, 4),
        ranked(TODAY, 4),
        ranked(TODAY, 3, ACTION),
        ranked(TODAY, 3, None),
        ranked(date(2025, 10, 31), 1, ACTION),
    ]
    figures = genres(movies, UTC, TODAY)
    assert figures.movies == 5
    assert [(item.genre, item.count, item.average_stars) for item in figures.genres] == [
        (DRAMA, 3, 4.3),
        (ACTION, 1, 3),
    ]


def test_of_equally_frequent_genres_the_first_by_name_is_the_top() -> None:
    movies = [ranked(TODAY, genre=genre) for genre in (DRAMA, CRIME, ACTION, DRAMA, ACTION, CRIME)]
    assert sums(movies, UTC, TODAY).top_genre == "Action"
    assert [item.genre for item in genres(movies, UTC, TODAY).genres] == [ACTION, CRIME, DRAMA]


def test_sums_count_all_rankings_and_leave_out_unknown_runtimes() -> None:
    movies = [ranked(date(1999, 1, 1), 5, runtime=None), ranked(TODAY, 4, runtime=136), ranked(TODAY, 4, runtime=90)]
    figures = sums(movies, UTC, TODAY)
    assert (figures.movies, figures.watch_minutes, figures.movies_without_runtime) == (3, 226, 1)
    assert figures.average_stars == 4.33


def test_nothing_is_zero() -> None:
    figures = sums([], UTC, TODAY)
    assert (figures.average_stars, figures.current_streak, figures.longest_streak, figures.top_genre) == (0, 0, 0, None)
    assert distribution([]) == {1: 0, 2: 0, 3: 0, 4: 0, 5: 0}


@pytest.mark.parametrize(("last", "current"), [(TODAY, 2), (date(2026, 11, 20), 2), (date(2026, 11, 19), 0)])
def test_a_streak_is_current_until_the_day_after(last: date, current: int) -> None:
    movies = [ranked(last), ranked(last - timedelta(days=1)), ranked(last), ranked(date(2026, 1, 1))]
    figures = sums(movies, UTC, TODAY)
    assert (figures.current_streak, figures.longest_streak) == (current, 2)


@given(st.sets(st.dates(date(2026, 1, 1), date(2026, 3, 31))))
def test_a_streak_is_a_run_of_days_that_cannot_grow(days: set[date]) -> None:
    streaks = streaks_of(days)
    runs = [Streak(day, length) for day in days for length in [_length(day, days)] if day + timedelta(1) not in days]
    best = max((run.days for run in runs), default=None)
    longest = min((run for run in runs if run.days == best), key=lambda run: run.last, default=None)
    assert streaks.longest == longest
    assert streaks.latest == max(runs, key=lambda run: run.last, default=None)


def _length(day: date, days: set[date]) -> int:
    length = 0
    while day - timedelta(length) in days:
        length += 1
    return length
