"""Which episodes that TMDB does not have may be published under another provider's numbers.

TMDB numbers a show's seasons and episodes, so another provider's numbers are used only where TMDB covers nothing:

- TMDB has no regular episode and lists no regular season: every episode.
- A season that TMDB lists but of which no episode is known (its page failed): the episodes of that number that air
  outside the days of every season that is known.
- After TMDB's newest day: further episodes of its newest season, and the seasons that follow it without a gap.

The latter two need the same numbering: the newest episode that was matched has the same season and number on both
sides (or, where TMDB has no episode at all, the season is listed). A season that TMDB deleted is never supplied, nor
is an episode without a day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import Self

from ingestion.domain.seasons.alignment import Place
from ingestion.domain.seasons.episodes import EpisodeFacts
from ingestion.domain.titles.facts import Source


@dataclass(frozen=True, slots=True)
class Coverage:
    """What TMDB covers of a show: seasons with episodes and days, seasons that it only lists, and deleted ones."""

    numbers: Mapping[int, int]
    """The highest number of each regular season that has episodes."""
    spans: tuple[tuple[date, date], ...]
    """The first and last day of each of those seasons."""
    listed: frozenset[int]
    withdrawn: frozenset[int]

    @classmethod
    def of(
        cls,
        places: Mapping[Place, Mapping[Source, EpisodeFacts]],
        listed: Iterable[int],
        withdrawn: Iterable[int],
    ) -> Self:
        """Return the coverage by TMDB's episodes and the season numbers in its record of the show."""
        numbers: dict[int, int] = {}
        days: dict[int, list[date]] = {}
        for (season, number), facts in places.items():
            if season == 0:
                continue
            numbers[season] = max(number, numbers.get(season, 0))
            day = facts["tmdb"].air_date
            if day is not None:
                days.setdefault(season, []).append(day)
        spans = tuple((min(dates), max(dates)) for _, dates in sorted(days.items()))
        regular = frozenset(number for number in listed if number > 0)
        return cls(numbers, spans, regular, frozenset(withdrawn))

    def publishable(
        self, matched: Mapping[Place, EpisodeFacts], left: Iterable[EpisodeFacts]
    ) -> dict[Place, EpisodeFacts]:
        """Return the unmatched episodes to publish by season and number; `matched` shows how the provider counts."""
        candidates = {_place(facts): facts for facts in sorted(left, key=_order, reverse=True)}
        candidates = dict(sorted(candidates.items()))
        if not self.numbers and not self.listed:
            return {place: facts for place, facts in candidates.items() if place[0] not in self.withdrawn}
        if self.numbers and not _same_numbering(matched):
            return {}
        newest = max({*self.numbers, *self.listed})
        publishable: dict[Place, EpisodeFacts] = {}
        for place, facts in candidates.items():
            if place[0] not in self.withdrawn and self._is_open(place, _day(facts), newest):
                publishable[place] = facts
                newest = max(newest, place[0])
        return publishable

    def _is_open(self, place: Place, day: date | None, newest: int) -> bool:
        season, number = place
        if season == 0 or day is None:
            return False
        if season in self.listed and season not in self.numbers:
            return not any(first <= day <= last for first, last in self.spans)
        is_next = season == newest + 1 or (season == newest and number > self.numbers.get(season, 0))
        return is_next and all(day > last for _, last in self.spans)


def _place(facts: EpisodeFacts) -> Place:
    return facts.numbering.season, facts.numbering.number


def _order(facts: EpisodeFacts) -> tuple[object, ...]:
    return facts.numbering.id or 0, repr(facts)


def _same_numbering(matched: Mapping[Place, EpisodeFacts]) -> bool:
    newest = max((place for place in matched if place[0] > 0), default=None)
    if newest is None:
        return False
    return newest == _place(matched[newest])


def _day(facts: EpisodeFacts) -> date | None:
    if facts.air_date is not None or facts.airs_at is None:
        return facts.air_date
    return facts.airs_at.astimezone(UTC).date()
