"""Responses of statistics."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from library.application.statistics.reading import DatedStatistics, YearInReview
from library.domain.rankings.streaks import Streak
from library.domain.statistics.statistics import Part, PlayOfTitle, Totals, WatchedShow
from library.presentation.rankings.analytics_schemas import StarsResponse
from library.presentation.titles.schemas import MediaId


class TotalsResponse(ResponseModel):
    """What was watched altogether."""

    hours: float = Field(description="Hours that were watched, with two decimals", examples=[212.25])
    plays: int = Field(description="Plays of movies and episodes", examples=[180])
    movie_plays: int = Field(description="Plays of movies", examples=[40])
    episode_plays: int = Field(description="Plays of episodes", examples=[140])
    plays_without_duration: int = Field(
        description="Plays of which neither the duration nor the runtime is known: they are not in `hours`",
        examples=[2],
    )
    movies: int = Field(description="Different movies", examples=[36])
    shows: int = Field(description="Different shows", examples=[9])
    episodes: int = Field(description="Different episodes, also specials", examples=[133])
    days: int = Field(description="Days with plays", examples=[88])
    longest_streak: int = Field(description="Most days in a row with plays", examples=[11])

    @classmethod
    def of(cls, totals: Totals) -> Self:
        """Return the response of totals."""
        return cls(
            hours=_hours(totals.seconds),
            plays=totals.plays,
            movie_plays=totals.movie_plays,
            episode_plays=totals.episode_plays,
            plays_without_duration=totals.plays_without_duration,
            movies=totals.movies,
            shows=totals.shows,
            episodes=totals.episodes,
            days=totals.days,
            longest_streak=totals.longest_streak,
        )


class StreakResponse(ResponseModel):
    """Days in a row with plays."""

    days: int = Field(description="Number of days", examples=[11])
    first: date = Field(description="First day", examples=["2026-03-01"])
    last: date = Field(description="Last day", examples=["2026-03-11"])

    @classmethod
    def of(cls, streak: Streak | None) -> Self | None:
        """Return the response of a streak, or null without one."""
        return None if streak is None else cls(days=streak.days, first=streak.first, last=streak.last)


class PartResponse(ResponseModel):
    """Plays that have something in common."""

    key: str = Field(
        description="Day, month, number of the weekday from Monday (1), hour, TMDB's number of the genre or person,"
        " first year of the decade, code of the country (ISO 3166-1) or language (ISO 639-1)",
        examples=["18"],
    )
    name: str = Field(description="The same in English, as far as it has a name", examples=["Drama"])
    plays: int = Field(description="Number of plays", examples=[34])
    hours: float = Field(description="Hours that were watched, with two decimals", examples=[51.5])
    titles: int = Field(description="Number of different titles; 0 for days, months, weekdays and hours", examples=[12])

    @classmethod
    def all_of(cls, parts: Sequence[Part]) -> list[Self]:
        """Return the responses of parts."""
        return [
            cls(key=part.key, name=part.name, plays=part.plays, hours=_hours(part.seconds), titles=part.titles)
            for part in parts
        ]


class WatchedShowResponse(ResponseModel):
    """The plays of a show."""

    media_item_id: MediaId
    title: str = Field(description="Name of the show", examples=["Breaking Bad"])
    plays: int = Field(description="Number of plays", examples=[62])
    hours: float = Field(description="Hours that were watched, with two decimals", examples=[48.5])
    episodes: int = Field(description="Number of different episodes", examples=[62])

    @classmethod
    def of(cls, show: WatchedShow) -> Self:
        """Return the response of a show."""
        return cls(
            media_item_id=show.media_id,
            title=show.name,
            plays=show.plays,
            hours=_hours(show.seconds),
            episodes=show.episodes,
        )


class PlayOfTitleResponse(ResponseModel):
    """A play."""

    media_item_id: UUID = Field(description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    title: str | None = Field(description="Name of the title, or null while it is not imported", examples=["Alien"])
    season: int | None = Field(description="Number of the season, or null for a movie", examples=[1])
    episode: int | None = Field(description="Number of the episode, or null for a movie", examples=[1])
    watched_at: datetime = Field(description="When it was watched", examples=["2026-01-01T20:15:00Z"])

    @classmethod
    def of(cls, play: PlayOfTitle | None) -> Self | None:
        """Return the response of a play, or null without one."""
        if play is None:
            return None
        return cls(
            media_item_id=play.media_id,
            title=play.name,
            season=play.season,
            episode=play.episode,
            watched_at=play.watched_at,
        )


class StatisticsResponse(ResponseModel):
    """Statistics of what a user has watched."""

    computed_at: datetime = Field(
        description="When they were computed: after the last change of plays and ratings, at most a day ago",
        examples=["2026-11-21T12:00:00Z"],
    )
    totals: TotalsResponse = Field(description="What was watched altogether")
    plays_without_day: int = Field(
        description="Plays of which only the year or nothing is known: they have no weekday and no streak", examples=[3]
    )
    current_streak: int = Field(description="Days in a row with plays up to today or yesterday; else 0", examples=[4])
    longest_streak: StreakResponse | None = Field(description="Most days in a row with plays, or null without any")
    first_play: PlayOfTitleResponse | None = Field(description="The first play of known time, or null without one")
    last_play: PlayOfTitleResponse | None = Field(description="The last play of known time, or null without one")
    days: list[PartResponse] = Field(description="Days with plays, in order: the latest 371 of them")
    months: list[PartResponse] = Field(description="Months with plays, in order")
    weekdays: list[PartResponse] = Field(description="All weekdays from Monday")
    hours: list[PartResponse] = Field(description="All hours of the day; only plays of which the hour is known")
    genres: list[PartResponse] = Field(description="Genres, most played first, at most 50; a title counts in each")
    decades: list[PartResponse] = Field(description="Decades of release, in order")
    countries: list[PartResponse] = Field(description="Countries of production, most played first, at most 50")
    languages: list[PartResponse] = Field(description="Original languages, most played first, at most 50")
    directors: list[PartResponse] = Field(description="Directors, most played first, at most 20")
    cast: list[PartResponse] = Field(description="Main cast, most played first, at most 20")
    ratings: list[StarsResponse] = Field(description="Titles that were rated in this time, by stars")
    shows: list[WatchedShowResponse] = Field(description="Most played shows, at most 20")

    @classmethod
    def of(cls, dated: DatedStatistics) -> Self:
        """Return the response of statistics."""
        statistics = dated.statistics
        return cls(
            computed_at=dated.computed_at,
            totals=TotalsResponse.of(statistics.totals),
            plays_without_day=statistics.plays_without_day,
            current_streak=dated.current_streak,
            longest_streak=StreakResponse.of(statistics.longest_streak),
            first_play=PlayOfTitleResponse.of(statistics.first_play),
            last_play=PlayOfTitleResponse.of(statistics.last_play),
            days=PartResponse.all_of(statistics.days),
            months=PartResponse.all_of(statistics.months),
            weekdays=PartResponse.all_of(statistics.weekdays),
            hours=PartResponse.all_of(statistics.hours),
            genres=PartResponse.all_of(statistics.genres),
            decades=PartResponse.all_of(statistics.decades),
            countries=PartResponse.all_of(statistics.countries),
            languages=PartResponse.all_of(statistics.languages),
            directors=PartResponse.all_of(statistics.directors),
            cast=PartResponse.all_of(statistics.cast),
            ratings=StarsResponse.all_of(statistics.ratings),
            shows=[WatchedShowResponse.of(show) for show in statistics.shows],
        )


class YearInReviewResponse(ResponseModel):
    """A year in review."""

    year: int = Field(description="The year", examples=[2026])
    statistics: StatisticsResponse = Field(description="The statistics of the year")
    year_before: TotalsResponse = Field(description="What was watched in the year before")
    change: TotalsResponse = Field(description="Each figure of the year minus that of the year before")

    @classmethod
    def of(cls, review: YearInReview) -> Self:
        """Return the response of a year."""
        return cls(
            year=review.year,
            statistics=StatisticsResponse.of(review.statistics),
            year_before=TotalsResponse.of(review.before),
            change=TotalsResponse.of(review.change),
        )


def _hours(seconds: int) -> float:
    return round(seconds / 3600, 2)
