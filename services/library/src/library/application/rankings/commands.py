"""Commands: the input of the use cases about rankings."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RankMovie:
    """Rank a movie with stars; without `rated_at` the time of an existing ranking stays."""

    user_id: UUID
    media_id: UUID
    stars: int
    rated_at: datetime | None = None
