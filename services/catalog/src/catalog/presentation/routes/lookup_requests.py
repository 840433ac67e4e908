"""Query parameters of lookups by id."""

from typing import Final, Literal
from uuid import UUID

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from catalog.presentation.routes.requests import LANGUAGE, Language, Region
from catalog.presentation.schedule.time_zones import TODAY
from chassis.http.schemas import Parameters
from chassis.http.validation.time_zones import TimeZone

MOST_IDS: Final = 100
_LONGEST_IDS: Final = 40 * MOST_IDS


class TitleParams(Parameters):
    """The parameters of the lookup of one title."""

    region: Region | None = Field(
        default=None,
        description="Country whose release dates are shown (ISO 3166-1); the region of the installation by default",
    )
    language: Language | None = Field(default=None, description=LANGUAGE)
    time_zone: TimeZone = Field(default="UTC", description=TODAY)


class TitlesParams(TitleParams):
    """The parameters of the lookup of many titles: ids of this system, or one id of another system."""

    ids: str | None = Field(
        default=None,
        max_length=_LONGEST_IDS,
        description=f"Comma-separated ids of titles, at most {MOST_IDS}; a repeated id counts once",
        examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9,89573a09-2882-5729-a9b4-94a4ebbfdb74"],
    )
    tmdb_id: int | None = Field(
        default=None, ge=1, le=2_147_483_647, description="TMDB number of a title; requires `type`", examples=[550]
    )
    type: Literal["movie", "show"] | None = Field(
        default=None,
        description="The kind of the title with the TMDB number: a movie and a show may share a number",
        examples=["movie"],
    )
    imdb_id: str | None = Field(
        default=None, pattern="^tt[0-9]{5,12}$", description="IMDb id of a title", examples=["tt0137523"]
    )

    @field_validator("ids")
    @classmethod
    def _are_ids(cls, value: str | None) -> str | None:
        parts = [] if value is None else [part for part in value.split(",") if part.strip()]
        if value is not None and not parts:
            raise PydanticCustomError("ids_empty", "must contain at least one id")
        if len(set(parts)) > MOST_IDS:
            raise PydanticCustomError("ids_too_many", "must contain at most {maxItems} ids", {"maxItems": MOST_IDS})
        for part in parts:
            try:
                UUID(part.strip())
            except ValueError as malformed:
                raise PydanticCustomError("ids_malformed", "must be comma-separated UUIDs") from malformed
        return value

    @model_validator(mode="after")
    def _one_way(self) -> "TitlesParams":
        ways = [name for name in ("ids", "tmdb_id", "imdb_id") if getattr(self, name) is not None]
        if len(ways) != 1:
            raise PydanticCustomError("one_way", "exactly one of ids, tmdbId and imdbId is required")
        if (self.type is None) != (self.tmdb_id is None):
            raise PydanticCustomError("type_with_number", "tmdbId and type are required together")
        return self

    def media_ids(self) -> list[UUID]:
        """Return the ids, each once, in the order of the request."""
        return list(dict.fromkeys(UUID(part.strip()) for part in (self.ids or "").split(",") if part.strip()))
