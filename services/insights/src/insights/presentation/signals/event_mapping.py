"""Consumed events to commands about signals."""

from typing import Final

from contracts.ingestion import Rating
from contracts.readers.insights import SignalsCollected
from insights.application.signals.commands import RecordSignals
from insights.domain.signals.measurement import Measurement, SeriesKey
from insights.domain.signals.signal import Signal, Source
from insights.domain.titles.title import Title

_SIGNALS: Final = (
    ("live_watchers", Signal.LIVE_WATCHERS, Source.TRAKT),
    ("total_watchers", Signal.TOTAL_WATCHERS, Source.TRAKT),
    ("total_plays", Signal.TOTAL_PLAYS, Source.TRAKT),
    ("popularity", Signal.POPULARITY, Source.TMDB),
)
"""The fields of `signals.collected`, and the source that the contract gives each."""
_RATED_BY: Final = (
    ("tmdb", Source.TMDB),
    ("imdb", Source.IMDB),
    ("trakt", Source.TRAKT),
    ("metacritic", Source.METACRITIC),
    ("rotten_tomatoes", Source.ROTTEN_TOMATOES),
)


def to_signals(event: SignalsCollected) -> RecordSignals:
    """Return the command of collected signals; an unknown value is no measurement."""
    backfilled = event.origin == "backfill"
    values = [(signal, source, getattr(event, field)) for field, signal, source in _SIGNALS]
    for field, source in _RATED_BY:
        rating = getattr(event.ratings, field)
        if rating is not None:
            values.append((Signal.RATING, source, rating.rating))
            values.append((Signal.VOTES, source, rating.votes if isinstance(rating, Rating) else None))
    measurements = tuple(
        Measurement(
            SeriesKey(event.media_id, signal, source, event.region), event.day, value, event.observed_at, backfilled
        )
        for signal, source, value in values
        if value is not None
    )
    return RecordSignals(Title(event.media_id, event.kind, event.tmdb_id), event.day, measurements)
