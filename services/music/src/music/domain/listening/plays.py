"""Plays: where they were started, how much they count, and what is a skip."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from music.domain.listening.errors import PlayedAtInvalid

SKIPPED_BELOW: Final = 0.5
"""A track of which less was played was skipped."""
CLOCK_DIFFERENCE: Final = timedelta(minutes=5)
"""How far ahead the clock of a client may be."""
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Earlier times are those of clocks that were never set."""


class Context(StrEnum):
    """From where a track was started. The values are stored."""

    DIRECT = "direct"
    """The user has chosen this track."""
    SEARCH = "search"
    PLAYLIST = "playlist"
    ARTIST = "artist"
    QUEUE = "queue"
    RECOMMENDATION = "recommendation"
    ALBUM = "album"
    RADIO = "radio"
    SHUFFLE = "shuffle"


class SourceType(StrEnum):
    """What a track was played from. The values are stored."""

    ALBUM = "album"
    ARTIST = "artist"
    GENRE = "genre"
    PLAYLIST = "playlist"
    MIX = "mix"
    RADIO = "radio"


WEIGHTS: Final[Mapping[Context, float]] = MappingProxyType(
    {
        Context.DIRECT: 1.0,
        Context.SEARCH: 0.9,
        Context.PLAYLIST: 0.8,
        Context.ARTIST: 0.75,
        Context.QUEUE: 0.7,
        Context.RECOMMENDATION: 0.7,
        Context.ALBUM: 0.6,
        Context.RADIO: 0.4,
        Context.SHUFFLE: 0.2,
    }
)
"""How much a whole play shows that the user likes the track: a choice shows more than chance."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a track was played from."""

    type: SourceType
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Play:
    """A track that a user has played or skipped."""

    id: UUID
    user_id: UUID
    track_id: UUID
    played_at: datetime
    completion: float
    """How much of it was played, from 0 to 1."""
    context: Context = Context.DIRECT
    source: Source | None = None

    @property
    def is_skip(self) -> bool:
        """Return whether the user has ended it before its middle."""
        return self.completion < SKIPPED_BELOW

    @property
    def weighted(self) -> float:
        """Return how much the play counts; a skip counts nothing."""
        return 0.0 if self.is_skip else WEIGHTS[self.context] * self.completion

    def repeats(self, other: "Play") -> bool:
        """Return whether this is the same play, reported once more; its time may be that of the report."""
        return (self.track_id, self.context, self.completion) == (other.track_id, other.context, other.completion)


def time_of_play(stated: datetime | None, now: datetime) -> datetime:
    """Return when a track was played: now if not stated; raise PlayedAtInvalid."""
    if stated is None:
        return now
    if stated > now + CLOCK_DIFFERENCE:
        raise PlayedAtInvalid("playedAt: must not be in the future")
    if stated < EARLIEST:
        raise PlayedAtInvalid("playedAt: must not be before 2000-01-01")
    return min(stated.astimezone(UTC), now)


def popularity(plays: int, skips: int, listeners: int, completion: float | None) -> float | None:
    """Return how much the listeners of a track like it: plays of each × completion × share without skips × 100."""
    if not listeners or completion is None:
        return None
    return plays / listeners * completion * (plays / (plays + skips)) * 100
