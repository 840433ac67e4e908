"""What a journal is read against: the episodes of a show, by their present numbers."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from library.domain.entries.progress import SPECIALS, EpisodeNumber
from library.domain.plays.items import Play
from library.domain.plays.run import Run
from library.domain.titles.seasons import Seasons


@dataclass(frozen=True)
class Show:
    """The known episodes of a show, and whether there will be more."""

    seasons: Seasons = field(default_factory=Seasons)
    source_ids: Mapping[EpisodeNumber, int] = field(default_factory=dict)
    """TMDB's id of each episode, as far as it is known."""
    last_listed: EpisodeNumber | None = None
    """The last regular episode by the show's own list of seasons."""
    ended: bool = False

    @cached_property
    def regular(self) -> tuple[EpisodeNumber, ...]:
        """The known regular episodes, in order."""
        return tuple(
            EpisodeNumber(season, number)
            for season, numbers in sorted(self.seasons.episodes.items())
            if season != SPECIALS
            for number in numbers
        )

    @cached_property
    def known(self) -> frozenset[EpisodeNumber]:
        """The known regular episodes."""
        return frozenset(self.regular)

    @cached_property
    def numbers(self) -> Mapping[int, EpisodeNumber]:
        """The present number of each episode by TMDB's id."""
        return {source_id: place for place, source_id in self.source_ids.items()}

    @cached_property
    def digest(self) -> str:
        """A digest of everything that a journal is read against."""
        text = f"{self.regular} {sorted(self.source_ids.items())} {self.last_listed} {self.ended}"
        return hashlib.sha256(text.encode()).hexdigest()

    def source_id(self, place: EpisodeNumber | None) -> int | None:
        """Return TMDB's id of an episode, or null when it is unknown."""
        return None if place is None else self.source_ids.get(place)

    def place(self, play: Play) -> EpisodeNumber | None:
        """Return the present number of the episode that was played."""
        if play.source_id is None:
            return play.place
        return self.numbers.get(play.source_id, play.place)

    def is_first(self, place: EpisodeNumber) -> bool:
        """Return whether an episode is the first of the show."""
        return place == (self.regular[0] if self.regular else EpisodeNumber(1, 1))

    def is_seen_in(self, run: Run) -> bool:
        """Return whether every regular episode was seen, by the known ones and by the show's own list."""
        ends = {self.last_listed} if self.last_listed else set()
        needed = self.known | ends
        return bool(needed) and all(run.covers(place) for place in needed)
