"""The parts of OMDb responses that we read; `N/A` is null. https://www.omdbapi.com/"""

from typing import Annotated, Final

from pydantic import BeforeValidator, Field, TypeAdapter

from ingestion.providers.parsing.lenient import LENIENT, Items, ProviderModel, Score, Text, Whole


def _unknown(value: object) -> object:
    return None if isinstance(value, str) and value.strip() in ("N/A", "") else value


Percent = Annotated[Annotated[int, Field(ge=0, le=100)] | None, LENIENT]


def _number(value: object) -> object:
    return value.replace(",", "") if isinstance(value, str) and value.strip() not in ("N/A", "") else None


class OmdbRating(ProviderModel):
    """One of `Ratings`."""

    source: str = Field(alias="Source")
    value: str = Field(alias="Value")


class OmdbTitle(ProviderModel):
    """A response by id; `N/A` is null."""

    response: str = Field(default="True", alias="Response")
    error: Text = Field(default=None, alias="Error")
    imdb_id: Annotated[Text, BeforeValidator(_unknown)] = Field(default=None, alias="imdbID")
    imdb_rating: Annotated[Score, BeforeValidator(_number)] = Field(default=None, alias="imdbRating")
    imdb_votes: Annotated[Whole, BeforeValidator(_number)] = Field(default=None, alias="imdbVotes")
    metascore: Annotated[Percent, BeforeValidator(_number)] = Field(default=None, alias="Metascore")
    runtime: Annotated[Text, BeforeValidator(_unknown)] = Field(default=None, alias="Runtime")
    ratings: Items[OmdbRating] = Field(default=None, alias="Ratings")


TITLE: Final = TypeAdapter(OmdbTitle)
