"""Examples of the events that insights publishes."""

from datetime import timedelta
from typing import Final

from contracts.event import Event
from contracts.examples.subjects import MOVIE, NOON
from contracts.identity import media_id
from contracts.insights import InsightsChangedV1, TrendChangedV1

EXAMPLES: Final[tuple[Event, ...]] = (
    TrendChangedV1(
        version=1,
        media_id=media_id("movie", MOVIE),
        kind="movie",
        tmdb_id=MOVIE,
        direction="up",
        window_days=30,
        as_of=(NOON - timedelta(days=1)).date(),
        changed_at=NOON,
    ),
    InsightsChangedV1(keys=("insights:titles", f"insights:title:{media_id('movie', MOVIE)}"), changed_at=NOON),
)
