"""Collecting statistics: sums of titles are added with their details, in any number of steps."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from library.domain.rankings.stars import STARS
from library.domain.rankings.streaks import streaks_of
from library.domain.statistics.statistics import Part, PlayOfTitle, Statistics, Totals, WatchedShow
from library.domain.statistics.tallies import DayTally, HourTally, Moment, Tallies, TitleTally, WatchedTitle

MOST_DAYS: Final = 371
"""How many days with plays are kept: all of 53 weeks."""
MOST_PARTS: Final = 50
"""How many genres, countries and languages are kept."""
MOST_PEOPLE: Final = 20
MOST_SHOWS: Final = 20
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(slots=True)
class _Sum:
    name: str
    plays: int = 0
    seconds: int = 0
    titles: int = 0

    def add(self, plays: int, seconds: int, titles: int = 1) -> None:
        self.plays += plays
        self.seconds += seconds
        self.titles += titles


@dataclass(slots=True)
class _Groups:
    """Sums by key; equal ones are in the order of their names and keys."""

    sums: dict[str, _Sum] = field(default_factory=dict)

    def add(self, key: str, name: str, tally: TitleTally) -> None:
        self.sums.setdefault(key, _Sum(name)).add(tally.plays, tally.seconds)

    def most_played(self, number: int) -> list[Part]:
        return sorted(self._parts(), key=lambda part: (-part.plays, -part.titles, part.name, part.key))[:number]

    def by_key(self) -> list[Part]:
        return sorted(self._parts(), key=lambda part: part.key)

    def _parts(self) -> list[Part]:
        return [Part(key, item.name, item.plays, item.seconds, item.titles) for key, item in self.sums.items()]


class Collector:
    """Collects the statistics of a period from its sums."""

    def __init__(self, tallies: Tallies) -> None:
        self._tallies = tallies
        self._genres, self._decades = _Groups(), _Groups()
        self._countries, self._languages = _Groups(), _Groups()
        self._directors, self._cast = _Groups(), _Groups()
        self._shows: list[WatchedShow] = []
        self._names: dict[UUID, str] = {}

    @property
    def named(self) -> Collection[UUID]:
        """The titles of the first and the last play."""
        return {moment.media_id for moment in (self._tallies.first, self._tallies.last) if moment is not None}

    def add(self, tallies: Sequence[TitleTally], titles: Mapping[UUID, WatchedTitle]) -> None:
        """Add sums with the details of those titles that are known."""
        for tally in tallies:
            title = titles.get(tally.media_id)
            if title is not None:
                self._add(tally, title)
        shows = sorted(self._shows, key=lambda show: (-show.plays, -show.seconds, show.name, show.media_id))
        self._shows = shows[:MOST_SHOWS]

    def statistics(self) -> Statistics:
        """Return the statistics of everything that was added."""
        tallies = self._tallies
        streaks = streaks_of(day.day for day in tallies.days)
        longest = streaks.longest.days if streaks.longest else 0
        return Statistics(
            totals=_totals(tallies.titles, len(tallies.days), longest),
            plays_without_day=_plays(tallies.titles) - _plays(tallies.days),
            longest_streak=streaks.longest,
            latest_streak=streaks.latest,
            first_play=self._play(tallies.first),
            last_play=self._play(tallies.last),
            days=_days(tallies.days),
            months=_months(tallies.days),
            weekdays=_weekdays(tallies.days),
            hours=_hours(tallies.hours),
            genres=self._genres.most_played(MOST_PARTS),
            decades=self._decades.by_key(),
            countries=self._countries.most_played(MOST_PARTS),
            languages=self._languages.most_played(MOST_PARTS),
            directors=self._directors.most_played(MOST_PEOPLE),
            cast=self._cast.most_played(MOST_PEOPLE),
            ratings={stars: tallies.ratings.get(stars, 0) for stars in STARS},
            shows=self._shows,
        )

    def _add(self, tally: TitleTally, title: WatchedTitle) -> None:
        if tally.media_id in self.named:
            self._names[tally.media_id] = title.name
        for genre in title.genres:
            self._genres.add(str(genre.id), genre.name, tally)
        for country in dict.fromkeys(title.countries):
            self._countries.add(country, country, tally)
        if title.language is not None:
            self._languages.add(title.language, title.language, tally)
        if title.year is not None:
            decade = title.year // 10 * 10
            self._decades.add(str(decade), f"{decade}s", tally)
        for person in title.people:
            if person.role == "director":
                self._directors.add(str(person.id), person.name, tally)
            elif person.role == "cast":
                self._cast.add(str(person.id), person.name, tally)
        if tally.kind == "show":
            show = WatchedShow(tally.media_id, title.name, tally.plays, tally.seconds, tally.episodes)
            self._shows.append(show)

    def _play(self, moment: Moment | None) -> PlayOfTitle | None:
        if moment is None:
            return None
        name = self._names.get(moment.media_id)
        return PlayOfTitle(moment.media_id, name, moment.season, moment.episode, moment.watched_at)


def _plays(tallies: Sequence[TitleTally] | Sequence[DayTally]) -> int:
    return sum(tally.plays for tally in tallies)


def _totals(titles: Sequence[TitleTally], days: int, longest_streak: int) -> Totals:
    movies = [tally for tally in titles if tally.kind == "movie"]
    shows = [tally for tally in titles if tally.kind != "movie"]
    return Totals(
        plays=_plays(titles),
        movie_plays=_plays(movies),
        episode_plays=_plays(shows),
        seconds=sum(tally.seconds for tally in titles),
        plays_without_duration=sum(tally.plays_without_duration for tally in titles),
        movies=len(movies),
        shows=len(shows),
        episodes=sum(tally.episodes for tally in shows),
        days=days,
        longest_streak=longest_streak,
    )


def _days(days: Sequence[DayTally]) -> list[Part]:
    latest = sorted(days, key=lambda tally: tally.day)[-MOST_DAYS:]
    return [Part(str(tally.day), str(tally.day), tally.plays, tally.seconds) for tally in latest]


def _months(days: Sequence[DayTally]) -> list[Part]:
    sums: dict[str, _Sum] = defaultdict(lambda: _Sum(""))
    for tally in days:
        sums[f"{tally.day:%Y-%m}"].add(tally.plays, tally.seconds, 0)
    return [Part(month, month, item.plays, item.seconds) for month, item in sorted(sums.items())]


def _weekdays(days: Sequence[DayTally]) -> list[Part]:
    sums = [_Sum(name) for name in WEEKDAYS]
    for tally in days:
        sums[tally.day.weekday()].add(tally.plays, tally.seconds, 0)
    return [Part(str(number), item.name, item.plays, item.seconds) for number, item in enumerate(sums, 1)]


def _hours(hours: Sequence[HourTally]) -> list[Part]:
    sums = [_Sum(f"{hour:02}:00") for hour in range(24)]
    for tally in hours:
        sums[tally.hour].add(tally.plays, tally.seconds, 0)
    return [Part(str(hour), item.name, item.plays, item.seconds) for hour, item in enumerate(sums)]
