"""Query parameters of lists and titles."""

from datetime import date
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from catalog.application.read_models import Filters, Paging, Sort, VoteSource
from catalog.presentation.discovery.filters import Country, DiscoveryParams
from catalog.presentation.routes.cursors import SortValue, cursor_error, read_cursor
from catalog.presentation.schedule.time_zones import TODAY
from chassis.core.languages import TAG
from chassis.http.follow_up.cursors import Cursor
from chassis.http.schemas import Parameters
from chassis.http.validation.time_zones import TimeZone

FIRST_YEAR, LAST_YEAR = 1900, 2100

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Language = Annotated[str, Field(pattern=f"^{TAG}$", examples=["pt-BR"])]
LANGUAGE: Final = (
    "Language of texts as a BCP 47 tag, preferred to those of the header `Accept-Language`; the language"
    " of the installation by default. A text without a translation is in English, else in the language of the import"
)
_OF_A_PAGE: Final = {"limit", "offset", "cursor", "language"}
"""Parameters that a client may change from page to page."""
Region = Country


class ListParams(DiscoveryParams):
    """The common parameters of every list."""

    limit: int = Field(default=20, ge=1, le=50, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=1_000_000, description="Number of items before the page", examples=[0])
    cursor: Cursor | None = Field(
        default=None,
        description="`meta.nextCursor` of the page before, with the same path, order and filters; cannot be combined"
        " with `offset`. A page by cursor costs the same wherever it is. A title whose own sort value changes between"
        " two pages may be on both or on neither; every other title is on exactly one",
        examples=["cPfbTGLkU0W8WzAsNzEuMjUsMjBd"],
    )
    sort: Sort = Field(
        default="trending",
        description="`trending`: the rank in today's trending list, or `popularity` in a list without ranks."
        " `popularity`: the popularity score. `ratingo`: the open score. `releaseDate`: the day of release."
        " `tmdbPopularity`: the popularity at TMDB. Unknown values come last",
        examples=["trending"],
    )
    order: Literal["asc", "desc"] = Field(
        default="desc",
        description="`desc`: the best, the newest or rank 1 first. `asc`: the reverse",
        examples=["desc"],
    )
    genres: str | None = Field(
        default=None,
        max_length=400,
        pattern="^[A-Za-z0-9-]+(,[A-Za-z0-9-]+)*$",
        description="Comma-separated slugs of genres: titles that have at least one of them",
        examples=["drama,science-fiction"],
    )
    min_ratingo: float | None = Field(
        default=None, ge=0, le=100, description="Lowest open score, 0 to 100", examples=[70]
    )
    vote_source: VoteSource = Field(
        default="tmdb", description="The provider whose votes `minVotes` counts: `tmdb` or `trakt`", examples=["tmdb"]
    )
    min_votes: int | None = Field(
        default=None, ge=0, le=2_147_483_647, description="Lowest number of votes", examples=[100]
    )
    year_from: Year | None = Field(default=None, description="First year of release", examples=[1990])
    year_to: Year | None = Field(default=None, description="Last year of release", examples=[1999])
    year: Year | None = Field(
        default=None, description="Year of release; cannot be combined with `yearFrom` or `yearTo`", examples=[1999]
    )
    language: Language | None = Field(default=None, description=LANGUAGE, examples=["pt-BR"])
    time_zone: TimeZone = Field(default="UTC", description=TODAY)

    @field_validator("year_to")
    @classmethod
    def _in_order(cls, value: int | None, info: ValidationInfo) -> int | None:
        first = info.data.get("year_from")
        if value is not None and first is not None and first > value:
            raise PydanticCustomError("year_order", "must not be before {name}", {"name": "yearFrom"})
        return value

    @field_validator("year")
    @classmethod
    def _alone(cls, value: int | None, info: ValidationInfo) -> int | None:
        if value is not None and (info.data.get("year_from") or info.data.get("year_to")):
            raise PydanticCustomError("year_conflict", "cannot be combined with yearFrom or yearTo")
        return value

    @cached_property
    def filters(self) -> Filters:
        """The filters of the list."""
        first, last = (self.year_from, self.year_to) if self.year is None else (self.year, self.year)
        return Filters(
            genres=tuple(dict.fromkeys(self.genres.lower().split(","))) if self.genres else (),
            min_ratingo=self.min_ratingo,
            vote_source=self.vote_source,
            min_votes=self.min_votes,
            released_from=None if first is None else date(first, 1, 1),
            released_before=None if last is None else date(last + 1, 1, 1),
            watch_region=self.watch_region,
            providers=self.provider_ids(),
            offer_kind=self.offer_type,
            my_services=self.my_services,
            country=self.country,
            original_language=self.original_language,
        )

    def query(self, path: str) -> str:
        """Return what identifies the list with its order and filters, on which a cursor depends."""
        return path + self._order_and_filters

    @cached_property
    def _order_and_filters(self) -> str:
        return self.model_dump_json(exclude=_OF_A_PAGE, exclude_defaults=True)

    def _sort_value(self, path: str) -> SortValue:
        """Return what titles are sorted by."""
        if self.sort == "trending":
            return "rank" if path.endswith("/trending") else "number"
        return "day" if self.sort == "releaseDate" else "number"

    def paging(self, path: str) -> Paging:
        """Return the order and the part of the list; raise a validation error for a cursor of another list."""
        descending = self.order == "desc"
        if self.cursor is None:
            return Paging(self.sort, descending, self.limit, self.offset)
        if "offset" in self.model_fields_set:
            raise cursor_error("cursor_conflict", "cannot be combined with offset")
        after, before = read_cursor(self.cursor, self.query(path), self._sort_value(path))
        return Paging(self.sort, descending, self.limit, before, after)


class MovieListParams(ListParams):
    """The parameters of a list of movies."""

    region: Region | None = Field(
        default=None,
        description="Country whose release dates apply (ISO 3166-1); the region of the installation by default",
    )


class NowPlayingParams(MovieListParams):
    """The parameters of the list of movies in theaters."""


class NewReleaseParams(MovieListParams):
    """The parameters of a list of recently released movies."""

    days_back: int | None = Field(
        default=None,
        ge=0,
        le=3650,
        description="Number of days back; the default of the list without it or when 0",
        examples=[30],
    )


class TextParams(Parameters):
    """The parameter of a read that has texts."""

    language: Language | None = Field(default=None, description=LANGUAGE)


class DetailParams(Parameters):
    """The parameters of the page of a title."""

    region: Region | None = Field(
        default=None,
        description="Country of offers, age rating and release dates (ISO 3166-1); the region of the installation by"
        " default",
    )
    language: Language | None = Field(default=None, description=LANGUAGE)
    time_zone: TimeZone = Field(default="UTC", description=TODAY)


class ShowParams(DetailParams):
    """The parameters of the page of a show."""

    include: Literal["episodes"] | None = Field(
        default=None,
        description="`episodes`: also return `latestSeason`, the latest season with its episodes",
        examples=["episodes"],
    )
