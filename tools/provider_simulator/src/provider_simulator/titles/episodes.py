"""Episodes derived from a season's facts: dates by cadence, ratings and votes between start and end."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from provider_simulator.titles.facts import Network, Season, Show
from provider_simulator.titles.seeded_random import between

_STEP_DAYS = {
    "weekly": (7, 7),
    "every-2-weeks": (14, 14),
    "every-4-days": (4, 4),
    "daily": (1, 1),
    "at-once": (0, 0),
    "premiere-then-weekly": (0, 7),
}
"""Days between two episodes before and after the season's break."""

_STANDARD_OFFSETS = {
    "America/New_York": -5,
    "America/Los_Angeles": -8,
    "Europe/London": 0,
    "Europe/Berlin": 1,
    "Europe/Kyiv": 2,
    "Asia/Tokyo": 9,
}

CADENCES = frozenset(_STEP_DAYS)
"""The words a season's cadence may be."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode; `unique` is a number no other episode of any show has; `airs_at` is the instant in UTC."""

    unique: int
    season: int
    number: int
    absolute: int
    last_of_season: bool
    air_date: date
    airs_at: datetime
    runtime: int
    rating: float
    votes: int

    @property
    def name(self) -> str:
        """The neutral name; titles of real episodes are not part of the facts."""
        return f"Episode {self.number}"


def air_date(season: Season, number: int) -> date:
    """Return the day the episode airs."""
    before, after = _STEP_DAYS[season.cadence]
    if season.resumes and number >= season.resumes[0]:
        return season.resumes[1] + timedelta(days=(number - season.resumes[0]) * after)
    return season.first_air + timedelta(days=(number - 1) * before)


def air_instant(network: Network, day: date) -> datetime:
    """Return the moment in UTC; streaming releases count as noon UTC, as TVMaze does."""
    if network.airtime is None:
        return datetime.combine(day, time(12), UTC)
    hour, minute = network.airtime.split(":")
    local = datetime.combine(day, time(int(hour), int(minute)), _zone(network.timezone))
    return local.astimezone(UTC)


def season_unique(show: Show, season: Season) -> int:
    """Return a number no other season of any show has."""
    return show.number_base // 32 + season.number


@lru_cache(maxsize=2048)
def season_episodes(show: Show, season: Season) -> tuple[Episode, ...]:
    """Return all episodes of the season in order, aired or not."""
    before = _episodes_before(show, season)
    regular = sum(s.episodes for s in show.seasons if 0 < s.number < season.number)
    return tuple(_episode(show, season, number, before, regular) for number in range(1, season.episodes + 1))


def all_episodes(show: Show, *, specials: bool = False) -> list[Episode]:
    """Return the episodes of every regular season in order, with those of season 0 at the front if requested."""
    seasons = [season for season in show.seasons if specials or season.number > 0]
    return [episode for season in seasons for episode in season_episodes(show, season)]


def aired(show: Show, today: date) -> list[Episode]:
    """Return the regular episodes whose day has come."""
    return [episode for episode in all_episodes(show) if episode.air_date <= today]


def upcoming(show: Show, today: date) -> list[Episode]:
    """Return the regular episodes still to come, soonest first."""
    return [episode for episode in all_episodes(show) if episode.air_date > today]


def _episode(show: Show, season: Season, number: int, before: int, regular: int) -> Episode:
    share = _share(season, number)
    seed = (show.ids.tmdb, season.number, number)
    rating = season.rating_start + (season.rating_end - season.rating_start) * share
    votes = season.votes_start + (season.votes_end - season.votes_start) * share
    day = air_date(season, number)
    return Episode(
        unique=show.number_base + before + number,
        season=season.number,
        number=number,
        absolute=0 if season.number == 0 else regular + number,
        last_of_season=number == season.episodes,
        air_date=day,
        airs_at=air_instant(show.network, day),
        runtime=show.runtime,
        rating=round(min(10.0, rating + between(-0.08, 0.08, 1, *seed)), 2),
        votes=round(votes * between(0.98, 1.02, 2, *seed)),
    )


def _share(season: Season, number: int) -> float:
    if season.cliff is not None:
        return 1.0 if number >= season.cliff else 0.0
    return (number - 1) / (season.episodes - 1) if season.episodes > 1 else 0.0


def _episodes_before(show: Show, season: Season) -> int:
    total = 0
    for other in show.seasons:
        if other.number == season.number:
            break
        total += other.episodes
    return total


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo | timezone:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        # Slim images carry no time zone database; standard time is at most an hour off.
        return timezone(timedelta(hours=_STANDARD_OFFSETS.get(name, 0)))
