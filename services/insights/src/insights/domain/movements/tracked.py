"""The signals whose changes are computed, and the windows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from insights.domain.signals.signal import Signal, Source

CHANGE_WINDOWS: Final = (1, 7, 30, 90, 365)
"""In days."""
REASON_DAYS: Final = 14
"""A fact explains a movement when it is at most so many days before or after it."""


@dataclass(frozen=True, slots=True)
class TrackedSignal:
    """A signal from its source; a cumulative one only grows, and is compared by its increments per day."""

    signal: Signal
    source: Source
    cumulative: bool


TRACKED: Final = (
    TrackedSignal(Signal.POPULARITY, Source.TMDB, cumulative=False),
    TrackedSignal(Signal.LIVE_WATCHERS, Source.TRAKT, cumulative=False),
    TrackedSignal(Signal.TOTAL_WATCHERS, Source.TRAKT, cumulative=True),
    TrackedSignal(Signal.VOTES, Source.TMDB, cumulative=True),
    TrackedSignal(Signal.PLAYS, Source.MARQUEE, cumulative=False),
)
TRACKED_BY_SIGNAL: Final[Mapping[Signal, TrackedSignal]] = {tracked.signal: tracked for tracked in TRACKED}
