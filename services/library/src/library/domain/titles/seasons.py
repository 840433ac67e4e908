"""The known seasons of a show: the progress that they allow, and the episode that follows."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from library.domain.entries.progress import SPECIALS, EpisodeNumber
from library.domain.errors import EpisodeUnknown, SeasonUnknown


@dataclass(frozen=True, slots=True)
class Seasons:
    """The known seasons of a show.

    `listed` are the seasons that the show's own record names. `episodes` are the episode numbers, in order, of each
    season of which all episodes are known; such a season is never empty.
    """

    listed: frozenset[int] = frozenset()
    episodes: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def numbers(self) -> list[int]:
        """Every known season, in order."""
        return sorted(self.listed | self.episodes.keys())

    def check(self, seen: Mapping[int, int], field: str = "progress") -> None:
        """Raise SeasonUnknown or EpisodeUnknown for episodes in `field` of a request that the show cannot have.

        A season is rejected only if the show's record lists its seasons, an episode only if all episodes of its season
        are known. Anything else may exist: it is accepted, and `unconfirmed` returns it. Specials are always accepted,
        because sources disagree on them.
        """
        regular = sorted((season, episode) for season, episode in seen.items() if season != SPECIALS)
        for season, episode in regular:
            if self.listed and season not in self.numbers:
                raise SeasonUnknown(f"{field}: season {season} does not exist, this show has {self._named()}")
            numbers = self.episodes.get(season)
            if numbers is not None and episode > numbers[-1]:
                raise EpisodeUnknown(
                    f"{field}: episode {episode} does not exist, season {season} has {len(numbers)} episodes"
                    f" and ends with episode {numbers[-1]}"
                )

    def unconfirmed(self, seasons: Mapping[int, int]) -> list[int]:
        """Return the seasons of a progress that the known episodes do not confirm, in order."""
        return [season for season, episode in sorted(seasons.items()) if not self._confirms(season, episode)]

    def after(self, place: EpisodeNumber) -> EpisodeNumber | None:
        """Return the regular episode that follows `place`; null when there is none, or when it is unknown."""
        here = self.episodes.get(place.season)
        if here is None:
            return None
        later = bisect_right(here, place.episode)
        if later < len(here):
            return EpisodeNumber(place.season, here[later])
        season = next((number for number in self.numbers if number > max(place.season, SPECIALS)), None)
        if season is None or season not in self.episodes:
            return None
        return EpisodeNumber(season, self.episodes[season][0])

    def _confirms(self, season: int, episode: int) -> bool:
        numbers = self.episodes.get(season)
        return numbers is not None and episode <= numbers[-1]

    def _named(self) -> str:
        regular = [str(number) for number in self.numbers if number != SPECIALS]
        return f"the seasons {', '.join(regular)}" if regular else "specials only"
