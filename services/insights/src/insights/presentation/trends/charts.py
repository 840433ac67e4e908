"""Series as charts."""

from typing import Final

from charts.model import Axis, Caption, LineChart, Point, Sparkline
from charts.model import Series as Line
from insights.application.trends.queries import Series
from insights.domain.signals.signal import Signal, Source
from insights.domain.trends.series import TitleSeries
from insights.presentation.trends.schemas import unit_of

NAMES: Final = {
    Signal.LIVE_WATCHERS: "Live watchers",
    Signal.TOTAL_WATCHERS: "Watchers in total",
    Signal.TOTAL_PLAYS: "Plays in total",
    Signal.POPULARITY: "Popularity",
    Signal.VOTES: "Votes",
    Signal.RATING: "Rating",
    Signal.RANK: "Rank",
    Signal.PLAYS: "Plays",
}
SOURCES: Final = {
    Source.TRAKT: "Trakt",
    Source.TMDB: "TMDB",
    Source.IMDB: "IMDb",
    Source.MARQUEE: "Marquee",
    Source.METACRITIC: "Metacritic",
    Source.ROTTEN_TOMATOES: "Rotten Tomatoes",
}


def series_chart(series: Series) -> LineChart:
    """Return the chart of one title's or several titles' series; a gap is a gap in the line."""
    channel = series.request.channel
    name = NAMES[channel.signal]
    names = [title.name or f"{title.kind} {title.media_id}" for title in series.titles]
    place = "worldwide" if channel.region == "global" else f"in {channel.region}"
    downward = channel.signal is Signal.RANK and not series.indexed
    return LineChart(
        Caption(
            title=" · ".join(names) if len(names) <= 2 else f"{name} of {len(names)} titles",
            subtitle=f"{name} per {series.request.interval}, {place}, {series.span.first} to {series.span.last}",
            source=SOURCES[channel.source],
            as_of=series.span.last,
        ),
        tuple(
            Line(label, tuple(Point(entry.at, entry.value) for entry in title.entries))
            for label, title in zip(names, series.titles, strict=True)
        ),
        vertical=Axis(name, unit_of(series), lowest=1 if downward else None, downward=downward),
        note=f"{name}: nothing was observed by {SOURCES[channel.source]} in this range",
    )


def sparkline(title: TitleSeries) -> Sparkline:
    """Return the small chart of a title's series."""
    return Sparkline(title.name or title.kind, tuple(entry.value for entry in title.entries))
