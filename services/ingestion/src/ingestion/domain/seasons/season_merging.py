"""Merging a show's seasons: TMDB's seasons and numbers, with what the other providers know of the same airings.

TVMaze contributes instants, Trakt ratings. An episode that only another provider knows is published only where
`coverage` allows it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final

from ingestion.domain.seasons.alignment import NEIGHBOUR, Anchor, Place, align
from ingestion.domain.seasons.coverage import Coverage
from ingestion.domain.seasons.episodes import Episode, EpisodeFacts, Season, SeasonFacts
from ingestion.domain.titles.facts import SeasonOutline, Source

ProviderSeasons = Mapping[Source, Sequence[SeasonFacts]]
EpisodesByPlace = dict[Place, dict[Source, EpisodeFacts]]

_BY_TEXT: Final[tuple[Source, ...]] = ("tmdb", "tvmaze", "trakt")
_BY_TIME: Final[tuple[Source, ...]] = ("tvmaze", "trakt")


def merge_seasons(
    seasons: ProviderSeasons, listed: Sequence[SeasonOutline] = (), withdrawn: Iterable[int] = ()
) -> tuple[Season, ...]:
    """Return a show's seasons by number.

    `listed` are the seasons of TMDB's record of the show, `withdrawn` the numbers of those that TMDB had and deleted.
    """
    places: EpisodesByPlace = {
        (season.number, episode.numbering.number): {"tmdb": episode}
        for season in seasons.get("tmdb", ())
        for episode in season.episodes
    }
    coverage = Coverage.of(places, (outline.number for outline in listed), withdrawn)
    for source in _BY_TIME:
        _join(places, source, [facts for season in seasons.get(source, ()) for facts in season.episodes], coverage)
    numbers = {season.number for season in seasons.get("tmdb", ())} | {season for season, _ in places}
    outlines = {outline.number: outline for outline in listed}
    return tuple(_season(number, seasons, outlines.get(number), places) for number in sorted(numbers))


def _join(places: EpisodesByPlace, source: Source, episodes: Sequence[EpisodeFacts], coverage: Coverage) -> None:
    anchors = {place: Anchor(_day(facts), _tmdb_id(facts)) for place, facts in places.items()}
    matched = align(anchors, episodes)
    for place, facts in matched.items():
        places[place][source] = facts
    if any("tmdb" not in facts for facts in places.values()):
        # Two providers that count differently would supply the same airings twice.
        return
    matched_ids = {id(facts) for facts in matched.values()}
    left = [facts for facts in episodes if id(facts) not in matched_ids]
    for place, facts in coverage.publishable(matched, left).items():
        places.setdefault(place, {source: facts})


def _tmdb_id(facts: Mapping[Source, EpisodeFacts]) -> int | None:
    return facts["tmdb"].numbering.id if "tmdb" in facts else None


def _day(facts: Mapping[Source, EpisodeFacts]) -> date | None:
    """Return the day of an episode: TMDB's, else a provider's local day, else the day of an instant."""
    preferred = [facts[source] for source in _BY_TEXT if source in facts]
    days = [episode.air_date for episode in preferred if episode.air_date is not None]
    instants = [episode.airs_at.astimezone(UTC).date() for episode in preferred if episode.airs_at is not None]
    return next(iter([*days, *instants]), None)


def _season(
    number: int,
    seasons: ProviderSeasons,
    outline: SeasonOutline | None,
    places: Mapping[Place, Mapping[Source, EpisodeFacts]],
) -> Season:
    """Return a season; what its own responses lack is filled from the show's record."""
    listed = outline or SeasonOutline(number)
    as_facts = SeasonFacts(number=number, name=listed.name, poster_path=listed.poster_path, air_date=listed.air_date)
    own = [season for season in seasons.get("tmdb", ()) if season.number == number]
    others = [season for source in _BY_TIME for season in seasons.get(source, ()) if season.number == number]
    preferred = [*own, as_facts, *others]
    episodes = tuple(_episode(place[1], places[place]) for place in sorted(places) if place[0] == number)
    first_day = min((episode.air_date for episode in episodes if episode.air_date), default=None)
    return Season(
        number=number,
        name=next((item.name for item in preferred if item.name), None),
        overview=next((item.overview for item in preferred if item.overview), None),
        poster_path=next((item.poster_path for item in preferred if item.poster_path), None),
        air_date=next((item.air_date for item in preferred if item.air_date), first_day),
        translations=next((item.translations for item in own), {}),
        episodes=episodes,
    )


def _episode(number: int, facts: Mapping[Source, EpisodeFacts]) -> Episode:
    preferred = [facts[source] for source in _BY_TEXT if source in facts]
    airs_at = _instant(facts)
    return Episode(
        number=number,
        title=next((item.title for item in preferred if item.title), None),
        overview=next((item.overview for item in preferred if item.overview), None),
        air_date=_day(facts),
        airs_at=airs_at,
        runtime_minutes=next((item.runtime_minutes for item in preferred if item.runtime_minutes), None),
        still_path=next((item.still_path for item in preferred if item.still_path), None),
        ratings={source: episode.rating for source, episode in facts.items() if episode.rating is not None},
        numbering={source: episode.numbering for source, episode in facts.items()},
        translations=facts["tmdb"].translations if "tmdb" in facts else {},
    )


def _instant(facts: Mapping[Source, EpisodeFacts]) -> datetime | None:
    """Return the first instant that fits the episode's day: one that a stated id brought may be of an older date."""
    day = facts["tmdb"].air_date if "tmdb" in facts else None
    for source in _BY_TIME:
        other = facts.get(source)
        if other is not None and other.airs_at is not None:
            theirs = other.air_date or other.airs_at.astimezone(UTC).date()
            if day is None or abs(day - theirs) <= NEIGHBOUR:
                return other.airs_at.astimezone(UTC)
    return None


def mean_runtime(seasons: Iterable[Season]) -> int | None:
    """Return the mean runtime of the regular episodes in whole minutes, halves rounded up; None when none is known."""
    minutes = [
        episode.runtime_minutes
        for season in seasons
        if season.number > 0
        for episode in season.episodes
        if episode.runtime_minutes
    ]
    return (2 * sum(minutes) + len(minutes)) // (2 * len(minutes)) if minutes else None
