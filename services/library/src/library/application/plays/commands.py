"""Commands: the input of the use cases about plays and marks."""

from dataclasses import dataclass
from uuid import UUID

from library.application.idempotency import IdempotencyKey
from library.domain.plays.times import UNKNOWN_TIME, WatchTime


@dataclass(frozen=True, slots=True)
class Target:
    """What was watched: a movie, an episode, a season (without an episode) or a show (without a season)."""

    media_id: UUID
    season: int | None = None
    episode: int | None = None

    def names_several(self, kind: str) -> bool:
        """Return whether this is a season or a whole show."""
        return kind != "movie" and self.episode is None


@dataclass(frozen=True, slots=True)
class Watched:
    """That something was watched, and when."""

    target: Target
    time: WatchTime = UNKNOWN_TIME
    duration_seconds: int | None = None
    only_unseen: bool = True
    """Of a season or show, whether episodes that were seen in the current run are left out."""


@dataclass(frozen=True, slots=True)
class RecordWatched:
    """Record plays of a user: all of them, or none."""

    user_id: UUID
    watched: tuple[Watched, ...]
    idempotency_key: IdempotencyKey | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of a play: what is null stays."""

    time: WatchTime | None = None
    season: int | None = None
    episode: int | None = None
    duration_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """Change or retract a play or a mark of a user."""

    user_id: UUID
    item_id: UUID
    idempotency_key: IdempotencyKey | None = None


@dataclass(frozen=True, slots=True)
class RetractPlays:
    """Retract several plays of a user: all of them, or none."""

    user_id: UUID
    play_ids: tuple[UUID, ...]
    idempotency_key: IdempotencyKey | None = None
