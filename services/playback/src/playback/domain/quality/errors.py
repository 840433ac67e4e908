"""Errors of measurements.

PlaybackError
├── EventsTooLate
└── EventInvalid
"""

from datetime import datetime

from chassis.core.rules.broken import BrokenRule
from playback.domain.errors import PlaybackError


class EventsTooLate(PlaybackError):
    """Events of the session are not accepted any more."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"Events of this session were accepted until {until.isoformat()}")


class EventInvalid(PlaybackError):
    """A field of an event breaks a rule that depends on the session, or on another field."""

    def __init__(self, index: int, field: str, broken: BrokenRule) -> None:
        self.field = f"events.{index}.{field}"
        self.broken = broken
        super().__init__(f"{self.field} {broken}")
