"""What a player reports of a session.

Each event has a number that is unique in its session, so that an event which is sent again counts once. `offset_ms` is
the time since the session began by the clock of the client: it is plausible at best, and decides nothing.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

MOST_EVENTS: Final = 20_000
"""How many events a session can have; their numbers are below it."""
LONGEST_RANGE_MS: Final = 600_000
"""The longest range that one event can report as watched."""


@dataclass(frozen=True, slots=True)
class Started:
    """The first frame was shown, some time after the user had requested it."""

    sequence: int
    offset_ms: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Rebuffered:
    """Playing stopped, because segments were missing; `offset_ms` is when it stopped."""

    sequence: int
    offset_ms: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The player had an error; a fatal one ended playing."""

    sequence: int
    offset_ms: int
    code: str
    fatal: bool


@dataclass(frozen=True, slots=True)
class QualityChanged:
    """The player changed to another rendition."""

    sequence: int
    offset_ms: int
    height: int
    bits_per_second: int


@dataclass(frozen=True, slots=True)
class Sought:
    """The user went to another position."""

    sequence: int
    offset_ms: int
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class Watched:
    """A range of positions was played without a break; its end is not part of it."""

    sequence: int
    offset_ms: int
    begin_ms: int
    end_ms: int
    height: int | None = None
    """Lines of the picture; null when it is not known."""
    speed: float = 1.0

    @property
    def length_ms(self) -> int:
        """Return how much of the video it is."""
        return self.end_ms - self.begin_ms

    @property
    def viewing_ms(self) -> int:
        """Return how long it took."""
        return round(self.length_ms / self.speed)


ClientEvent: TypeAlias = Started | Rebuffered | Failed | QualityChanged | Sought | Watched
