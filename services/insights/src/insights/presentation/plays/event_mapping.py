"""Consumed events to plays."""

from datetime import UTC
from typing import Final

from contracts.readers.insights import PlayRecorded
from insights.domain.plays.play import DatedPlay

_DATED: Final = frozenset({"instant", "day"})


def to_play(event: PlayRecorded) -> DatedPlay:
    """Return the play; one that was not completed, was retracted, or has no known day does not count."""
    counts = event.completed and not event.retracted and event.precision in _DATED
    day = event.watched_at.astimezone(UTC).date() if counts else None
    return DatedPlay(event.user_id, event.play_id, event.media_id, day)
