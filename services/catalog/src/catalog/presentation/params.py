"""What clients may ask of lists, titles and the schedule. Unknown parameters are errors that name them."""

from datetime import UTC, date, datetime
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from catalog.application.reading import Filters, Paging, Sort, VoteSource
from catalog.domain.languages import TAG
from chassis.schemas import Ask

FIRST_YEAR, LAST_YEAR = 1900, 2100

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Language = Annotated[str, Field(pattern=f"^{TAG}$", examples=["pt-BR"])]
LANGUAGE: Final = (
    "Language of titles and overviews as a BCP 47 tag, before those of the header `Accept-Language`; the installation's"
    " language by default. A text that is not known in it is in English, else in the language it was imported in"
)
Region = Annotated[str, Field(pattern="^[A-Za-z]{2}$", examples=["US"]), AfterValidator(str.upper)]


def _day(value: object) -> object:
    """An instant is taken as the UTC day it falls on."""
    if isinstance(value, str) and "T" in value:
        instant = datetime.fromisoformat(value)
        try:
            return instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC).date()
        except OverflowError as beyond:
            raise ValueError("lies beyond the calendar") from beyond
    return value


class ListParams(Ask):
    """The common questions of every list."""

    limit: int = Field(default=20, ge=1, le=50, description="Most items of a page")
    offset: int = Field(default=0, ge=0, le=1_000_000, description="Items before the page")
    sort: Sort = Field(
        default="trending",
        description="`trending` is the place in today's list, and `popularity` where a list has no ranks of its own;"
        " unknown values come last",
    )
    order: Literal["asc", "desc"] = Field(default="desc", description="`desc` puts the best, or rank 1, first")
    genres: str | None = Field(
        default=None,
        max_length=400,
        pattern="^[a-z0-9-]+(,[a-z0-9-]+)*$",
        description="Slugs of genres with commas between; any of them will do",
        examples=["drama,science-fiction"],
    )
    min_ratingo: float | None = Field(default=None, ge=0, le=100, description="Lowest open score")
    vote_source: VoteSource = Field(default="tmdb", description="Whose votes `minVotes` counts")
    min_votes: int | None = Field(default=None, ge=0, le=2_147_483_647, description="Fewest votes")
    year_from: Year | None = Field(default=None, description="First year of release")
    year_to: Year | None = Field(default=None, description="Last year of release")
    year: Year | None = Field(default=None, description="Year of release; not together with `yearFrom` or `yearTo`")
    language: Language | None = Field(default=None, description=LANGUAGE)

    @field_validator("year_to")
    @classmethod
    def _in_order(cls, value: int | None, info: ValidationInfo) -> int | None:
        first = info.data.get("year_from")
        if value is not None and first is not None and first > value:
            raise PydanticCustomError("year_order", "must not be before yearFrom")
        return value

    @field_validator("year")
    @classmethod
    def _alone(cls, value: int | None, info: ValidationInfo) -> int | None:
        if value is not None and (info.data.get("year_from") or info.data.get("year_to")):
            raise PydanticCustomError("year_conflict", "cannot be combined with yearFrom or yearTo")
        return value

    def filters(self) -> Filters:
        """Give the filters in the words of the use case."""
        first, last = (self.year_from, self.year_to) if self.year is None else (self.year, self.year)
        return Filters(
            genres=tuple(dict.fromkeys(self.genres.split(","))) if self.genres else (),
            min_ratingo=self.min_ratingo,
            vote_source=self.vote_source,
            min_votes=self.min_votes,
            released_from=None if first is None else date(first, 1, 1),
            released_before=None if last is None else date(last + 1, 1, 1),
        )

    def paging(self) -> Paging:
        """Give order and place in the words of the use case."""
        return Paging(self.sort, self.order == "desc", self.limit, self.offset)


class MovieListParams(ListParams):
    """The questions of a list of movies."""

    region: Region | None = Field(
        default=None, description="Country whose release dates count; the installation's region by default"
    )


class NowPlayingParams(MovieListParams):
    """The questions of the list of movies in theaters."""


class NewReleaseParams(MovieListParams):
    """The questions of a list of films that came out of late."""

    days_back: int | None = Field(
        default=None, ge=0, le=3650, description="How many days back; 0 or nothing means the list's own default"
    )


class DetailParams(Ask):
    """The questions of a title's own page."""

    region: Region | None = Field(
        default=None,
        description="Country of offers, age rating and release dates; the installation's region by default",
    )
    language: Language | None = Field(default=None, description=LANGUAGE)


class SearchParams(Ask):
    """The question of a search."""

    query: str = Field(default="", max_length=200, description="Part of a name in any language", examples=["matrix"])
    language: Language | None = Field(default=None, description=LANGUAGE)


class CalendarParams(Ask):
    """The questions of the calendar."""

    start_date: Annotated[date, BeforeValidator(_day), Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))] | None = Field(
        default=None, description="First day in UTC; today by default", examples=["2026-11-21"]
    )
    days: int = Field(default=7, ge=0, le=31, description="How many days")


class NewEpisodeParams(Ask):
    """The questions of the list of new episodes."""

    days: int = Field(default=7, ge=1, le=31, description="How many days back")
    limit: int = Field(default=20, ge=1, le=50, description="Most shows")


class NoParams(Ask):
    """A question without parameters."""
