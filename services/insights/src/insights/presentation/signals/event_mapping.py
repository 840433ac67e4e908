"""Consumed events to commands about signals."""

from typing import Final

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


def to_signals(event: SignalsCollected) -> RecordSignals:
    """Return the command of collected signals; an unknown value is no measurement."""
    backfilled = event.origin == "backfill"
    measurements = tuple(
        Measurement(
            SeriesKey(event.media_id, signal, source, event.region), event.day, value, event.observed_at, backfilled
        )
        for field, signal, source in _SIGNALS
        if (value := getattr(event, field)) is not None
    )
    return RecordSignals(Title(event.media_id, event.kind, event.tmdb_id), event.day, measurements)
