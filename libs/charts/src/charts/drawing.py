"""From a chart to the bytes of its picture."""

from charts.bars import draw_bars
from charts.canvas import Canvas
from charts.descriptions import described, named
from charts.lines import draw_lines, draw_spark
from charts.model import BarChart, Chart, Sparkline
from charts.options import Look
from charts.svg import finished


def draw(chart: Chart, look: Look) -> bytes:
    """Return the picture of a chart: the same bytes for the same chart and look."""
    canvas = Canvas(look)
    if not isinstance(chart, Sparkline):
        canvas.caption(chart.caption)
    if chart.is_empty:
        if not isinstance(chart, Sparkline):
            canvas.note(chart.note)
    elif isinstance(chart, BarChart):
        draw_bars(canvas, chart)
    elif isinstance(chart, Sparkline):
        draw_spark(canvas, chart)
    else:
        draw_lines(canvas, chart)
    if look.format == "png":
        return canvas.png()
    return finished(canvas.svg(), look=look, title=named(chart), description=described(chart), texts=canvas.texts)
