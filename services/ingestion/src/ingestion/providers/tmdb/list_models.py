"""The parts of TMDB v3 lists, change feeds and look-ups that we read."""

from typing import Annotated

from pydantic import BeforeValidator

from ingestion.providers.parsing.lenient import (
    LENIENT,
    Day,
    Id,
    Items,
    ProviderModel,
    Real,
    Score,
    Text,
    Whole,
)


def _only_list(value: object) -> object:
    return value if isinstance(value, list) else None


class TmdbListEntry(ProviderModel):
    """An entry of a list or of the change feed; one whose number cannot be a title's still counts as sent."""

    id: Annotated[Id | None, LENIENT]
    media_type: Text = None
    popularity: Real = None


class TmdbStatistics(ProviderModel):
    """What changes of a title from day to day."""

    popularity: Real = None
    vote_average: Score = None
    vote_count: Whole = None


class TmdbPage(ProviderModel):
    """A page of a list: TMDB guarantees its numbers."""

    page: int
    total_pages: int
    total_results: int
    results: Annotated[list[TmdbListEntry], BeforeValidator(_only_list)]


class TmdbFoundTitle(ProviderModel):
    """A result of a search: a movie has `title` and `release_date`, a show `name` and `first_air_date`."""

    id: Annotated[Id | None, LENIENT]
    media_type: Text = None
    title: Text = None
    name: Text = None
    original_title: Text = None
    original_name: Text = None
    release_date: Day = None
    first_air_date: Day = None
    poster_path: Text = None
    vote_average: Score = None
    vote_count: Whole = None


class TmdbSearchPage(ProviderModel):
    """A page of results of `/search/multi`: movies, shows and people."""

    results: Items[TmdbFoundTitle] = None


class TmdbFindResult(ProviderModel):
    """`/find/{external id}`."""

    movie_results: Items[TmdbListEntry] = None
    tv_results: Items[TmdbListEntry] = None
