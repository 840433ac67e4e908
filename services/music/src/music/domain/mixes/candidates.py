"""Tracks that may be recommended, and what the user likes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

LOWEST_RATING: int = 3
"""What the user has rated lower is recommended in no mix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A track with what the user has played and marked of it."""

    id: UUID
    artist_id: UUID | None
    album_id: UUID
    genre_ids: tuple[UUID, ...] = ()
    plays: int = 0
    weighted: float = 0.0
    completion: float | None = None
    last_played_at: datetime | None = None
    rating: int | None = None
    is_favourite: bool = False
    popularity: float | None = None
    """Of all users."""
    common_listeners: int = 0
    """Users who play what this user plays, and this track."""
    liked_with: UUID | None = None
    """The artist whom these users and this one play most."""

    @property
    def is_unheard(self) -> bool:
        """Return whether the user has never played it."""
        return self.plays == 0

    def days_since(self, now: datetime) -> float | None:
        """Return the days since the last play, or null."""
        return None if self.last_played_at is None else max((now - self.last_played_at).total_seconds() / 86400, 0.0)


@dataclass(frozen=True, slots=True)
class Taste:
    """What a user likes: shares of what was played, from 0 to 1, and favourite artists."""

    artists: Mapping[UUID, float]
    genres: Mapping[UUID, float]
    favourites: frozenset[UUID] = frozenset()

    @classmethod
    def of(cls, played: Sequence[Candidate], favourites: frozenset[UUID]) -> Self:
        """Return the taste that plays show. A track with several genres counts for each."""
        artists: Counter[UUID] = Counter()
        genres: Counter[UUID] = Counter()
        for candidate in played:
            if candidate.artist_id is not None:
                artists[candidate.artist_id] += candidate.plays
            for genre_id in candidate.genre_ids:
                genres[genre_id] += candidate.plays
        total = sum(candidate.plays for candidate in played)
        return cls(_shares(artists, total), _shares(genres, total), favourites)

    def top_artists(self, number: int) -> list[UUID]:
        """Return favourite artists, then those that were played most."""
        ranked = sorted(self.artists, key=lambda key: (-self.artists[key], key))
        favourites = sorted(self.favourites, key=lambda key: (-self.artists.get(key, 0.0), key))
        return list(dict.fromkeys([*favourites, *ranked]))[:number]

    def top_genres(self, number: int) -> list[UUID]:
        """Return the genres that were played most."""
        return sorted(self.genres, key=lambda key: (-self.genres[key], key))[:number]


def _shares(counts: Counter[UUID], total: int) -> dict[UUID, float]:
    return {key: number / total for key, number in counts.items() if total and number}
