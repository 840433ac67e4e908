"""Consumed events to commands about signals."""

from contracts.readers.insights import SignalsCollected
from insights.application.signals.commands import RecordObservation
from insights.domain.signals.snapshot import Observation, SnapshotKey
from insights.domain.titles.title import Title


def to_observation(event: SignalsCollected) -> RecordObservation:
    """Return the command of collected signals."""
    observation = Observation(
        observed_at=event.observed_at,
        backfilled=event.origin == "backfill",
        live_watchers=event.live_watchers,
        total_watchers=event.total_watchers,
        popularity=event.popularity,
    )
    title = Title(event.media_id, event.kind, event.tmdb_id)
    return RecordObservation(title, SnapshotKey(event.media_id, event.day, event.region), observation)
