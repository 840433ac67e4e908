"""Consumed events to commands about signals."""

from operator import attrgetter
from typing import Final

from contracts.ingestion import Rating
from contracts.readers.insights import SignalsCollected
from insights.application.signals.commands import RecordSignals
from insights.domain.signals.measurement import Measurement, SeriesKey
from insights.domain.signals.signal import Signal, Source
from insights.domain.titles.title import Title

_SIGNALS: Final = {
    "live_watchers": (Signal.LIVE_WATCHERS, Source.TRAKT),
    "total_watchers": (Signal.TOTAL_WATCHERS, Source.TRAKT),
    "total_plays": (Signal.TOTAL_PLAYS, Source.TRAKT),
    "popularity": (Signal.POPULARITY, Source.TMDB),
}
"""The fields of `signals.collected`, and the source that the contract gives each."""
_RATED_BY: Final = {
    "tmdb": Source.TMDB,
    "imdb": Source.IMDB,
    "trakt": Source.TRAKT,
    "metacritic": Source.METACRITIC,
    "rotten_tomatoes": Source.ROTTEN_TOMATOES,
}
_values: Final = attrgetter(*_SIGNALS)
_ratings: Final = attrgetter(*_RATED_BY)


def to_signals(event: SignalsCollected) -> RecordSignals:
    """Return the command of collected signals; an unknown value is no measurement."""
    values: list[tuple[Signal, Source, float | None]] = [
        (*series, value) for series, value in zip(_SIGNALS.values(), _values(event), strict=True)
    ]
    for source, rating in zip(_RATED_BY.values(), _ratings(event.ratings), strict=True):
        if rating is not None:
            values.append((Signal.RATING, source, rating.rating))
            values.append((Signal.VOTES, source, rating.votes if isinstance(rating, Rating) else None))
    media_id, region, day, observed_at = event.media_id, event.region, event.day, event.observed_at
    backfilled = event.origin == "backfill"
    measurements = [
        Measurement(SeriesKey(media_id, signal, source, region), day, value, observed_at, backfilled)
        for signal, source, value in values
        if value is not None
    ]
    return RecordSignals(Title(media_id, event.kind, event.tmdb_id), day, tuple(measurements))
