"""Trends to contract events."""

from contracts.insights import TrendChangedV1
from insights.domain.movements.trend import TREND_WINDOW, Trend


def trend_changed(trend: Trend) -> TrendChangedV1:
    """Return the event of a trend."""
    return TrendChangedV1(
        version=trend.version,
        media_id=trend.media_id,
        kind="movie" if trend.kind == "movie" else "show",
        tmdb_id=trend.tmdb_id,
        direction=trend.direction,
        window_days=TREND_WINDOW.days,
        as_of=trend.as_of,
        changed_at=trend.changed_at,
    )
