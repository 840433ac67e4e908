"""Series by week or month from roll-ups, which are kept longer than days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from insights.domain.signals.signal import Signal
from insights.domain.trends.series import DAY, STATES, SUMS, Entry, Interval, Span, by_day


@dataclass(frozen=True, slots=True)
class RollUp:
    """What the days of a week or month have together."""

    minimum: float
    maximum: float
    mean: float
    last: float
    days: int

    def value(self, signal: Signal) -> float:
        """Return the value of the interval, as `combined` does for its days."""
        if signal in STATES:
            return self.last
        if signal in SUMS:
            return round(self.mean * self.days, 6)
        if signal.is_live:
            return self.maximum
        return self.minimum if signal is Signal.RANK else self.mean


@dataclass(frozen=True, slots=True)
class Division:
    """The whole intervals of a span, and the days of those that it cuts: at its begin, at its end, or both."""

    whole: Span | None
    cut: tuple[Span, ...]

    @classmethod
    def of(cls, span: Span, interval: Interval) -> "Division":
        """Return the division of a span."""
        start = interval.start_of(span.first)
        first = start if start == span.first else following(start, interval)
        end = interval.start_of(span.last + DAY) - DAY
        if first > end:
            return cls(None, (span,))
        ends = ((span.first, first - DAY), (end + DAY, span.last))
        return cls(Span(first, end), tuple(Span(*days) for days in ends if days[0] <= days[1]))


def following(start: date, interval: Interval) -> date:
    """Return the start of the next week or month."""
    return start + timedelta(days=7) if interval is Interval.WEEK else (start + timedelta(days=31)).replace(day=1)


def by_period(
    rollups: Mapping[date, RollUp], observed: Mapping[date, float], span: Span, interval: Interval, signal: Signal
) -> list[Entry]:
    """Return one entry per week or month of the span; one that the span cuts has what its days have together."""
    division = Division.of(span, interval)
    entries = [entry for days in division.cut for entry in by_day(observed, days, interval, signal)]
    if division.whole is not None:
        for start in _starts(division.whole, interval):
            rollup = rollups.get(start)
            entries.append(Entry(start) if rollup is None else Entry(start, rollup.value(signal), rollup.days))
    return sorted(entries, key=lambda entry: entry.at.isoformat())


def _starts(span: Span, interval: Interval) -> Iterator[date]:
    start = span.first
    while start <= span.last:
        yield start
        start = following(start, interval)
