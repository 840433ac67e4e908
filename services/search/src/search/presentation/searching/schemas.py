"""Responses of search, suggestions and similar titles."""

from typing import Final, Literal
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ImageSet, ResponseModel
from search.domain.entry import Kind

MATRIX: Final = "bdf784d0-c2eb-5939-9d13-a7324e63a0e9"

_ID: Final = Field(
    description="Id of the entry, unique among all kinds: `movie:<uuid>`, `show:<uuid>`, `person:<number>`,"
    " `collection:<number>`, `keyword:<name>`",
    examples=[f"movie:{MATRIX}"],
)
_NAME: Final = Field(description="Name in the language of the request", examples=["The Matrix"])
_YEAR: Final = Field(description="Year of release, or null when unknown", examples=[1999])
_IMAGE: Final = Field(description="Poster of a title or collection, portrait of a person; null without one")
_PATH: Final = Field(
    description="Path of its page in the API, or null when it has none", examples=["/api/v1/catalog/movies/the-matrix"]
)


class TitleBrief(ResponseModel):
    """A title that a person is known for."""

    kind: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    id: str = _ID
    name: str = _NAME
    year: int | None = _YEAR
    path: str | None = _PATH


class Highlight(ResponseModel):
    """A part of a name that matches the text, in Unicode code points."""

    start: int = Field(description="Place of the first character, from 0", examples=[4])
    end: int = Field(description="Place behind the last character", examples=[10])


class FoundTitle(ResponseModel):
    """What is shown of an entry of any kind."""

    kind: Kind = Field(description="`movie`, `show`, `person`, `collection` or `keyword`", examples=["movie"])
    id: str = _ID
    media_id: UUID | None = Field(description="Id of the title; null for other kinds", examples=[MATRIX])
    tmdb_id: int | None = Field(description="TMDB number; null for a keyword", examples=[603])
    name: str = _NAME
    original_name: str | None = Field(
        description="Name in the original language, or null when unknown", examples=["The Matrix"]
    )
    slug: str | None = Field(
        description="Name in URLs of the catalog, or null when it has no page", examples=["the-matrix"]
    )
    path: str | None = _PATH
    year: int | None = _YEAR
    image: ImageSet | None = _IMAGE
    score: float | None = Field(description="Open score, 0 to 100, or null without one", examples=[87.4])
    rating: float | None = Field(description="Rating at TMDB, 0 to 10, or null without votes", examples=[8.2])
    votes: int | None = Field(description="Number of votes at TMDB, or null when unknown", examples=[26000])


class FoundItem(FoundTitle):
    """An entry that matches a search."""

    matched_name: str | None = Field(
        description="The name that matches the text better than `name`: a translation, the original or an alternative"
        " name; null when `name` matches as well",
        examples=["Матриця"],
    )
    highlights: list[Highlight] | None = Field(
        description="With `highlight=true`, the parts of `matchedName`, or else of `name`, that match the text;"
        " otherwise null"
    )
    known_for: list[TitleBrief] | None = Field(description="Up to three titles of a person; null for other kinds")
    title_count: int | None = Field(description="Number of titles of a collection; null for other kinds", examples=[4])


class FacetValue(ResponseModel):
    """A value of a facet, as its filter accepts it."""

    value: str = Field(
        description="Value of the filter of the same name (`language`: `originalLanguage`; `year`: `yearFrom` and"
        " `yearTo`; `score`: the lower bound of ten points)",
        examples=["science-fiction"],
    )
    count: int = Field(description="Number of matching entries that have it", examples=[41])


class SearchMeta(ResponseModel):
    """How the text was understood, and the position of the page in the results."""

    count: int = Field(description="Number of items on this page", examples=[1])
    total: int = Field(description="Number of entries that match", examples=[1])
    limit: int = Field(description="Maximum number of items on a page", examples=[20])
    has_more: bool = Field(description="Whether another page follows: request it with `cursor`", examples=[False])
    next_cursor: str | None = Field(
        description="Value of `cursor` for the next page; null on the last page", examples=[None]
    )
    query: str = Field(description="The text that was searched, without superfluous spaces", examples=["matrix 1999"])
    truncated: bool = Field(
        description="Whether the text had more than 200 characters, of which only the first 200 were searched",
        examples=[False],
    )
    year: int | None = Field(
        description="The year at the end of the text, or null without one; it may also be part of a name",
        examples=[1999],
    )
    season: int | None = Field(description="Number of the season in the text (`s02e05`), or null", examples=[None])
    episode: int | None = Field(description="Number of the episode in the text, or null", examples=[None])
    did_you_mean: str | None = Field(
        description="The text with its typing errors corrected as the best match has the words; null without any",
        examples=[None],
    )
    facets: dict[str, list[FacetValue]] = Field(
        description="The counted values of each requested facet by its name, the most frequent first",
        examples=[{"genre": [{"value": "science-fiction", "count": 41}]}],
    )


class SearchPageResponse(ResponseModel):
    """One page of a search."""

    success: Literal[True] = Field(default=True, description="Always true: the request succeeded")
    data: list[FoundItem] = Field(description="The entries that match, the best first")
    meta: SearchMeta = Field(description="How the text was understood, and the position of the page")


class Suggestion(ResponseModel):
    """An entry that the text may become while it is typed."""

    kind: Kind = Field(description="`movie`, `show`, `person`, `collection` or `keyword`", examples=["movie"])
    id: str = _ID
    name: str = _NAME
    matched_name: str | None = Field(
        description="The name that matches the text better than `name`; null when `name` matches as well",
        examples=["Матриця"],
    )
    year: int | None = _YEAR
    image: str | None = Field(
        description="URL of the smallest poster or portrait, or null without one",
        examples=["https://image.tmdb.org/t/p/w342/8uO0gUM8aNqYLs1OsTBQiXu0fEv.jpg"],
    )
    path: str | None = _PATH
