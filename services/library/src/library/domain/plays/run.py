"""One run through a show: the first viewing, or a rewatch."""

from dataclasses import dataclass, field
from datetime import datetime

from library.domain.entries.progress import SPECIALS, EpisodeNumber, Progress


@dataclass(slots=True)
class Run:
    """What was seen in one run: single episodes by plays, and everything up to an episode by marks of progress.

    An episode that was skipped does not count as seen.
    """

    number: int
    started_at: datetime
    plays: int = 0
    last_play_at: datetime | None = None
    played: dict[int, set[int]] = field(default_factory=dict)
    """By season, the episodes that were played."""
    marked: dict[int, int] = field(default_factory=dict)
    """By season, the last episode of the user's own progress: it and all before it count as seen."""
    complete: bool = False

    @property
    def progress(self) -> Progress | None:
        """The last episode seen by season."""
        seasons = {season: max(episodes) for season, episodes in self.played.items() if episodes}
        for season, episode in self.marked.items():
            seasons[season] = max(episode, seasons.get(season, episode))
        return Progress.of(seasons)

    def has(self, place: EpisodeNumber) -> bool:
        """Return whether an episode counts as seen."""
        return place.episode <= self.marked.get(place.season, -1) or place.episode in self.played.get(place.season, ())

    def play(self, place: EpisodeNumber | None, at: datetime | None) -> None:
        """Add a play."""
        self.plays += 1
        if place is not None:
            self.played.setdefault(place.season, set()).add(place.episode)
        if at is not None:
            self.last_play_at = at if self.last_play_at is None else max(self.last_play_at, at)

    def mark(self, seasons: dict[int, int | None], *, replace: bool) -> None:
        """Set the user's own progress: what was played beyond it in these seasons does not count any more."""
        if replace:
            self.played.clear()
            self.marked.clear()
        for season, episode in seasons.items():
            played = self.played.get(season, set())
            if episode is None:
                self.played.pop(season, None)
                self.marked.pop(season, None)
            else:
                self.marked[season] = episode
                self.played[season] = {number for number in played if number <= episode}

    def covers(self, place: EpisodeNumber) -> bool:
        """Return whether an episode counts as seen, or lies in a season of which the user stated nothing.

        Clients state the progress of the current season only, so that a mark in a later season includes those before.
        """
        if self.has(place):
            return True
        later = max((season for season in self.marked if season != SPECIALS), default=0)
        return place.season < later and place.season not in self.played and place.season not in self.marked

    def seen(self, episodes: frozenset[EpisodeNumber]) -> set[EpisodeNumber]:
        """Return the regular episodes that count as seen; those up to a mark among the known `episodes`."""
        seen = {EpisodeNumber(season, number) for season, numbers in self.played.items() for number in numbers}
        for season, last in self.marked.items():
            numbers = {place.episode for place in episodes if place.season == season} or set(range(1, last + 1))
            seen |= {EpisodeNumber(season, number) for number in numbers if number <= last}
        return {place for place in seen if place.season != SPECIALS}
