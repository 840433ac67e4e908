"""Read models: outcomes of scrobbles, and the scrobbles without a title."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from library.domain.positions.position import Playable
from library.domain.scrobbling.scrobble import Scrobble

ScrobbleResult = Literal["recorded", "duplicate", "updated", "unchanged", "unmatched", "ignored"]


@dataclass(frozen=True, slots=True)
class ScrobbleOutcome:
    """What a report changed; `reason` says why it was ignored or has no title."""

    result: ScrobbleResult
    reason: str | None = None
    media_id: UUID | None = None
    plays: tuple[Playable, ...] = ()


@dataclass(frozen=True, slots=True)
class UnmatchedScrobble:
    """A play whose title is not certain. `at` is when it was completed."""

    id: UUID
    scrobble: Scrobble
    reason: str
    at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ResolveOutcome:
    """What resolving changed: scrobbles that are no longer stored, and the plays that were recorded."""

    resolved: int
    plays: tuple[Playable, ...]
