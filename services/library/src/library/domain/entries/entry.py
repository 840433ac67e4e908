"""A user's entry for a title: what their journal says of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha1
from typing import Final
from uuid import UUID

from library.domain.entries.progress import Progress
from library.domain.entries.state import WatchState
from library.domain.plays.summary import PlaceRating, StateCause, Summary

_NAMESPACE: Final = sha1(UUID("b7c1c3f0-58d4-5b0e-8f6b-1d0a4c9e7a52").bytes, usedforsecurity=False)


def entry_id(user_id: str, media_id: str) -> str:
    """Return the id of the entry of a user and a title: a UUID of version 5 (RFC 9562), which pages have many of."""
    name = _NAMESPACE.copy()
    name.update(f"{user_id}:{media_id}".encode())
    digest = name.hexdigest()
    variant = "89ab"[int(digest[16], 16) % 4]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A user's entry; `state` is null when there is no entry, or when it was removed.

    `version` grows with every published change, over removals too.
    """

    user_id: UUID
    media_id: UUID
    kind: str
    tmdb_id: int
    version: int = 0
    state: WatchState | None = None
    cause: StateCause | None = None
    """What decided the state."""
    rating: int | None = None
    rated_at: datetime | None = None
    progress: Progress | None = None
    notes: str | None = None
    tags: tuple[str, ...] = ()
    plays: int = 0
    episodes_seen: int = 0
    runs: int = 0
    first_watched_at: datetime | None = None
    last_watched_at: datetime | None = None
    place_ratings: tuple[PlaceRating, ...] = ()
    """Ratings of seasons and episodes."""
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def id(self) -> UUID:
        """The id of the entry, the same after a removal and a new entry."""
        return UUID(entry_id(str(self.user_id), str(self.media_id)))

    @property
    def exists(self) -> bool:
        """Whether the user has this entry."""
        return self.state is not None

    def next_time(self, now: datetime) -> datetime:
        """Return the time of a mark that changes the entry: never older than what it changes, whatever the clock."""
        return max(now, self.updated_at) if self.updated_at else now

    def summarized(self, summary: Summary, now: datetime) -> "Entry":
        """Return the entry that a summary of the journal says, or itself when nothing has changed."""
        if summary.state is None:
            return self.removed(now)
        after = replace(
            self,
            state=summary.state,
            cause=summary.cause,
            rating=summary.rating,
            rated_at=summary.rated_at,
            progress=summary.progress,
            notes=summary.notes,
            tags=summary.tags,
            plays=summary.plays,
            episodes_seen=summary.episodes_seen,
            runs=len(summary.runs),
            first_watched_at=summary.first_watched_at,
            last_watched_at=summary.last_watched_at,
            place_ratings=tuple(summary.place_ratings),
        )
        if after == self:
            return self
        created_at = self.created_at if self.exists else now
        return replace(after, version=self._next_version(now), created_at=created_at, updated_at=self.next_time(now))

    def removed(self, now: datetime) -> "Entry":
        """Return the entry after its removal: it keeps its version, so that a later entry is newer."""
        if not self.exists:
            return self
        return Entry(
            self.user_id, self.media_id, self.kind, self.tmdb_id, version=self._next_version(now), updated_at=now
        )

    def _next_version(self, now: datetime) -> int:
        return max(self.version + 1, int(now.timestamp() * 1_000_000))
