"""Series: ranges, gaps, what several days have together, and the index."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from insights.domain.signals.signal import Signal
from insights.domain.trends.series import (
    Entry,
    FutureDay,
    Interval,
    RangeTooLong,
    ReversedRange,
    Span,
    TitleSeries,
    by_day,
    by_hour,
    combined,
    indexed,
)

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)


def _span(first: date | None, last: date | None, interval: Interval = Interval.DAY) -> Span:
    return Span.of(first, last, today=TODAY, usual=90, interval=interval)


def test_the_usual_range_ends_today() -> None:
    assert _span(None, None) == Span(date(2026, 8, 24), TODAY)
    assert _span(None, date(2026, 1, 31), Interval.HOUR) == Span(date(2026, 1, 1), date(2026, 1, 31))
    assert _span(date(2026, 11, 1), None) == Span(date(2026, 11, 1), TODAY)


@pytest.mark.parametrize(
    ("first", "last", "interval", "error", "parameter"),
    [
        (None, date(2026, 11, 22), Interval.DAY, FutureDay, "to"),
        (date(2026, 11, 22), None, Interval.DAY, FutureDay, "from"),
        (date(2026, 11, 2), date(2026, 11, 1), Interval.DAY, ReversedRange, "from"),
        (date(2026, 10, 21), TODAY, Interval.HOUR, RangeTooLong, "from"),
        (date(2024, 9, 12), TODAY, Interval.DAY, RangeTooLong, "from"),
        (date(2011, 7, 23), TODAY, Interval.WEEK, RangeTooLong, "from"),
        (date(2006, 11, 21), TODAY, Interval.MONTH, RangeTooLong, "from"),
    ],
)
def test_a_range_that_cannot_be_names_its_parameter(
    first: date | None, last: date, interval: Interval, error: type[FutureDay], parameter: str
) -> None:
    with pytest.raises(error) as raised:
        _span(first, last, interval)
    assert raised.value.parameter == parameter
    assert str(raised.value).startswith(f"{parameter} must ")


def test_the_longest_ranges_are_allowed() -> None:
    assert len(list(_span(date(2026, 10, 22), TODAY, Interval.HOUR).hours())) == 31 * 24
    assert len(list(_span(date(2024, 9, 13), TODAY).days())) == 800
    assert len(list(_span(date(2011, 7, 24), TODAY, Interval.WEEK).days())) == 5600
    assert len(list(_span(date(2006, 11, 22), TODAY, Interval.MONTH).days())) == 7305


def test_a_day_without_an_observation_is_null_and_zero_is_a_value() -> None:
    span = Span(date(2026, 11, 1), date(2026, 11, 3))
    entries = by_day({date(2026, 11, 1): 0.0, date(2026, 11, 3): 2.0}, span, Interval.DAY, Signal.POPULARITY)
    assert entries == [
        Entry(date(2026, 11, 1), 0.0, 1),
        Entry(date(2026, 11, 2)),
        Entry(date(2026, 11, 3), 2.0, 1),
    ]


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    span = Span(date(2026, 10, 30), date(2026, 11, 9))
    observed = {day: float(day.day) for day in span.days() if day.day != 2}
    weeks = by_day(observed, span, Interval.WEEK, Signal.LIVE_WATCHERS)
    assert weeks == [
        Entry(date(2026, 10, 26), 31.0, 3),
        Entry(date(2026, 11, 2), 8.0, 6),
        Entry(date(2026, 11, 9), 9.0, 1),
    ]
    months = by_day(observed, span, Interval.MONTH, Signal.TOTAL_WATCHERS)
    assert months == [Entry(date(2026, 10, 1), 31.0, 2), Entry(date(2026, 11, 1), 9.0, 8)]


def test_hours_have_gaps_too() -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    entries = by_hour({start + timedelta(hours=5): 7.0}, Span(start.date(), start.date()))
    assert len(entries) == 24
    assert [entry for entry in entries if entry.observations] == [Entry(start + timedelta(hours=5), 7.0, 1)]


@pytest.mark.parametrize(
    ("signal", "value"),
    [
        (Signal.LIVE_WATCHERS, 4.0),
        (Signal.TOTAL_WATCHERS, 1.0),
        (Signal.TOTAL_PLAYS, 1.0),
        (Signal.VOTES, 1.0),
        (Signal.RATING, 1.0),
        (Signal.POPULARITY, 7 / 3),
        (Signal.RANK, 1.0),
        (Signal.PLAYS, 7.0),
    ],
)
def test_several_days_have_one_value_by_the_kind_of_signal(signal: Signal, value: float) -> None:
    assert combined([2.0, 4.0, 1.0], signal) == value
    assert combined([], signal) is None


def test_an_index_begins_with_the_first_value_above_zero() -> None:
    entries = [Entry(TODAY), Entry(TODAY, 0.0, 1), Entry(TODAY, 40.0, 1), Entry(TODAY, 50.0, 1)]
    assert [entry.value for entry in indexed(entries)] == [None, 0.0, 100.0, 125.0]
    assert [entry.value for entry in indexed([Entry(TODAY, 0.0, 1)])] == [None]
    [without] = indexed([Entry(TODAY, 0.0, 1)])
    assert without.observations == 0


def test_a_series_without_observations_is_empty() -> None:
    assert TitleSeries(UUID(int=1), "movie", "Dune", None, [Entry(TODAY)]).is_empty
    assert not TitleSeries(UUID(int=1), "movie", "Dune", None, [Entry(TODAY, 0.0, 1)]).is_empty
