"""Alignment of another provider's episodes with TMDB's.

TMDB's season and number identify an episode; other providers count differently. Each rule below sees only what the
rules before it left open, so an episode is matched at most once on either side:

1. the TMDB id that the other provider states;
2. the day: the episodes of one day are matched in order. When one side has more of them, the shift between their
   numbers that matches the most decides, and of equal ones that of the first episodes;
3. the number, unless the days disagree: a provider's local day by more than one day, the day of an instant by more
   than its time zone can explain.

Specials (season 0) are matched with specials and regular episodes with regular ones; only a stated id crosses.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from ingestion.domain.seasons.episodes import EpisodeFacts

Place = tuple[int, int]
"""A season and a number."""

NEIGHBOUR: Final = timedelta(days=1)
"""Two calendars differ by at most one day at any instant, so two days of one airing do as well."""
OFFSETS: Final = (0, -1, 1)
"""From the UTC day of an instant to the local day of the airing, the likeliest first."""
WESTERN_UNTIL: Final = 12
"""Before this hour UTC it is still the day before somewhere (UTC-12)."""
EASTERN_FROM: Final = 10
"""From this hour UTC it is already the next day somewhere (UTC+14)."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is known of the episode at a place: the day it airs, and its id at TMDB."""

    day: date | None = None
    tmdb_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Other:
    """An episode of the other provider with the days that it may air on, the likeliest first."""

    facts: EpisodeFacts
    days: tuple[date, ...]

    @property
    def place(self) -> Place:
        return self.facts.numbering.season, self.facts.numbering.number

    @property
    def day(self) -> date | None:
        return self.days[0] if self.days else None


def align(anchors: Mapping[Place, Anchor], episodes: Sequence[EpisodeFacts]) -> dict[Place, EpisodeFacts]:
    """Return for each place the episode of the other provider that is the same airing, if any is.

    The order of either argument does not matter.
    """
    ordered = _in_any_order(episodes)
    by_id = _by_tmdb_id(anchors, ordered)
    offset = _best_offset(anchors, by_id, ordered)
    matched_ids = {id(facts) for facts in by_id.values()}
    others = [_Other(facts, possible_days(facts, offset)) for facts in ordered if id(facts) not in matched_ids]
    matched: dict[Place, EpisodeFacts] = dict(by_id)
    for special in (False, True):
        places = {place: anchor for place, anchor in anchors.items() if (place[0] == 0) == special}
        kin = [other for other in others if (other.place[0] == 0) == special]
        by_day = _by_day(places, kin, matched)
        matched.update({place: other.facts for place, other in by_day.items()})
        matched.update(_by_number(places, kin, matched))
    return matched


def possible_days(facts: EpisodeFacts, offset: int = 0) -> tuple[date, ...]:
    """Return the local days that an episode may air on, that of `offset` first; empty when nothing is known.

    A provider's own local day is certain. A UTC day or instant leaves the local day open where it may be another.
    """
    if facts.air_date is not None and not facts.utc_day:
        return (facts.air_date,)
    instant = facts.airs_at.astimezone(UTC) if facts.airs_at is not None else None
    utc_day = instant.date() if instant is not None else facts.air_date
    if utc_day is None:
        return ()
    allowed = [days for days in OFFSETS if _is_possible(days, instant)]
    ordered = sorted(allowed, key=lambda days: (days != offset, OFFSETS.index(days)))
    return tuple(utc_day + timedelta(days=days) for days in ordered)


def _is_possible(offset: int, instant: datetime | None) -> bool:
    """Midnight UTC without an instant may be an evening in the west, as may every hour before noon."""
    hour = instant.hour if instant is not None else 0
    return offset == 0 or (offset < 0 and hour < WESTERN_UNTIL) or (offset > 0 and hour >= EASTERN_FROM)


def _in_any_order(episodes: Sequence[EpisodeFacts]) -> Sequence[EpisodeFacts]:
    """Return the episodes in one order, however they were listed: their whole text decides only among equal numbers."""
    by_numbers = {_numbers(facts): facts for facts in episodes}
    if len(by_numbers) == len(episodes):
        return [facts for _, facts in sorted(by_numbers.items())]
    return sorted(episodes, key=lambda facts: (_numbers(facts), repr(facts)))


