"""Statistics as charts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from charts.model import MOST_BARS, Axis, Bar, BarChart, Caption, LineChart, Point, Series
from library.application.statistics.reading import DatedStatistics
from library.domain.statistics.statistics import Part, Statistics
from library.presentation.statistics.requests import PartName

TITLES: Final[Mapping[PartName, str]] = {
    "months": "Hours watched by month",
    "weekdays": "Plays by weekday",
    "hours": "Plays by hour",
    "genres": "Plays by genre",
    "decades": "Plays by decade",
    "countries": "Plays by country",
    "languages": "Plays by language",
    "directors": "Plays by director",
    "cast": "Plays by member of the cast",
    "ratings": "Titles by stars",
    "shows": "Most played shows",
}
NOTE: Final = "Nothing was watched in this time"


def statistics_chart(dated: DatedStatistics, part: PartName, when: str) -> LineChart | BarChart:
    """Return the chart of a part of statistics; `when` is the period in words."""
    statistics = dated.statistics
    caption = Caption(TITLES[part], _subtitle(statistics, when), "Marquee", dated.today)
    if part == "months":
        return LineChart(caption, _monthly(statistics.months), vertical=Axis("Watched", "hours", lowest=0), note=NOTE)
    unit = "titles" if part == "ratings" else "plays"
    bars = _bars(statistics, part)[:MOST_BARS]
    is_empty = all(bar.value == 0 for bar in bars)
    return BarChart(caption, () if is_empty else tuple(bars), Axis("Number", unit), note=NOTE)


def _subtitle(statistics: Statistics, when: str) -> str:
    totals = statistics.totals
    return f"{totals.plays} plays, {totals.seconds / 3600:.0f} hours, {when}"


def _bars(statistics: Statistics, part: PartName) -> list[Bar]:
    if part == "ratings":
        return [
            Bar(f"{stars} {'star' if stars == 1 else 'stars'}", titles, text=str(titles))
            for stars, titles in sorted(statistics.ratings.items(), reverse=True)
        ]
    if part == "shows":
        return [Bar(show.name, show.plays, text=str(show.plays)) for show in statistics.shows]
    parts: Mapping[str, Sequence[Part]] = {
        "weekdays": statistics.weekdays,
        "hours": statistics.hours,
        "genres": statistics.genres,
        "decades": statistics.decades,
        "countries": statistics.countries,
        "languages": statistics.languages,
        "directors": statistics.directors,
        "cast": statistics.cast,
    }
    return [Bar(item.name, item.plays, text=str(item.plays)) for item in parts[part]]


def _monthly(months: Sequence[Part]) -> tuple[Series, ...]:
    """Return the hours of every month from the first to the last; one without plays has none."""
    if not months:
        return ()
    hours = {date.fromisoformat(f"{month.key}-01"): month.seconds / 3600 for month in months}
    points = []
    month = min(hours)
    while month <= max(hours):
        points.append(Point(month, round(hours.get(month, 0.0), 2)))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return (Series("Hours", tuple(points)),)
