"""Read models as charts."""

from collections.abc import Sequence
from typing import Final

from charts.model import Axis, Bar, BarChart, Caption, LineChart, Marker, Point, Series
from stats.application.drop_off.queries import StoredAnalysis
from stats.application.scoring.queries import Explanation, History
from stats.domain.drop_off.analysis import Analysis, CurvePoint

SOURCES: Final = {"trakt": "Trakt", "tmdb": "TMDB", "imdb": "IMDb", "tvmaze": "TVMaze", "marquee": "users of Marquee"}
METHODS: Final = {
    "survival-1": "Kaplan-Meier over users of Marquee",
    "votes-1": "estimated from the votes per episode",
    "threshold-1": "rule of rating and votes",
}
TERMS: Final = {
    "prior": "Prior",
    "imdb": "IMDb",
    "tmdb": "TMDB",
    "trakt": "Trakt",
    "metacritic": "Metacritic",
    "rottenTomatoes": "Rotten Tomatoes",
    "rating": "Rating",
    "popularity": "Popularity",
    "watchers": "Watchers",
    "confidence": "Votes",
    "freshness": "Freshness",
}
REASONS: Final = {
    "TOO_FEW_EPISODES": "Too few episodes",
    "TOO_FEW_VOTES": "Too few votes",
    "TOO_FEW_USERS": "Too few users",
}
MOST_TICKS: Final = 12


def score_chart(history: History, name: str | None) -> LineChart:
    """Return the chart of a period's scores, each with the interval of its formula; one is valid until the next."""
    points = [Point(day.day, day.score, day.low, day.high) for day in history.days]
    if points and points[-1].at != history.last:
        newest = points[-1]
        points.append(Point(history.last, newest.value, newest.low, newest.high))
    return LineChart(
        Caption(
            name or "Score",
            f"Score by {history.formula}, the last of each day, {history.first} to {history.last} (UTC)",
            "Marquee",
            history.last,
        ),
        (Series("Score", tuple(points), steps=True),),
        vertical=Axis("Score", "0 to 100", 0, 100),
        note="No score was computed in this period",
    )


def explanation_chart(explanation: Explanation, name: str | None) -> BarChart:
    """Return the chart of a score's terms: the contributions of all bars add up to the score."""
    explained = explanation.score
    total = None if explained is None else explained.of_day.score
    scored = "No score" if total is None else f"Score {total:.1f} of 100"
    return BarChart(
        Caption(
            name or "Score",
            f"{scored} by {explanation.formula}, the sum of the bars",
            "Marquee",
            explanation.as_of if explained is None else explained.of_day.day,
        ),
        tuple(
            Bar(TERMS.get(term.name, term.name), term.contribution, text=f"{term.contribution:.1f}")
            for term in (explained.terms if explained else ())
        ),
        Axis("Contribution", "points of the score"),
        note="No score was computed up to this day",
    )


def drop_off_chart(stored: StoredAnalysis, name: str | None) -> LineChart:
    """Return the chart of the share of users that is left at each episode, with its interval of 95 %."""
    analysis = stored.analysis
    curve = analysis.curve if analysis else ()
    analyzed = stored.analyzed_at.date() if stored.analyzed_at else None
    method = f", {METHODS.get(analysis.method, analysis.method)}" if analysis else ""
    source = SOURCES.get(analysis.source or "", analysis.source or "Marquee") if analysis else "Marquee"
    return LineChart(
        Caption(name or f"TMDB show {stored.tmdb_id}", f"Users left per episode{method}", source, analyzed),
        (
            Series(
                "Users left",
                tuple(Point(number, *_percents(point)) for number, point in enumerate(curve)),
                steps=analysis is not None and analysis.method == "survival-1",
            ),
        ),
        Axis("Episode", ticks=_ticks(curve)),
        Axis("Users left", "% of those who began, with 95 % interval", 0, max(100.0, *_highest(curve))),
        markers=_drop_point(analysis, curve),
        note=_note(analysis),
    )


def _percents(point: CurvePoint) -> tuple[float, float | None, float | None]:
    low, high = (None if end is None else 100 * end for end in (point.low, point.high))
    return 100 * point.retention, low, high


def _highest(curve: Sequence[CurvePoint]) -> list[float]:
    return [100 * max(point.retention, point.high or 0) for point in curve] or [100.0]


def _ticks(curve: Sequence[CurvePoint]) -> tuple[tuple[float, str], ...]:
    """Return the places of the first episodes of seasons, or of evenly spaced episodes of a single season."""
    starts = [
        number
        for number, point in enumerate(curve)
        if number == 0 or point.place.season != curve[number - 1].place.season
    ]
    places = starts if len(starts) > 1 else list(range(len(curve)))
    chosen = places[:: -(-len(places) // MOST_TICKS) or 1]
    return tuple((float(number), _name(curve[number])) for number in chosen)


def _name(point: CurvePoint) -> str:
    return f"S{point.place.season}E{point.place.episode}"


def _drop_point(analysis: Analysis | None, curve: Sequence[CurvePoint]) -> tuple[Marker, ...]:
    if analysis is None or analysis.point is None:
        return ()
    place = analysis.point.place
    at = next((number for number, point in enumerate(curve) if point.place == place), None)
    return () if at is None else (Marker(at, f"drop point {_name(curve[at])}"),)


def _note(analysis: Analysis | None) -> str:
    if analysis is None:
        return "The show was not analyzed yet"
    return REASONS.get(analysis.reason or "", "This method has no curve")
