"""Lines over days, instants or numbers: gaps, bands, markers, a legend."""

from datetime import date
from typing import Any, Final, Literal

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.ticker import FuncFormatter, MaxNLocator

from charts.canvas import CHARACTER, EDGE, TEXT_SIZE, Canvas
from charts.model import Axis, LineChart, Position, Series, Sparkline
from charts.palette import DASHES, MARKS
from charts.texts import compact

BAND_OPACITY: Final = 0.22
LEGEND_HEIGHT: Final = 20
NAN: Final = float("nan")


def draw_lines(canvas: Canvas, chart: LineChart) -> None:
    """Draw the lines of a chart that has values."""
    legend = len(chart.series) > 1
    head = 74 if chart.caption.subtitle else 54
    named_below = 18 if chart.horizontal.text else 0
    axes = canvas.axes(left=58, top=head + (LEGEND_HEIGHT if legend else 0), right=EDGE + 8, bottom=52 + named_below)
    for number, line in enumerate(chart.series):
        _line(canvas, axes, line, number)
    _horizontal(canvas, axes, chart)
    _vertical(canvas, axes, chart.vertical)
    canvas.write(
        EDGE, head - 20, canvas.fitting(chart.vertical.text, canvas.look.width / 2), color=canvas.palette.muted
    )
    for marker in chart.markers:
        _marker(canvas, axes, _number(marker.at), marker.text)
    if legend:
        _legend(canvas, axes, chart, head)


def draw_spark(canvas: Canvas, spark: Sparkline) -> None:
    """Draw a small line without axes, with a mark at its newest value."""
    values = [NAN if value is None else value for value in spark.values]
    axes = canvas.axes(left=4, top=4, right=6, bottom=4)
    axes.set_axis_off()
    color = canvas.palette.lines[0]
    axes.plot(range(len(values)), values, color=color, linewidth=1.6, marker=_lonely(values), markersize=3)
    newest = max(number for number, value in enumerate(spark.values) if value is not None)
    axes.plot([newest], [values[newest]], color=color, marker="o", markersize=4, clip_on=False)
    axes.set_xlim(0, max(1, len(values) - 1))


def _line(canvas: Canvas, axes: Axes, line: Series, number: int) -> None:
    color = canvas.palette.lines[number]
    xs = [_number(point.at) for point in line.points]
    ys = [NAN if point.value is None else point.value for point in line.points]
    style = "steps-post" if line.steps else "default"
    style_of_line: dict[str, Any] = {"color": color, "linestyle": DASHES[number], "linewidth": 2, "drawstyle": style}
    axes.plot(xs, ys, **style_of_line)
    alone = [place for place in range(len(ys)) if _is_alone(ys, place)]
    # A value between two gaps has no line; the newest value has a mark, so that its line is found without its color.
    newest = [place for place in range(len(ys)) if ys[place] == ys[place]][-1:]
    marked = sorted({*alone, *newest})
    axes.plot([xs[place] for place in marked], [ys[place] for place in marked], color=color, linestyle="none",
              marker=MARKS[number], markersize=5)  # fmt: skip
    if any(point.low is not None for point in line.points):
        low = [NAN if point.low is None else point.low for point in line.points]
        high = [NAN if point.high is None else point.high for point in line.points]
        step: Literal["post"] | None = "post" if line.steps else None
        axes.fill_between(xs, low, high, color=color, alpha=BAND_OPACITY, linewidth=0, step=step)


def _is_alone(values: list[float], place: int) -> bool:
    around = values[max(0, place - 1) : place] + values[place + 1 : place + 2]
    return values[place] == values[place] and all(value != value for value in around)


def _lonely(values: list[float]) -> str:
    return "." if any(_is_alone(values, place) for place in range(len(values))) else ""


def _horizontal(canvas: Canvas, axes: Axes, chart: LineChart) -> None:
    axis = chart.horizontal
    first = next(point.at for line in chart.series for point in line.points)
    ticks = max(2, canvas.look.width // 110)
    if axis.ticks:
        canvas.ticks(axes.xaxis, [place for place, _ in axis.ticks], [name for _, name in axis.ticks])
    elif isinstance(first, date):
        locator = AutoDateLocator(minticks=2, maxticks=ticks)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(ticks, integer=True))
    axes.set_xlim(*_range(axes.get_xlim(), axis))
    if axis.text:
        canvas.label(axes.set_xlabel("", color=canvas.palette.muted), canvas.fitting(axis.text, canvas.look.width - 80))


def _vertical(canvas: Canvas, axes: Axes, axis: Axis) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(max(3, canvas.look.height // 70), integer=axis.downward))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: compact(value)))
    axes.grid(axis="y", color=canvas.palette.grid, linewidth=0.8)
    low, high = _range(axes.get_ylim(), axis)
    if axis.downward:
        axes.set_ylim(high, low - 0.04 * (high - low))
    else:
        axes.set_ylim(low, high)


def _range(suggested: tuple[float, float], axis: Axis) -> tuple[float, float]:
    low = suggested[0] if axis.lowest is None else axis.lowest
    high = suggested[1] if axis.highest is None else axis.highest
    return (low, high) if low < high else (low - 1, high + 1)


def _marker(canvas: Canvas, axes: Axes, at: float, text: str) -> None:
    axes.axvline(at, color=canvas.palette.muted, linewidth=1, linestyle=(0, (3, 3)))
    left, right = axes.get_xlim()
    late = at > left + 0.75 * (right - left)
    note = axes.annotate("", (at, 1), xycoords=("data", "axes fraction"), xytext=(-4 if late else 4, -2),
                         textcoords="offset pixels", va="top", ha="right" if late else "left",
                         color=canvas.palette.muted, fontsize=TEXT_SIZE - 1)  # fmt: skip
    canvas.label(note, canvas.fitting(text, canvas.look.width / 4))


def _legend(canvas: Canvas, axes: Axes, chart: LineChart, head: float) -> None:
    """Write the names in one row above the axes, each behind a piece of its line."""
    room = (canvas.look.width - 2 * EDGE) / len(chart.series)
    x = float(EDGE)
    for number, line in enumerate(chart.series):
        name = canvas.fitting(line.name, room - 44)
        places = [(x + offset) / canvas.look.width for offset in (0, 13, 26)]
        height = 1 - (head + 6) / canvas.look.height
        axes.plot(places, [height] * 3, transform=canvas.figure.transFigure, clip_on=False, linewidth=2, markersize=5,
                  color=canvas.palette.lines[number], linestyle=DASHES[number], marker=MARKS[number],
                  markevery=[1])  # fmt: skip
        canvas.write(x + 32, head, name, color=canvas.palette.ink)
        x += min(room, 44 + len(name) * TEXT_SIZE * CHARACTER)


def _number(at: Position) -> float:
    return float(date2num(at)) if isinstance(at, date) else float(at)
