"""Commands: the input of the use cases."""

from dataclasses import dataclass
from uuid import UUID

from library.application.preconditions import IdempotencyKey, IfMatch


@dataclass(frozen=True, slots=True)
class WriteEntry:
    """Write the entry of a user for a title, under preconditions."""

    user_id: UUID
    media_id: UUID
    if_match: IfMatch | None = None
    idempotency_key: IdempotencyKey | None = None


@dataclass(frozen=True, slots=True)
class UpdateSeasonPart:
    """Store one of the `parts` parts of a version of a season; a deleted season has no episodes."""

    season_id: UUID
    part: int
    parts: int
    media_id: UUID
    number: int
    version: int
    episodes: tuple[int, ...]
