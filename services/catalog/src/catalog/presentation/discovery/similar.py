"""Routes of similar titles."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from catalog.application import Application
from catalog.application.read_models import Kind, Redirect
from catalog.domain.errors import MediaDeleted, MediaNotFound
from catalog.presentation.errors import refuses
from catalog.presentation.routes import rendering
from catalog.presentation.routes.caching import page_response, redirect_to_slug
from catalog.presentation.routes.dependencies import (
    CACHED_TEXTS,
    LOCALIZED,
    REDIRECTED,
    ApplicationDep,
    Slug,
    languages_of,
    view_of,
)
from catalog.presentation.routes.looked_up import looked_up
from catalog.presentation.routes.lookup_requests import TitleParams
from catalog.presentation.schemas.lookup import LookedUpMovie, LookedUpShow
from chassis.http.document.error_cases import Responses
from chassis.http.schemas import Success
from chassis.http.tokens import OptionalPrincipal, Principal

router = APIRouter(prefix="/catalog", tags=["catalog"])

_RESPONSES: Final[Responses] = {**CACHED_TEXTS, **REDIRECTED, **refuses(MediaNotFound, MediaDeleted)}
_SIMILARITY: Final = Field(
    description="From 0 to 100: shared keywords, people and genres, and nearness in years, language and quality",
    examples=[61.4],
)


class SimilarParams(TitleParams):
    """The parameters of the list of similar titles."""

    limit: int = Field(default=20, ge=1, le=50, description="Maximum number of titles", examples=[20])


class SimilarMovie(LookedUpMovie):
    """A similar movie."""

    similarity: float = _SIMILARITY


class SimilarShow(LookedUpShow):
    """A similar show."""

    similarity: float = _SIMILARITY


@router.get(
    "/movies/{slug}/similar",
    summary="List similar movies",
    response_model=Success[list[SimilarMovie]],
    responses=_RESPONSES,
    openapi_extra=LOCALIZED,
)
async def similar_movies(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    slug: Slug,
    params: Annotated[SimilarParams, Query()],
) -> Response:
    """Return the movies that are most similar to a movie, the most similar first.

    The other movies of its collection are not among them: they are at `GET /catalog/collections/{collection}`.
    """
    return await _similar("movie", request, application, principal, slug, params)


@router.get(
    "/shows/{slug}/similar",
    summary="List similar shows",
    response_model=Success[list[SimilarShow]],
    responses=_RESPONSES,
    openapi_extra=LOCALIZED,
)
async def similar_shows(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    slug: Slug,
    params: Annotated[SimilarParams, Query()],
) -> Response:
    """Return the shows that are most similar to a show, the most similar first.

    The similarity is computed from the facts of this catalog; the README of the service has the formula.
    """
    return await _similar("show", request, application, principal, slug, params)


async def _similar(
    kind: Kind,
    request: Request,
    application: Application,
    principal: Principal | None,
    slug: str,
    params: SimilarParams,
) -> Response:
    languages = languages_of(request, params.language)
    view = view_of(principal, languages, params.region, params.time_zone)
    result = await application.similar.similar(kind, slug.lower(), view, params.limit)
    if isinstance(result, Redirect):
        return redirect_to_slug(request, slug, result.slug)
    similarity = {title.media_id: title.similarity for title in result.similar}

    def body() -> tuple[bytes, None]:
        items = [
            looked_up(title, result.titles, languages, b',"similarity":%b' % repr(similarity[title.media_id]).encode())
            for title in result.titles.titles
        ]
        return rendering.success(b"[%b]" % b",".join(items)), None

    return page_response(request, result.titles, result.similar, languages, body, private=principal is not None)
