"""The parts of TMDB v3 lists, change feeds and look-ups that we read."""

from typing import Annotated

from pydantic import BeforeValidator

from ingestion.providers.parsing.lenient import (
    LENIENT,
    Id,
    Items,
    ProviderModel,
    Real,
    Text,
)


def _only_list(value: object) -> object:
    return value if isinstance(value, list) else None


class TmdbListEntry(ProviderModel):
    """An entry of a list or of the change feed; one whose number cannot be a title's still counts as sent."""

    id: Annotated[Id | None, LENIENT]
    media_type: Text = None
    popularity: Real = None


class TmdbPage(ProviderModel):
    """A page of a list: TMDB guarantees its numbers."""

    page: int
    total_pages: int
    total_results: int
    results: Annotated[list[TmdbListEntry], BeforeValidator(_only_list)]


class TmdbFindResult(ProviderModel):
    """`/find/{external id}`."""

    movie_results: Items[TmdbListEntry] = None
    tv_results: Items[TmdbListEntry] = None