def _numbers(facts: EpisodeFacts) -> tuple[int, int, int]:
    return facts.numbering.season, facts.numbering.number, facts.numbering.id or 0


def _by_tmdb_id(anchors: Mapping[Place, Anchor], ordered: Sequence[EpisodeFacts]) -> dict[Place, EpisodeFacts]:
    places = {anchor.tmdb_id: place for place, anchor in sorted(anchors.items(), reverse=True) if anchor.tmdb_id}
    matched: dict[Place, EpisodeFacts] = {}
    for facts in ordered:
        if facts.tmdb_id is not None and facts.tmdb_id in places:
            matched.setdefault(places[facts.tmdb_id], facts)
    return matched


def _best_offset(
    anchors: Mapping[Place, Anchor], by_id: Mapping[Place, EpisodeFacts], ordered: Sequence[EpisodeFacts]
) -> int:
    """Return the offset of local days that agrees best: with the pairs known by id, with the days, with the numbers."""
    days = {anchor.day for place, anchor in anchors.items() if anchor.day is not None and place[0] > 0}

    def agreement(offset: int) -> tuple[int, int, int, int]:
        same_day = sum(possible_days(facts, offset)[:1] == (anchors[place].day,) for place, facts in by_id.items())
        regular = [
            (facts, day) for facts in ordered if facts.numbering.season > 0 for day in possible_days(facts, offset)[:1]
        ]
        numbers = sum(
            anchors.get((facts.numbering.season, facts.numbering.number), Anchor()).day == day for facts, day in regular
        )
        return same_day, len(days & {day for _, day in regular}), numbers, -OFFSETS.index(offset)

    return max(OFFSETS, key=agreement)


def _by_day(
    places: Mapping[Place, Anchor], others: Iterable[_Other], matched: Mapping[Place, EpisodeFacts]
) -> dict[Place, _Other]:
    ours: dict[date, list[Place]] = {}
    theirs: dict[date, list[_Other]] = {}
    for place in sorted(places):
        day = places[place].day
        if day is not None and place not in matched:
            ours.setdefault(day, []).append(place)
    for other in others:
        if other.day is not None:
            theirs.setdefault(other.day, []).append(other)
    pairs: dict[Place, _Other] = {}
    for day in ours.keys() & theirs.keys():
        pairs.update(_in_order(ours[day], theirs[day]))
    return pairs


def _in_order(ours: Sequence[Place], theirs: Sequence[_Other]) -> Iterable[tuple[Place, _Other]]:
    """Match the episodes of one day: one to one when there are as many, else by the shift between their numbers."""
    by_number = {other.place[1]: other for other in theirs}
    seasons = max(len({place[0] for place in ours}), len({other.place[0] for other in theirs}))
    if len(ours) == len(theirs) or seasons > 1 or len(by_number) < len(theirs):
        return zip(ours, theirs, strict=False)
    shifts = Counter(other.place[1] - number for _, number in ours for other in theirs)
    first = theirs[0].place[1] - ours[0][1]
    shift = min(shifts, key=lambda number: (-shifts[number], abs(number - first), number))
    return [(place, by_number[place[1] + shift]) for place in ours if place[1] + shift in by_number]


def _by_number(
    places: Mapping[Place, Anchor], kin: Sequence[_Other], matched: Mapping[Place, EpisodeFacts]
) -> dict[Place, EpisodeFacts]:
    """Match by season and number what has no counterpart on its day.

    An episode whose day the other side has as well is a part of that day's airing, and matches no other day.
    """
    our_days = {anchor.day for anchor in places.values() if anchor.day is not None}
    their_days = {other.day for other in kin if other.day is not None}
    matched_ids = {id(facts) for facts in matched.values()}
    pairs: dict[Place, EpisodeFacts] = {}
    for other in kin:
        anchor = places.get(other.place)
        if anchor is None or other.place in matched or id(other.facts) in matched_ids or other.day in our_days:
            continue
        if anchor.day not in their_days and _agree(anchor.day, other):
            pairs.setdefault(other.place, other.facts)
    return pairs


def _agree(day: date | None, other: _Other) -> bool:
    """Return whether two airings may be one: an airing whose day is not known may be any other."""
    if day is None or not other.days:
        return True
    certain = other.facts.air_date is not None and not other.facts.utc_day
    return abs(day - other.days[0]) <= NEIGHBOUR if certain else day in other.days
