"""Responses of searches beyond the catalog."""

from typing import Final, Literal
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ImageSet, ResponseModel
from search.presentation.searching.schemas import MATRIX, FoundTitle

_YEAR: Final = Field(description="Year of release, or null when unknown", examples=[1999])
_POSTER: Final = Field(description="The poster in four sizes, or null without one")
_RATING: Final = Field(description="Rating at TMDB, 0 to 10, or null without votes", examples=[8.2])
_KIND: Final = Field(description="`movie` or `show`", examples=["movie"])


class ImportRequest(ResponseModel):
    """The request that imports a title, ready to be sent with an access token."""

    method: Literal["POST"] = Field(description="Always `POST`")
    path: str = Field(description="Path of the request", examples=["/api/v1/catalog/import/movie/603"])
    body: dict[str, str] = Field(description="Body of the request: always an empty object", examples=[{}])


class ProviderItem(ResponseModel):
    """A title at the provider, imported or not."""

    kind: Literal["movie", "show"] = _KIND
    media_id: UUID = Field(description="Id that the title has here, or will have", examples=[MATRIX])
    tmdb_id: int = Field(description="TMDB number of the title", examples=[603])
    name: str = Field(description="Name at the provider in the language of the request", examples=["The Matrix"])
    original_name: str | None = Field(
        description="Name in the original language, or null when unknown", examples=["The Matrix"]
    )
    year: int | None = _YEAR
    image: ImageSet | None = _POSTER
    rating: float | None = _RATING
    is_imported: bool = Field(description="Whether the title is in this installation", examples=[False])
    entry: FoundTitle | None = Field(
        description="What a search here shows of an imported title; null for others, and for one that is not listed"
    )
    import_request: ImportRequest | None = Field(
        alias="import", description="The request that imports the title; null when it is imported"
    )


class ProviderResults(ResponseModel):
    """The titles that the provider has for a text."""

    query: str = Field(description="The text that was searched", examples=["matrix"])
    status: Literal["ok", "unavailable"] = Field(
        description="`unavailable`: the provider cannot be searched now, or did not respond in time; try again later",
        examples=["ok"],
    )
    items: list[ProviderItem] = Field(description="At most twenty titles in the order of the provider")


class CompatibleItem(ResponseModel):
    """A title as clients of the Ratingo API expect it."""

    source: Literal["local", "tmdb"] = Field(
        description="`local`: the title is in this catalog. `tmdb`: it can be imported", examples=["local"]
    )
    type: Literal["movie", "show"] = _KIND
    id: UUID | None = Field(description="The same as `mediaItemId`", examples=[MATRIX])
    media_item_id: UUID | None = Field(description="Id of the title; null when it is not imported", examples=[MATRIX])
    tmdb_id: int = Field(description="TMDB number of the title", examples=[603])
    title: str = Field(description="Name of the title", examples=["The Matrix"])
    original_title: str | None = Field(
        description="Name in the original language, or null when unknown", examples=["The Matrix"]
    )
    year: int | None = _YEAR
    poster: ImageSet | None = _POSTER
    rating: float | None = _RATING
    is_imported: bool = Field(description="Whether the title is in this catalog", examples=[True])
    slug: str | None = Field(
        description="Name of the title in URLs, unique per type; null when it is not imported", examples=["the-matrix"]
    )


class CompatibleResults(ResponseModel):
    """The results of the search of the Ratingo API."""

    query: str = Field(description="The search text without superfluous spaces", examples=["matrix"])
    local: list[CompatibleItem] = Field(description="At most ten titles of this catalog, the best match first")
    tmdb: list[CompatibleItem] = Field(
        description="At most ten titles of TMDB that are not imported. Empty without an access token, and when TMDB is"
        " unavailable or the user has searched it too often"
    )
