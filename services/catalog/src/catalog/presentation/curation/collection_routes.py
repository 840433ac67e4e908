"""Routes of editors for curated collections."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response

from catalog.domain.curation.collections import MOST_SLUG, SLUG, Collection
from catalog.domain.curation.errors import CollectionExists, CuratedCollectionNotFound, TitleUnknown
from catalog.domain.editing.errors import EditConflict
from catalog.presentation.curation.requests import CollectionRequest, CollectionsParams, NewCollectionRequest
from catalog.presentation.curation.responses import CollectionResponse
from catalog.presentation.editing.dependencies import PRIVATE, TAGGED, ActorDep, tag
from catalog.presentation.editing.preconditions import NO_CONDITION, ConditionDep
from catalog.presentation.errors import refuses
from catalog.presentation.routes.dependencies import ApplicationDep
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.schemas import Page, Success, page_meta
from chassis.http.tokens import EditorPrincipal

router = APIRouter(prefix="/admin/catalog/collections", tags=["catalog"])

CollectionSlug = Annotated[
    str, Path(max_length=MOST_SLUG, pattern=SLUG, description="Slug of the collection", examples=["summer-nights"])
]
CHANGES: Final[Responses] = {**TAGGED, **refuses(CuratedCollectionNotFound, EditConflict, cases=[NO_CONDITION])}


@router.get("", summary="List collections", responses={200: {"headers": headers("Cache-Control")}})
async def list_collections(
    application: ApplicationDep, _: EditorPrincipal, params: Annotated[CollectionsParams, Query()], response: Response
) -> Page[CollectionResponse]:
    """Return a page of all collections, published or not, by position and slug."""
    page = await application.curated.page(params.kind, params.limit, params.offset, published_only=False)
    response.headers.update(PRIVATE)
    return Page(
        data=[CollectionResponse.of(collection) for collection in page.collections],
        meta=page_meta(count=len(page.collections), total=page.total, limit=params.limit, offset=params.offset),
    )


@router.post(
    "",
    status_code=201,
    summary="Create a collection",
    responses={
        201: {"headers": headers("Cache-Control", "ETag")},
        **refuses(CollectionExists, TitleUnknown),
    },
)
async def create_collection(
    application: ApplicationDep, actor: ActorDep, body: NewCollectionRequest, response: Response
) -> Success[CollectionResponse]:
    """Create a collection. It is not public until it is published."""
    return _shown(await application.curated.create(body.slug, body.content(), actor), response)


@router.get("/{slug}", summary="Get a collection", responses={**TAGGED, **refuses(CuratedCollectionNotFound)})
async def get_collection(
    application: ApplicationDep, _: EditorPrincipal, slug: CollectionSlug, response: Response
) -> Success[CollectionResponse]:
    """Return a collection, published or not. Send the ETag as `If-Match` of a change."""
    return _shown(await application.curated.one(slug), response)


@router.put("/{slug}", summary="Replace a collection", responses={**CHANGES, **refuses(TitleUnknown)})
async def replace_collection(
    application: ApplicationDep,
    actor: ActorDep,
    slug: CollectionSlug,
    condition: ConditionDep,
    body: CollectionRequest,
    response: Response,
) -> Success[CollectionResponse]:
    """Replace names, descriptions, picture, titles and position of a collection; whether it is published stays."""
    return _shown(await application.curated.replace(slug, body.content(), actor, condition), response)


@router.delete("/{slug}", summary="Delete a collection", responses=CHANGES)
async def delete_collection(
    application: ApplicationDep, actor: ActorDep, slug: CollectionSlug, condition: ConditionDep, response: Response
) -> Success[CollectionResponse]:
    """Delete a collection, and return what it was."""
    return _shown(await application.curated.delete(slug, actor, condition), response)


@router.put("/{slug}/published", summary="Publish a collection", responses=CHANGES)
async def publish_collection(
    application: ApplicationDep, actor: ActorDep, slug: CollectionSlug, condition: ConditionDep, response: Response
) -> Success[CollectionResponse]:
    """Make a collection public now; `POST /admin/catalog/schedule` does it later."""
    return _shown(await application.curated.publish(slug, actor, condition, published=True), response)


@router.delete("/{slug}/published", summary="Unpublish a collection", responses=CHANGES)
async def unpublish_collection(
    application: ApplicationDep, actor: ActorDep, slug: CollectionSlug, condition: ConditionDep, response: Response
) -> Success[CollectionResponse]:
    """Withdraw a collection from the public now; `POST /admin/catalog/schedule` does it later."""
    return _shown(await application.curated.publish(slug, actor, condition, published=False), response)


def _shown(collection: Collection, response: Response) -> Success[CollectionResponse]:
    tag(response, collection.version)
    return Success(data=CollectionResponse.of(collection))
