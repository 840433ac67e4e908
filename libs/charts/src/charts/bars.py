"""Horizontal bars with names, values and intervals."""

from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from charts.canvas import CHARACTER, EDGE, TEXT_SIZE, Canvas
from charts.model import Bar, BarChart
from charts.texts import compact

THICKNESS: Final = 0.68


def draw_bars(canvas: Canvas, chart: BarChart) -> None:
    """Draw the bars of a chart that has some."""
    widest = canvas.look.width * 0.4
    names = [canvas.fitting(bar.name, widest) for bar in chart.bars]
    left = min(widest, max(len(name) for name in names) * TEXT_SIZE * CHARACTER) + EDGE + 8
    named_below = 18 if chart.values.text else 0
    head = 56 if chart.caption.subtitle else 40
    axes = canvas.axes(left=left, top=head, right=EDGE + 8, bottom=52 + named_below)
    axes.grid(axis="x", color=canvas.palette.grid, linewidth=0.8)
    axes.set_axisbelow(True)
    for place, bar in enumerate(chart.bars):
        _bar(canvas, axes, bar, place)
    axes.set_ylim(len(chart.bars) - 0.4, -0.6)
    canvas.ticks(axes.yaxis, range(len(names)), names)
    axes.tick_params(axis="y", labelcolor=canvas.palette.ink)
    _values(canvas, axes, chart)


def _bar(canvas: Canvas, axes: Axes, bar: Bar, place: int) -> None:
    palette = canvas.palette
    below = bar.value < 0
    # Hatching distinguishes a negative bar without its color.
    axes.barh(place, bar.value, THICKNESS, color=palette.negative if below else palette.lines[0],
              hatch="///" if below else None, edgecolor=palette.background, linewidth=0)  # fmt: skip
    if bar.low is not None and bar.high is not None:
        axes.plot([bar.low, bar.high], [place, place], color=palette.ink, linewidth=1.4, marker="|", markersize=7)
    end = max(bar.value, bar.high or bar.value) if not below else min(bar.value, bar.low or bar.value)
    note = axes.annotate("", (end, place), xytext=(-5 if below else 5, 0), textcoords="offset pixels", va="center",
                         ha="right" if below else "left", color=palette.ink, fontsize=TEXT_SIZE - 1)  # fmt: skip
    canvas.label(note, bar.text or compact(bar.value))


def _values(canvas: Canvas, axes: Axes, chart: BarChart) -> None:
    ends = [end for bar in chart.bars for end in (bar.value, bar.low, bar.high) if end is not None]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = 0.16 * (high - low) or 1.0
    low = low - room if low < 0 else low
    high = high + room if high > 0 or low == 0 else high
    lowest, highest = chart.values.lowest, chart.values.highest
    axes.set_xlim(low if lowest is None else lowest, high if highest is None else highest)
    axes.axvline(0, color=canvas.palette.muted, linewidth=1)
    axes.xaxis.set_major_locator(MaxNLocator(max(2, canvas.look.width // 130)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: compact(value)))
    if chart.values.text:
        text = canvas.fitting(chart.values.text, canvas.look.width - 80)
        canvas.label(axes.set_xlabel("", color=canvas.palette.muted), text)
