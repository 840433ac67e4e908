"""By which ids clients may look titles up."""

from typing import Final, Literal
from uuid import UUID

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from catalog.presentation.routes.requests import LANGUAGE, Language, Region
from chassis.http.schemas import Parameters

MOST_IDS: Final = 100
_LONGEST_IDS: Final = 40 * MOST_IDS


class TitleParams(Parameters):
    """The parameters of a title that is looked up."""

    region: Region | None = Field(
        default=None, description="Country whose release dates are shown; the installation's region by default"
    )
    language: Language | None = Field(default=None, description=LANGUAGE)


class TitlesParams(TitleParams):
    """Ids of titles: of this system, or one of another system."""

    ids: str | None = Field(
        default=None,
        max_length=_LONGEST_IDS,
        description=f"Ids of titles with commas between, at most {MOST_IDS}; an id that comes twice counts once",
        examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9,89573a09-2882-5729-a9b4-94a4ebbfdb74"],
    )
    tmdb_id: int | None = Field(
        default=None, ge=1, le=2_147_483_647, description="TMDB's number; needs `type`", examples=[550]
    )
    type: Literal["movie", "show"] | None = Field(
        default=None,
        description="Which title of the TMDB number is meant: a movie and a show may share it",
        examples=["movie"],
    )
    imdb_id: str | None = Field(
        default=None, pattern="^tt[0-9]{5,12}$", description="IMDb's id of a title", examples=["tt0137523"]
    )

    @field_validator("ids")
    @classmethod
    def _are_ids(cls, value: str | None) -> str | None:
        given = [] if value is None else [part for part in value.split(",") if part.strip()]
        if value is not None and not given:
            raise PydanticCustomError("ids_empty", "must name at least one id")
        if len(set(given)) > MOST_IDS:
            raise PydanticCustomError("ids_too_many", f"must name at most {MOST_IDS} ids")
        for part in given:
            try:
                UUID(part.strip())
            except ValueError as malformed:
                raise PydanticCustomError("ids_malformed", "must be ids (UUIDs) with commas between") from malformed
        return value

    @model_validator(mode="after")
    def _one_way(self) -> "TitlesParams":
        ways = [name for name in ("ids", "tmdb_id", "imdb_id") if getattr(self, name) is not None]
        if len(ways) != 1:
            raise PydanticCustomError("one_way", "exactly one of ids, tmdbId and imdbId must be given")
        if (self.type is None) != (self.tmdb_id is None):
            raise PydanticCustomError("type_with_number", "tmdbId and type must be given together")
        return self

    def media_ids(self) -> list[UUID]:
        """Return the ids, each once, in the order given."""
        return list(dict.fromkeys(UUID(part.strip()) for part in (self.ids or "").split(",") if part.strip()))
