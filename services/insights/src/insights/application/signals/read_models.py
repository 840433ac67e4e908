"""Read models of signals: plain values in the shape of the responses."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DayOfTitle:
    """A title's audience on one UTC day; null is unknown."""

    day: date
    total_watchers: int | None = None
    live_watchers: int | None = None
    popularity: float | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A title's days from `first` to `last`, one entry per day."""

    media_id: UUID
    first: date
    last: date
    days: list[DayOfTitle]
