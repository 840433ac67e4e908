"""Responses of the analytics of rankings."""

from collections.abc import Mapping
from datetime import date
from typing import Self

from pydantic import Field

from chassis.http.schemas import ResponseModel
from library.domain.rankings.analytics import Activity, ActivityDay, GenreFigures, Genres, Sums


class ActivityDayResponse(ResponseModel):
    """A day on which movies were ranked."""

    day: date = Field(alias="date", description="The day in the user's time zone", examples=["2026-11-20"])
    count: int = Field(description="Number of movies", examples=[2])

    @classmethod
    def of(cls, day: ActivityDay) -> Self:
        """Return the response of a day."""
        return cls(day=day.day, count=day.count)


class ActivityResponse(ResponseModel):
    """The ranked movies by day."""

    activity: list[ActivityDayResponse] = Field(description="The days with rankings in order; others are omitted")
    start_date: date = Field(
        description="First day: the Sunday on or before the first of this month in the last year",
        examples=["2025-10-26"],
    )
    end_date: date = Field(description="Last day: the last of this month", examples=["2026-11-30"])

    @classmethod
    def of(cls, activity: Activity) -> Self:
        """Return the response of the activity."""
        return cls(
            activity=[ActivityDayResponse.of(day) for day in activity.days],
            start_date=activity.window.first,
            end_date=activity.window.last,
        )


class GenreFiguresResponse(ResponseModel):
    """The movies whose first genre is this one."""

    genre_id: int = Field(description="TMDB's number of the genre", examples=[18])
    genre_name: str = Field(description="Name of the genre, `Unknown (18)` when it has none", examples=["Drama"])
    count: int = Field(description="Number of movies", examples=[12])
    average_rating: float = Field(description="Mean of their stars with one decimal", examples=[3.9])

    @classmethod
    def of(cls, figures: GenreFigures) -> Self:
        """Return the response of a genre."""
        genre = figures.genre
        return cls(
            genre_id=genre.id,
            genre_name=genre.name or f"Unknown ({genre.id})",
            count=figures.count,
            average_rating=figures.average_stars,
        )


class RankedGenresResponse(ResponseModel):
    """The ranked movies by first genre, from the first of this month in the last year to today."""

    genres: list[GenreFiguresResponse] = Field(description="The most frequent first, of equal ones by name")
    total_movies: int = Field(description="All movies of the time, also those without a genre", examples=[30])

    @classmethod
    def of(cls, genres: Genres) -> Self:
        """Return the response of genres."""
        return cls(genres=[GenreFiguresResponse.of(item) for item in genres.genres], total_movies=genres.movies)


class RankingSumsResponse(ResponseModel):
    """What all rankings of a user say together."""

    total_movies: int = Field(description="Number of ranked movies", examples=[120])
    total_watch_time_minutes: int = Field(
        description="Sum of the runtimes that are known, in minutes", examples=[13460]
    )
    movies_without_runtime: int = Field(description="Movies that are not in this sum", examples=[3])
    average_rating: float = Field(description="Mean of the stars with two decimals; 0 without any", examples=[3.87])
    current_streak: int = Field(
        description="Days in a row with rankings up to today or yesterday; else 0", examples=[3]
    )
    longest_streak: int = Field(description="Most days in a row with rankings", examples=[9])
    top_genre: str | None = Field(
        description="Name of the most frequent first genre since the first of this month in the last year, of equal"
        " ones the first by name, or null",
        examples=["Drama"],
    )

    @classmethod
    def of(cls, sums: Sums) -> Self:
        """Return the response of the sums."""
        return cls(
            total_movies=sums.movies,
            total_watch_time_minutes=sums.watch_minutes,
            movies_without_runtime=sums.movies_without_runtime,
            average_rating=sums.average_stars,
            current_streak=sums.current_streak,
            longest_streak=sums.longest_streak,
            top_genre=sums.top_genre,
        )


class StarsResponse(ResponseModel):
    """The movies with a number of stars."""

    rating: int = Field(description="The stars, from 1 to 5", examples=[4])
    count: int = Field(description="Number of movies", examples=[40])

    @classmethod
    def all_of(cls, counts: Mapping[int, int]) -> list[Self]:
        """Return the response of each number of stars."""
        return [cls(rating=stars, count=count) for stars, count in counts.items()]


class DistributionResponse(ResponseModel):
    """The ranked movies by stars."""

    distribution: list[StarsResponse] = Field(description="Each number of stars from 1 to 5")
    total: int = Field(description="Number of ranked movies", examples=[120])

    @classmethod
    def of(cls, counts: Mapping[int, int]) -> Self:
        """Return the response of the distribution."""
        return cls(distribution=StarsResponse.all_of(counts), total=sum(counts.values()))
