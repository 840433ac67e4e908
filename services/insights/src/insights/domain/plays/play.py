"""Plays of our own users, and how many of a title and a day are shown.

A number is shown only when enough users stand behind it: it must not say what one user watched.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

SMALLEST_GROUP: Final = 20
"""Users who must have watched a title on a day before their plays are shown."""


@dataclass(frozen=True, slots=True)
class DatedPlay:
    """A user watched a title on a UTC day; a play without a day does not count, or does not count any more."""

    user_id: UUID
    play_id: UUID
    media_id: UUID
    day: date | None

    @property
    def key(self) -> tuple[UUID, UUID]:
        """What identifies the play."""
        return (self.user_id, self.play_id)


@dataclass(frozen=True, slots=True)
class PlayCount:
    """The plays of a title on a day, and the number of users they are of."""

    media_id: UUID
    day: date
    plays: int
    users: int

    def shown(self, smallest_group: int) -> int | None:
        """Return the number of plays, or null when too few users stand behind it."""
        return self.plays if self.users >= smallest_group else None


def last_of_plays(plays: Iterable[DatedPlay]) -> list[DatedPlay]:
    """Return the last statement of each play, in the order of users and plays."""
    last = {play.key: play for play in plays}
    return [last[key] for key in sorted(last)]
