"""Port of plays."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from music.domain.listening.plays import Context, Play
from music.domain.marks.marks import ItemKind


@dataclass(frozen=True, slots=True)
class Ranked:
    """How often something was played in a period."""

    id: UUID
    plays: int
    weighted: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What a user has played in a period."""

    plays: int
    skips: int
    completion: float | None
    """The mean of plays and skips, null without any."""
    listened_ms: int
    tracks: int
    by_context: Mapping[Context, int]
    """Plays without skips."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What all users have played and rated of a track, an album or an artist."""

    plays: int
    skips: int
    listeners: int
    completion: float | None
    average_rating: float | None
    rating_count: int

    @property
    def skip_rate(self) -> float | None:
        """Return the share of skips, null without any play or skip."""
        started = self.plays + self.skips
        return self.skips / started if started else None


class Plays(Protocol):
    """Stores plays within one transaction, and reads what was played in some music folders."""

    async def add(self, play: Play) -> Play | None:
        """Store a play and count it; of an id that is stored already return the stored play and change nothing."""
        ...

    async def history(self, user_id: UUID, folders: Sequence[UUID], part: Slice) -> Part[Play]:
        """Return plays and skips, the last played first."""
        ...

    async def recent(self, user_id: UUID, folders: Sequence[UUID], part: Slice) -> Part[UUID]:
        """Return the ids of tracks, each once, the last played first."""
        ...

    async def top(
        self, kind: ItemKind, user_id: UUID | None, folders: Sequence[UUID], since: datetime | None, limit: int
    ) -> Sequence[Ranked]:
        """Return what a user, or without one every user, has played most since a time or ever."""
        ...

    async def summary(self, user_id: UUID, folders: Sequence[UUID], since: datetime) -> Summary:
        """Return what a user has played since a time."""
        ...

    async def statistics(self, kind: ItemKind, item_id: UUID, folders: Sequence[UUID]) -> Statistics:
        """Return what all users have played and rated of an item."""
        ...

    async def prune(self, before: datetime, limit: int) -> int:
        """Delete plays before a time, and return their number; what was counted stays."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete the plays of users, and what they have added to the counts of all."""
        ...
