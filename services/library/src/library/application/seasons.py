"""What events say of seasons: episode numbers, in one part or in several."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SeasonPart:
    """One part of a version of a season. The version is known when all its parts are; withdrawn means no episodes."""

    season_id: UUID
    part: int
    parts: int
    media_id: UUID
    number: int
    version: int
    episodes: tuple[int, ...]
