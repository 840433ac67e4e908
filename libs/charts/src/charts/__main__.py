"""`python -m charts FOLDER`: write the example pictures of docs/charts.md, with values that are made up."""

import argparse
import math
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from charts.drawing import draw
from charts.model import Axis, Bar, BarChart, Caption, Chart, LineChart, Marker, Point, Series, Sparkline
from charts.options import HEIGHT, SPARK_HEIGHT, SPARK_WIDTH, WIDTH, Look

LAST: Final = date(2026, 11, 28)
DAYS: Final = 90
OUTAGE: Final = range(52, 57)


def _watchers(height: float, start: int) -> tuple[Point, ...]:
    days = [LAST - timedelta(days=DAYS - 1 - number) for number in range(DAYS)]
    return tuple(
        Point(day, None if number in OUTAGE else round(_audience(number, height, start) * (1.25 if _free(day) else 1)))
        for number, day in enumerate(days)
    )


def _audience(number: int, height: float, start: int) -> float:
    return 20 + (height * math.exp(-(number - start) / 18) if number >= start else 0)


def _free(day: date) -> bool:
    return day.weekday() >= 5


def examples() -> Mapping[str, Chart]:
    """Return the examples by the name of their file."""
    source = "made-up values"
    range_text = f"Live watchers per day, worldwide, {LAST - timedelta(days=DAYS - 1)} to {LAST}"
    left = [math.exp(-number / 40) * (0.82 if number >= 14 else 1) for number in range(36)]
    curve = tuple(Point(n, 100 * v, 100 * v - n / 6, min(100.0, 100 * v + n / 6)) for n, v in enumerate(left))
    return {
        "series": LineChart(
            Caption("A series", range_text, source, LAST),
            (Series("A series", _watchers(180, 30)),),
            vertical=Axis("Live watchers", "users watching at one time"),
            markers=(Marker(LAST - timedelta(days=DAYS - 31), "season 2"),),
        ),
        "comparison": LineChart(
            Caption("Live watchers of 3 titles", range_text, source, LAST),
            tuple(Series(name, _watchers(*form)) for name, form in _TITLES.items()),
            vertical=Axis("Live watchers", "users watching at one time"),
        ),
        "drop-off": LineChart(
            Caption("Users left per episode", "Kaplan-Meier", source, LAST),
            (Series("Users left", curve, steps=True),),
            Axis("Episode", ticks=tuple((float(n), f"S{n // 12 + 1}E1") for n in (0, 12, 24))),
            Axis("Users left", "% of those who began, with 95 % interval", 0, 100),
            (Marker(14, "drop point S2E3"),),
        ),
        "explanation": BarChart(
            Caption("Score by open-1", "78.3 of 100 is the sum of the bars", source, LAST),
            tuple(Bar(name, value, text=f"{value:.1f}") for name, value in _TERMS.items()),
            Axis("Contribution", "points of the score"),
        ),
        "sparkline": Sparkline("A series", tuple(point.value for point in _watchers(180, 30))),
    }


_TITLES: Final = {"First title": (180.0, 30), "Second title": (120.0, 55), "Third title": (60.0, 5)}
_TERMS: Final = {"IMDb": 35.7, "TMDB": 20.4, "Trakt": 14.1, "Metacritic": 5.6, "Prior": 2.5}


def main() -> None:
    """Write every example as an SVG that follows the reader's system."""
    parser = argparse.ArgumentParser(prog="python -m charts", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures are written")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, chart in examples().items():
        size = (SPARK_WIDTH, SPARK_HEIGHT) if isinstance(chart, Sparkline) else (WIDTH, HEIGHT)
        (folder / f"chart-{name}.svg").write_bytes(draw(chart, Look("svg", "auto", *size)) + b"\n")


if __name__ == "__main__":
    main()
