"""A chart in words, for readers who do not see it."""

from typing import Final

from charts.model import Bar, BarChart, Chart, LineChart, Series, Sparkline
from charts.texts import compact, one_line

MOST_CHARACTERS: Final = 200
MOST_BARS: Final = 10


def named(chart: Chart) -> str:
    """Return the name of a chart."""
    return one_line(chart.name if isinstance(chart, Sparkline) else chart.caption.title, MOST_CHARACTERS)


def described(chart: Chart) -> str:
    """Return what a chart shows: of each line its ends and extremes, of bars the first ones."""
    if isinstance(chart, Sparkline):
        values = [value for value in chart.values if value is not None]
        return f"From {compact(values[0])} to {compact(values[-1])}." if values else "No data."
    parts = [chart.caption.subtitle, "" if not chart.is_empty else chart.note]
    if isinstance(chart, LineChart) and not chart.is_empty:
        parts += [chart.vertical.text, *(_line(line) for line in chart.series)]
        parts += [f"{marker.text}: {marker.at}" for marker in chart.markers]
    if isinstance(chart, BarChart):
        parts += [chart.values.text, "; ".join(_bar(bar) for bar in chart.bars[:MOST_BARS])]
        left = len(chart.bars) - MOST_BARS
        parts += [f"and {left} more" if left > 0 else ""]
    parts += [f"Source: {chart.caption.source}" if chart.caption.source else ""]
    parts += [f"As of {chart.caption.as_of}" if chart.caption.as_of else ""]
    return " ".join(f"{one_line(part, MOST_CHARACTERS).rstrip('.')}." for part in parts if part)


def _line(line: Series) -> str:
    values_at = [(point.at, point.value) for point in line.points if point.value is not None]
    if not values_at:
        return f"{line.name}: no data"
    values = [value for _, value in values_at]
    (first, start), (last, end) = values_at[0], values_at[-1]
    text = f"{line.name}: {compact(start)} at {first}, {compact(end)} at {last}"
    return f"{text}, lowest {compact(min(values))}, highest {compact(max(values))}"


def _bar(bar: Bar) -> str:
    return f"{bar.name} {bar.text or compact(bar.value)}"
