"""A music folder."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Visibility(StrEnum):
    """Who may hear the music of a folder. The values are stored."""

    EVERYONE = "everyone"
    CHOSEN = "chosen"
    """Administrators, and the users that they have chosen."""


class Purge(StrEnum):
    """When tracks whose files are missing are deleted. The values are stored."""

    NEVER = "never"
    AFTER_DAYS = "after-days"
    AT_ONCE = "at-once"


@dataclass(frozen=True, slots=True)
class PurgePolicy:
    """What becomes of tracks whose files are missing. Until they are deleted, users keep what they have marked."""

    purge: Purge = Purge.AFTER_DAYS
    days: int = 30

    def deadline(self, now: datetime) -> datetime | None:
        """Return since when a file must be missing for its track to be deleted, or null for never."""
        match self.purge:
            case Purge.NEVER:
                return None
            case Purge.AT_ONCE:
                return now
            case Purge.AFTER_DAYS:
                return now - timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class MusicFolder:
    """A directory of the server with music."""

    id: UUID
    name: str
    path: str
    """Absolute. No client but administrators gets it."""
    visibility: Visibility
    revision: int
    created_at: datetime
    updated_at: datetime
    user_ids: frozenset[UUID] = frozenset()
    """The chosen users."""
    policy: PurgePolicy = field(default=PurgePolicy())
    scanned_at: datetime | None = None
    """When the last complete scan began."""
    problem: str | None = None
    """Why it could not be read at the last scan, or null."""
