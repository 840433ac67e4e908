"""Which plays of different sources are the same one.

Two plays of one movie or episode are equal when both have a time and it is the same minute, or when one has only a day
and the other is on that day, in the time zone of the import. A year or an unknown time equals nothing. A play equals
one other at most, so that two plays on one day stay two. Plays of one format differ by their keys instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final
from uuid import UUID

from library.domain.entries.progress import EpisodeNumber
from library.domain.imports.rows import Moment

_DATED: Final = ("instant", "day")


@dataclass(frozen=True, slots=True)
class JournalPlay:
    """A play of the journal, as far as others are compared with it."""

    play_id: UUID
    watched_at: Moment
    origin: str


@dataclass(slots=True)
class JournalPlays:
    """The plays of a title that other imports or the user have added, and those that equal imported ones already."""

    by_place: Mapping[EpisodeNumber | None, Sequence[JournalPlay]] = field(default_factory=dict)
    covering: Mapping[str, UUID] = field(default_factory=dict)
    """By the key of an imported play of the format, the play that it equals."""
    _taken: set[UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._taken |= set(self.covering.values())

    def take(self, key: str, place: EpisodeNumber | None, watched_at: Moment, origin: str, zone: tzinfo) -> UUID | None:
        """Return the play that equals one of this key and origin, which equals no other from now on; null without one.

        One of the same minute is preferred to one of the same day, and a day to a time.
        """
        if key in self.covering:
            return self.covering[key]
        equal = [
            play
            for play in self.by_place.get(place, ())
            if play.origin != origin
            and play.play_id not in self._taken
            and are_equal(watched_at, play.watched_at, zone)
        ]
        if not equal:
            return None
        best = min(equal, key=lambda play: play.watched_at.precision != watched_at.precision)
        self._taken.add(best.play_id)
        return best.play_id

    def has_later(self, place: EpisodeNumber | None, at: datetime) -> bool:
        """Return whether the episode or movie was played at a time or later."""
        times = (play.watched_at.at for play in self.by_place.get(place, ()))
        return any(time is not None and time >= at for time in times)


def are_equal(one: Moment, other: Moment, zone: tzinfo) -> bool:
    """Return whether plays of one movie or episode at two moments are the same play."""
    if one.at is None or other.at is None or not {one.precision, other.precision} <= set(_DATED):
        return False
    if one.precision == other.precision == "instant":
        return _minute(one.at) == _minute(other.at)
    return _day(one, zone) == _day(other, zone)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _day(moment: Moment, zone: tzinfo) -> object:
    if moment.at is None:
        return None
    return moment.at.date() if moment.precision == "day" else moment.at.astimezone(zone).date()
