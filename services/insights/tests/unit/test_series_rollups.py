"""Series from roll-ups: which intervals a span cuts, and that values equal those of the days."""

from collections.abc import Sequence
from datetime import date

import pytest

from insights.domain.signals.signal import Signal
from insights.domain.trends.rollups import Division, RollUp, by_period
from insights.domain.trends.series import Entry, Interval, Span, by_day, combined

pytestmark = pytest.mark.unit


def _rollup(values: Sequence[float]) -> RollUp:
    return RollUp(min(values), max(values), sum(values) / len(values), values[-1], len(values))


@pytest.mark.parametrize("signal", list(Signal))
def test_a_rollup_has_the_value_of_its_days(signal: Signal) -> None:
    values = [2.0, 4.0, 1.0]
    assert _rollup(values).value(signal) == combined(values, signal)


@pytest.mark.parametrize(
    ("first", "last", "interval", "whole", "cut"),
    [
        ((11, 2), (11, 15), Interval.WEEK, ((11, 2), (11, 15)), []),
        ((11, 1), (11, 16), Interval.WEEK, ((11, 2), (11, 15)), [((11, 1), (11, 1)), ((11, 16), (11, 16))]),
        ((11, 3), (11, 14), Interval.WEEK, None, [((11, 3), (11, 14))]),
        ((11, 3), (11, 4), Interval.WEEK, None, [((11, 3), (11, 4))]),
        ((1, 31), (3, 1), Interval.MONTH, ((2, 1), (2, 28)), [((1, 31), (1, 31)), ((3, 1), (3, 1))]),
        ((1, 1), (2, 28), Interval.MONTH, ((1, 1), (2, 28)), []),
    ],
)
def test_a_span_has_whole_intervals_and_those_that_it_cuts(
    first: tuple[int, int],
    last: tuple[int, int],
    interval: Interval,
    whole: tuple[tuple[int, int], tuple[int, int]] | None,
    cut: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    def span(days: tuple[tuple[int, int], tuple[int, int]]) -> Span:
        return Span(*(date(2026, *day) for day in days))

    division = Division.of(span((first, last)), interval)
    assert division == Division(None if whole is None else span(whole), tuple(map(span, cut)))


@pytest.mark.parametrize("interval", [Interval.WEEK, Interval.MONTH])
def test_a_series_of_rollups_equals_that_of_the_days(interval: Interval) -> None:
    span = Span(date(2026, 1, 14), date(2026, 4, 9))
    observed = {day: float(day.day) for day in span.days() if day.day % 3 and day.month != 2}
    groups: dict[date, list[float]] = {}
    for day, value in observed.items():
        groups.setdefault(interval.start_of(day), []).append(value)
    cut = {day: observed[day] for part in Division.of(span, interval).cut for day in part.days() if day in observed}
    rollups = {start: _rollup(values) for start, values in groups.items()}
    entries = by_period(rollups, cut, span, interval, Signal.POPULARITY)
    assert entries == by_day(observed, span, interval, Signal.POPULARITY)
    assert Entry(date(2026, 2, 9 if interval is Interval.WEEK else 1)) in entries
