"""Seasons and episodes: TMDB's numbering gives the identity, the other providers' numberings lie beside it.

TVMaze knows the instant of airing, Trakt the ratings per episode. Providers count differently, so an episode is
matched by its number only while the days agree, and by its day where they do not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from ingestion.domain.facts import Rating, Source

Precision = Literal["instant", "day"]

SAME_AIRING: Final = timedelta(days=2)
"""Two providers' days of one airing differ by time zones and previews, seldom by more."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The season and number that one provider gives an episode, and its id there."""

    season: int
    number: int
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeFacts:
    """What one provider says of an episode."""

    numbering: Numbering
    title: str | None = None
    overview: str | None = None
    air_date: date | None = None
    airs_at: datetime | None = None
    runtime_minutes: int | None = None
    still_path: str | None = None
    rating: Rating | None = None
    tmdb_id: int | None = None
    """TMDB's id of the episode, where another provider knows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonFacts:
    """What one provider says of a season."""

    number: int
    name: str | None = None
    overview: str | None = None
    poster_path: str | None = None
    air_date: date | None = None
    episodes: tuple[EpisodeFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One episode as merged; `airs_at` is UTC and null when only the day is known."""

    number: int
    title: str | None = None
    overview: str | None = None
    air_date: date | None = None
    airs_at: datetime | None = None
    runtime_minutes: int | None = None
    still_path: str | None = None
    ratings: Mapping[Source, Rating]
    numbering: Mapping[Source, Numbering]

    @property
    def precision(self) -> Precision | None:
        """How exactly the airing is known."""
        if self.airs_at is not None:
            return "instant"
        return "day" if self.air_date is not None else None

    def aired(self, now: datetime) -> bool:
        """Tell whether the episode has been shown; a day counts once it is over everywhere."""
        if self.airs_at is not None:
            return self.airs_at <= now
        return self.air_date is not None and self.air_date < now.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A season as merged, with its episodes by number."""

    number: int
    name: str | None = None
    overview: str | None = None
    poster_path: str | None = None
    air_date: date | None = None
    episodes: tuple[Episode, ...] = ()


Seasons = Mapping[Source, Sequence[SeasonFacts]]


def merge_seasons(said: Seasons) -> tuple[Season, ...]:
    """Give a show's seasons by number; episodes that only another provider knows fill free numbers.

    The seasons are TMDB's and those of such episodes: TVMaze's season 2026 may be what TMDB counts as the fifth.
    """
    known: dict[tuple[int, int], dict[Source, EpisodeFacts]] = {}
    for season in said.get("tmdb", ()):
        for episode in season.episodes:
            known[season.number, episode.numbering.number] = {"tmdb": episode}
    for source in ("tvmaze", "trakt"):
        others = [episode for season in said.get(source, ()) for episode in season.episodes]
        _join(known, source, others)
    numbers = {season.number for season in said.get("tmdb", ())} | {slot[0] for slot in known}
    return tuple(_season(number, said, known) for number in sorted(numbers))


def _join(
    known: dict[tuple[int, int], dict[Source, EpisodeFacts]], source: Source, others: Sequence[EpisodeFacts]
) -> None:
    by_tmdb_id = {facts["tmdb"].numbering.id: slot for slot, facts in known.items() if "tmdb" in facts}
    by_day = _unique_days(known)
    free: list[EpisodeFacts] = []
    for other in others:
        slot = _slot_of(other, known, by_tmdb_id, by_day)
        if slot is None or source in known[slot]:
            free.append(other)
        else:
            known[slot][source] = other
    for other in free:
        known.setdefault((other.numbering.season, other.numbering.number), {source: other})


def _unique_days(known: Mapping[tuple[int, int], Mapping[Source, EpisodeFacts]]) -> dict[date, tuple[int, int]]:
    days: dict[date, tuple[int, int]] = {}
    shared: set[date] = set()
    for slot, facts in known.items():
        day = _day(facts.values())
        if day is None or slot[0] == 0:
            continue
        if day in days:
            shared.add(day)
        days[day] = slot
    return {day: slot for day, slot in days.items() if day not in shared}


def _slot_of(
    other: EpisodeFacts,
    known: Mapping[tuple[int, int], Mapping[Source, EpisodeFacts]],
    by_tmdb_id: Mapping[int | None, tuple[int, int]],
    by_day: Mapping[date, tuple[int, int]],
) -> tuple[int, int] | None:
    if other.tmdb_id is not None and other.tmdb_id in by_tmdb_id:
        return by_tmdb_id[other.tmdb_id]
    numbered = (other.numbering.season, other.numbering.number)
    if numbered in known:
        there = _day(known[numbered].values())
        if there is None or other.air_date is None or abs(there - other.air_date) <= SAME_AIRING:
            return numbered
    if other.air_date is not None and other.air_date in by_day:
        return by_day[other.air_date]
    return numbered if numbered in known else None


def _day(facts: Iterable[EpisodeFacts]) -> date | None:
    return next((each.air_date for each in facts if each.air_date is not None), None)


def _season(number: int, said: Seasons, known: Mapping[tuple[int, int], Mapping[Source, EpisodeFacts]]) -> Season:
    outline = SeasonFacts(number=number)
    for source in ("tmdb", "tvmaze", "trakt"):
        for season in said.get(source, ()):
            if season.number == number:
                outline = replace(
                    outline,
                    name=outline.name or season.name,
                    overview=outline.overview or season.overview,
                    poster_path=outline.poster_path or season.poster_path,
                    air_date=outline.air_date or season.air_date,
                )
    episodes = tuple(_episode(slot[1], known[slot]) for slot in sorted(known) if slot[0] == number)
    return Season(
        number=number,
        name=outline.name,
        overview=outline.overview,
        poster_path=outline.poster_path,
        air_date=outline.air_date or min((e.air_date for e in episodes if e.air_date), default=None),
        episodes=episodes,
    )


def _episode(number: int, facts: Mapping[Source, EpisodeFacts]) -> Episode:
    by_text = [facts[source] for source in ("tmdb", "tvmaze", "trakt") if source in facts]
    by_time = [facts[source] for source in ("tvmaze", "trakt") if source in facts]
    airs_at = next((each.airs_at for each in by_time if each.airs_at is not None), None)
    return Episode(
        number=number,
        title=next((each.title for each in by_text if each.title), None),
        overview=next((each.overview for each in by_text if each.overview), None),
        air_date=_day(by_text) or (airs_at.astimezone(UTC).date() if airs_at else None),
        airs_at=airs_at.astimezone(UTC) if airs_at else None,
        runtime_minutes=next((each.runtime_minutes for each in by_text if each.runtime_minutes), None),
        still_path=next((each.still_path for each in by_text if each.still_path), None),
        ratings={source: each.rating for source, each in facts.items() if each.rating is not None},
        numbering={source: each.numbering for source, each in facts.items()},
    )


def aired_episodes(seasons: Iterable[Season], now: datetime) -> Iterator[tuple[int, Episode]]:
    """Give the regular episodes that have been shown, each with its season's number."""
    for season in seasons:
        if season.number > 0:
            yield from ((season.number, episode) for episode in season.episodes if episode.aired(now))


def highest_aired(seasons: Iterable[Season], now: datetime) -> tuple[int, int] | None:
    """Give season and number of the newest aired regular episode: the highest number, not the first listed."""
    return max(((season, episode.number) for season, episode in aired_episodes(seasons, now)), default=None)
