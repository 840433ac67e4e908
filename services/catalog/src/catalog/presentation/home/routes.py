"""Routes of the home page."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from catalog.application.read_models import Kind
from catalog.presentation.home import rendering
from catalog.presentation.home.schemas import HomePage, HomeTitle
from catalog.presentation.routes.caching import cached_response
from catalog.presentation.routes.dependencies import (
    CACHED_TEXTS,
    LOCALIZED,
    ApplicationDep,
    is_editor,
    languages_of,
    view_of,
)
from catalog.presentation.routes.requests import LANGUAGE, Language, Region
from catalog.presentation.schedule.time_zones import TODAY
from chassis.http.schemas import Parameters, Success
from chassis.http.tokens import OptionalPrincipal
from chassis.http.validation.time_zones import TimeZone

router = APIRouter(prefix="/home", tags=["home"])


class HomeParams(Parameters):
    """The parameters of the home page."""

    region: Region | None = Field(
        default=None,
        description="Country whose release dates and lists apply (ISO 3166-1); the region of the installation by"
        " default",
    )
    language: Language | None = Field(default=None, description=LANGUAGE)
    time_zone: TimeZone = Field(default="UTC", description=TODAY)


class HeroParams(HomeParams):
    """The parameters of the hero."""

    kind: Kind | None = Field(
        default=None, alias="type", description="Only movies (`movie`) or shows (`show`)", examples=["movie"]
    )


@router.get(
    "",
    summary="Get the home page",
    response_model=Success[HomePage],
    responses=CACHED_TEXTS,
    openapi_extra=LOCALIZED,
)
async def home(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    params: Annotated[HomeParams, Query()],
) -> Response:
    """Return the sections of the home page with their first items, for a region, a language and a user.

    A section without items has an empty list. Each names the path of its whole list.
    """
    languages = languages_of(request, params.language)
    view = view_of(principal, languages, params.region, params.time_zone)
    result = await application.home.home(view, for_editor=is_editor(principal))
    body, digest = rendering.home(result, languages)
    return cached_response(request, body, identity=digest, private=principal is not None, languages=languages)


@router.get(
    "/hero",
    summary="Get the hero",
    response_model=Success[list[HomeTitle]],
    responses=CACHED_TEXTS,
    openapi_extra=LOCALIZED,
)
async def hero(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    params: Annotated[HeroParams, Query()],
) -> Response:
    """Return at most four released titles of high quality and popularity that have pictures, the most popular first.

    `isNew` means within 90 days here, and `isClassic` five years ago or earlier. The list is empty only when no title
    qualifies.
    """
    languages = languages_of(request, params.language)
    view = view_of(principal, languages, params.region, params.time_zone)
    result = await application.home.hero(params.kind, view, for_editor=is_editor(principal))
    return cached_response(
        request, rendering.hero(result, languages), private=principal is not None, languages=languages
    )
