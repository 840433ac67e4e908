"""What a user has marked, rated and played of a track, an album or an artist."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

LOWEST_RATING: Final = 1
HIGHEST_RATING: Final = 5


class ItemKind(StrEnum):
    """What can be marked. The values are parts of paths."""

    TRACKS = "tracks"
    ALBUMS = "albums"
    ARTISTS = "artists"


@dataclass(frozen=True, slots=True)
class Marks:
    """What one user has marked, rated and played."""

    is_favourite: bool = False
    rating: int | None = None
    play_count: int = 0
    """Plays without skips; of an album or artist those of all its tracks that the user may hear."""
    last_played_at: datetime | None = None
    favourite_at: datetime | None = None
    """Since when it is a favourite."""


NO_MARKS: Final = Marks()
"""Nothing was marked, rated or played."""
