"""Routes of collections of movies."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field
from pydantic_core import to_json

from catalog.application.read_models import Redirect
from catalog.domain.discovery.references import LONGEST
from catalog.domain.errors import CollectionNotFound
from catalog.presentation.errors import refuses
from catalog.presentation.routes import rendering
from catalog.presentation.routes.caching import page_response, redirect_to_slug
from catalog.presentation.routes.dependencies import (
    CACHED_TEXTS,
    LOCALIZED,
    ApplicationDep,
    languages_of,
    renamed,
    view_of,
)
from catalog.presentation.routes.looked_up import looked_up
from catalog.presentation.routes.lookup_requests import TitleParams
from catalog.presentation.schemas.detail import CollectionItem
from catalog.presentation.schemas.lookup import LookedUpMovie
from chassis.http.schemas import Success
from chassis.http.tokens import OptionalPrincipal

router = APIRouter(prefix="/catalog/collections", tags=["catalog"])

Reference = Annotated[
    str,
    Path(
        alias="collection",
        max_length=LONGEST,
        description="Slug of the collection, whose number alone decides, or `tmdb:` and the number",
        examples=["the-matrix-collection-2344"],
    ),
]


class CollectionDetail(CollectionItem):
    """A collection with its titles."""

    total_titles: int = Field(description="Number of listed titles", examples=[1])
    titles: list[LookedUpMovie] = Field(
        description="The first 100 listed titles in the order of release, those without a day last"
    )


@router.get(
    "/{collection}",
    summary="Get a collection",
    response_model=Success[CollectionDetail],
    responses={**CACHED_TEXTS, **renamed("collection"), **refuses(CollectionNotFound)},
    openapi_extra=LOCALIZED,
)
async def collection(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    reference: Reference,
    params: Annotated[TitleParams, Query()],
) -> Response:
    """Return a collection of movies with its listed titles in the order of release.

    A slug with a former name redirects to the current one. A collection without listed titles is unknown.
    """
    languages = languages_of(request, params.language)
    result = await application.collections.collection(
        reference.lower(), view_of(principal, languages, params.region, params.time_zone)
    )
    if isinstance(result, Redirect):
        return redirect_to_slug(request, reference, result.slug)

    def body() -> tuple[bytes, None]:
        data = b'%b,"totalTitles":%b,"titles":[%b]}' % (
            result.collection.document[:-1],
            to_json(result.collection.total),
            b",".join([looked_up(title, result.titles, languages) for title in result.titles.titles]),
        )
        return rendering.success(data), None

    return page_response(request, result.titles, result.collection, languages, body, private=principal is not None)
