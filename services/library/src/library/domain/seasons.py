"""The seasons of a show as far as they are known: which progress they allow, and which episode comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from library.domain.errors import EpisodeUnknown, SeasonUnknown
from library.domain.progress import SPECIALS, EpisodeNumber


@dataclass(frozen=True, slots=True)
class Seasons:
    """What is known of a show's seasons.

    `listed` are the seasons that the show's own record names, `episodes` the episode numbers, in order, of each season
    that is known with all its episodes; such a season is never empty.
    """

    listed: frozenset[int] = frozenset()
    episodes: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def numbers(self) -> list[int]:
        """Every season that is known in any way, in order."""
        return sorted(self.listed | self.episodes.keys())

    def check(self, seen: Mapping[int, int]) -> None:
        """Raise SeasonUnknown or EpisodeUnknown for what the show cannot have.

        A season is refused only if the show's record lists its seasons, an episode only if all episodes of its season
        are known. Anything else may exist: it is accepted, and `unconfirmed` names it. So are specials, for sources
        disagree on them.
        """
        regular = sorted((season, episode) for season, episode in seen.items() if season != SPECIALS)
        for season, episode in regular:
            if self.listed and season not in self.numbers:
                raise SeasonUnknown(f"progress: season {season} does not exist, this show has {self._named()}")
            known = self.episodes.get(season)
            if known is not None and episode > known[-1]:
                raise EpisodeUnknown(
                    f"progress: episode {episode} does not exist, season {season} has {len(known)} episodes"
                    f" and ends with episode {known[-1]}"
                )

    def unconfirmed(self, seasons: Mapping[int, int]) -> list[int]:
        """Return the seasons of a progress that what is known does not confirm, in order."""
        return [season for season, episode in sorted(seasons.items()) if not self._confirms(season, episode)]

    def after(self, place: EpisodeNumber) -> EpisodeNumber | None:
        """Return the regular episode that follows; null when there is none, or when that is not known."""
        here = self.episodes.get(place.season)
        if here is None:
            return None
        later = next((number for number in here if number > place.episode), None)
        if later is not None:
            return EpisodeNumber(place.season, later)
        season = next((number for number in self.numbers if number > max(place.season, SPECIALS)), None)
        if season is None or season not in self.episodes:
            return None
        return EpisodeNumber(season, self.episodes[season][0])

    def _confirms(self, season: int, episode: int) -> bool:
        known = self.episodes.get(season)
        return known is not None and episode <= known[-1]

    def _named(self) -> str:
        regular = [str(number) for number in self.numbers if number != SPECIALS]
        return f"the seasons {', '.join(regular)}" if regular else "specials only"
