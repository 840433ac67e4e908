"""Requests that start the import of a list."""

from typing import Self, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import (
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from chassis.http.errors import validation_error
from chassis.http.schemas import Parameters, RequestModel
from chassis.http.validation.problems import Problem
from ingestion.domain.titles.facts import Kind
from ingestion.presentation.request_fields import Force, Region


class TrendingRequest(RequestModel):
    """How the trending lists are synced, or which page of them is imported; in the query or in the body."""

    pages: int = Field(
        default=5, ge=1, le=50, description="Number of its first pages of 20 titles, per type", examples=[5]
    )
    page: int | None = Field(
        default=None,
        ge=1,
        le=500,
        # Not `deprecated=True`: that warns whenever the value is read.
        json_schema_extra={"deprecated": True},
        description="Import the titles of this page only, and leave the lists as they are; not together with `pages`",
        examples=[None],
    )
    type: Kind | None = Field(
        default=None, description="`movie` or `show`: titles of this type only; both by default", examples=["movie"]
    )
    sync_stats: bool = Field(
        default=True, description="Whether to fetch from Trakt how many users watch them now", examples=[True]
    )
    force: Force = False

    @model_validator(mode="after")
    def _page_or_pages(self) -> Self:
        if self.page is not None and "pages" in self.model_fields_set:
            raise PydanticCustomError("page_and_pages", "page and pages exclude each other; send one of them")
        return self


class TrendingParams(TrendingRequest):
    """The same in the query."""

    model_config = ConfigDict(strict=False)


class StatsSyncParams(Parameters):
    """How many trending titles are synced."""

    limit: int = Field(
        default=20,
        ge=1,
        le=1000,
        description="Number of titles per type, rounded up to whole pages of 20",
        examples=[20],
    )


class RegionRequest(RequestModel):
    """The region of a list."""

    region: Region | None = Field(
        default=None, description="Country (ISO 3166-1); that of the installation by default", examples=["US"]
    )


class NowPlayingRequest(RegionRequest):
    """How the list of movies in theaters is synced."""

    force: Force = False


class ReleasesRequest(NowPlayingRequest):
    """Which theatrical releases are listed."""

    days_back: int = Field(default=30, ge=1, le=365, description="Released within this number of days", examples=[30])


class DigitalRequest(NowPlayingRequest):
    """Which digital releases are listed."""

    days_back: int = Field(default=14, ge=1, le=365, description="Released within this number of days", examples=[14])


RequestT = TypeVar("RequestT", bound=RequestModel)


def joined(query: RequestT, body: RequestT | None) -> RequestT:
    """Return the parameters of query and body together; raises ApiError that names those that are in both."""
    if body is None:
        return query
    twice = sorted(query.model_fields_set & body.model_fields_set)
    if twice:
        aliases = [type(query).model_fields[name].alias or name for name in twice]
        rule = "must be in the query or in the body, not in both"
        raise validation_error(*(Problem(alias, "query", "given_twice", rule) for alias in aliases))
    together = {**body.model_dump(exclude_unset=True), **query.model_dump(exclude_unset=True)}
    try:
        return type(query).model_validate(together)
    except ValidationError as invalid:
        # Each is valid alone, so the rule that is broken is one between the two.
        raise RequestValidationError(
            [{**item, "loc": ("body", *item["loc"])} for item in invalid.errors()]
        ) from invalid
