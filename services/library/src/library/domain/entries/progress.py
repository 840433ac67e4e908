"""A user's progress in a show: the last episode seen of every season, and of the specials.

Season 0 holds the specials. They never count as the furthest episode, which is in the furthest regular season.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SPECIALS: Final = 0


@dataclass(frozen=True, slots=True, order=True)
class EpisodeNumber:
    """An episode of a show by its season and number."""

    season: int
    episode: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The last episode seen per season, by season; never empty."""

    last_seen: tuple[EpisodeNumber, ...]

    @classmethod
    def of(cls, seasons: Mapping[int, int]) -> "Progress | None":
        """Return the progress of a mapping from season to episode, null when it is empty."""
        return cls(tuple(EpisodeNumber(*pair) for pair in sorted(seasons.items()))) if seasons else None

    @property
    def seasons(self) -> dict[int, int]:
        """The last episode seen by season."""
        return {place.season: place.episode for place in self.last_seen}

    @property
    def furthest(self) -> EpisodeNumber | None:
        """The last episode seen of the highest regular season; null when only specials were seen."""
        last = self.last_seen[-1]
        return None if last.season == SPECIALS else last


@dataclass(frozen=True, slots=True)
class ProgressPatch:
    """A change of progress: the last episode seen of some seasons; null removes a season, other seasons stay."""

    seasons: tuple[tuple[int, int | None], ...]

    @classmethod
    def of(cls, seasons: Mapping[int, int | None]) -> "ProgressPatch":
        """Return the patch of a mapping from season to episode."""
        return cls(tuple(sorted(seasons.items())))

    @property
    def by_season(self) -> dict[int, int | None]:
        """The last episode seen by season, null for a season that the patch removes."""
        return dict(self.seasons)

    @property
    def seen(self) -> dict[int, int]:
        """The seasons that the patch sets."""
        return {season: episode for season, episode in self.seasons if episode is not None}

    def applied(self, before: Progress | None) -> Progress | None:
        """Return the progress after the patch; null when no season is left."""
        after: dict[int, int | None] = {**(before.seasons if before else {}), **dict(self.seasons)}
        return Progress.of({season: episode for season, episode in after.items() if episode is not None})
