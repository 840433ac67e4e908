"""What is played in a session: ids only. A member who plays it needs a right to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class SessionKind(StrEnum):
    """What members do together. The values are stored."""

    WATCHING = "watching"
    LISTENING = "listening"


@dataclass(frozen=True, slots=True)
class Subject:
    """A title, an episode of it, or a track: the id of one of the two is not null."""

    media_id: UUID | None = None
    season: int | None = None
    episode: int | None = None
    track_id: UUID | None = None
    duration_ms: int | None = None
    """As stated by who has added it; null when it is not known."""

    @property
    def kind(self) -> SessionKind:
        """Return in which sessions it can be played."""
        return SessionKind.WATCHING if self.track_id is None else SessionKind.LISTENING


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the queue, or the current one."""

    id: UUID
    subject: Subject
    added_by: UUID | None
    """Null when that account was deleted."""
    added_at: datetime
