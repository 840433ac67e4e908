"""Published collections, for everyone."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from pydantic_core import to_json

from catalog.domain.curation.errors import CuratedCollectionNotFound
from catalog.presentation.curation.collection_routes import CollectionSlug
from catalog.presentation.curation.requests import CollectionsParams
from catalog.presentation.curation.responses import CuratedItem, CuratedResponse
from catalog.presentation.errors import refuses
from catalog.presentation.routes.caching import cached_response
from catalog.presentation.routes.dependencies import CACHED_TEXTS, LOCALIZED, ApplicationDep, languages_of, view_of
from catalog.presentation.routes.looked_up import looked_up
from catalog.presentation.routes.requests import LANGUAGE, Language, Region
from catalog.presentation.schedule.time_zones import TODAY
from chassis.http.schemas import Page, Parameters, page_meta
from chassis.http.tokens import OptionalPrincipal
from chassis.http.validation.time_zones import TimeZone

router = APIRouter(prefix="/catalog/curated", tags=["catalog"])


class CuratedListParams(CollectionsParams):
    """Parameters of the list of published collections."""

    language: Language | None = Field(default=None, description=LANGUAGE)


class CuratedParams(Parameters):
    """Parameters of a published collection."""

    limit: int = Field(default=20, ge=1, le=50, description="Maximum number of titles on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=10_000, description="Number of titles before the page", examples=[0])
    language: Language | None = Field(default=None, description=LANGUAGE)
    region: Region | None = Field(
        default=None, description="Region of the titles' dates (ISO 3166-1); that of the installation by default"
    )
    time_zone: TimeZone = Field(default="UTC", description=TODAY)


@router.get(
    "",
    summary="List curated collections",
    response_model=Page[CuratedItem],
    responses=CACHED_TEXTS,
    openapi_extra=LOCALIZED,
)
async def list_curated(
    request: Request, application: ApplicationDep, params: Annotated[CuratedListParams, Query()]
) -> Response:
    """Return a page of the published collections and categories, in the order of the editors."""
    languages = languages_of(request, params.language)
    page = await application.curated.page(params.kind, params.limit, params.offset, published_only=True)
    items = [CuratedItem.of(item, languages, request.app.state.images) for item in page.collections]
    meta = page_meta(count=len(items), total=page.total, limit=params.limit, offset=params.offset)
    return cached_response(request, to_json(Page(data=items, meta=meta), by_alias=True), languages=languages)


@router.get(
    "/{slug}",
    summary="Get a curated collection",
    response_model=CuratedResponse,
    responses={**CACHED_TEXTS, **refuses(CuratedCollectionNotFound)},
    openapi_extra=LOCALIZED,
)
async def get_curated(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    slug: CollectionSlug,
    params: Annotated[CuratedParams, Query()],
) -> Response:
    """Return a published collection with a page of its titles, in the order of the editors.

    Titles that are not listed are left out and not counted.
    """
    languages = languages_of(request, params.language)
    view = view_of(principal, languages, params.region, params.time_zone)
    collection, result, total = await application.curated.published(slug, params.limit, params.offset, view)
    head = to_json(CuratedItem.of(collection, languages, request.app.state.images), by_alias=True)
    items = b",".join([looked_up(title, result, languages) for title in result.titles])
    meta = page_meta(count=len(result.titles), total=total, limit=params.limit, offset=params.offset)
    body = b'{"success":true,"data":%b,"titles":[%b]},"meta":%b}' % (head[:-1], items, to_json(meta, by_alias=True))
    return cached_response(request, body, private=principal is not None, languages=languages)
