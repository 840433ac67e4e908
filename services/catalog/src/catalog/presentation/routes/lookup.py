"""Routes that find titles by ids of this system or of others."""

from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response

from catalog.application import Application
from catalog.application.lookup import TitleRedirect
from catalog.application.read_models import LookupResult, View
from catalog.domain.errors import MediaDeleted, MediaNotFound
from catalog.presentation.errors import refuses
from catalog.presentation.routes import rendering
from catalog.presentation.routes.caching import cached_response, freshness, page_response
from catalog.presentation.routes.dependencies import (
    CACHED_TEXTS,
    LOCALIZED,
    REDIRECTED,
    ApplicationDep,
    MediaId,
    languages_of,
    view_of,
)
from catalog.presentation.routes.looked_up import looked_up
from catalog.presentation.routes.lookup_requests import TitleParams, TitlesParams
from catalog.presentation.schemas.lookup import LookedUpTitle, LookupMeta, TitleList
from chassis.http.schemas import Success
from chassis.http.tokens import OptionalPrincipal
from contracts.identity import Kind, media_id

router = APIRouter(prefix="/catalog", tags=["catalog"])


@router.get(
    "/titles", summary="Look up titles", response_model=TitleList, responses=CACHED_TEXTS, openapi_extra=LOCALIZED
)
async def titles(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    params: Annotated[TitlesParams, Query()],
) -> Response:
    """Return up to 100 titles by id, by TMDB number or by IMDb id, in the order of the ids.

    `meta.missing` holds the ids of which no title is listed, `meta.gone` those of titles deleted upstream.
    """
    languages = languages_of(request, params.language)
    result = await _look_up(application, params, view_of(principal, languages, params.region, params.time_zone))

    def body() -> tuple[bytes, None]:
        items = b",".join([looked_up(title, result, languages) for title in result.titles])
        return rendering.success_page(items, LookupMeta.of(result)), None

    more = result.deleted, result.missing
    return page_response(request, result, more, languages, body, private=principal is not None)


@router.get(
    "/titles/{mediaId}",
    summary="Look up a title",
    response_model=Success[LookedUpTitle],
    responses={**CACHED_TEXTS, **REDIRECTED, **refuses(MediaNotFound, MediaDeleted)},
    openapi_extra=LOCALIZED,
)
async def title(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    media_id: MediaId,
    params: Annotated[TitleParams, Query()],
) -> Response:
    """Return a title as lists show it, with its slug and the path of its page.

    A title that was merged into another of its kind redirects to that title.
    """
    languages = languages_of(request, params.language)
    result = await application.lookup.one(media_id, view_of(principal, languages, params.region, params.time_zone))
    if isinstance(result, TitleRedirect):
        query = f"?{request.url.query}" if request.url.query else ""
        return Response(status_code=308, headers={"Location": f"{result.media_id}{query}", **freshness(private=False)})
    body = rendering.success(looked_up(result.titles[0], result, languages))
    return cached_response(request, body, private=principal is not None, languages=languages)


async def _look_up(application: Application, params: TitlesParams, view: View) -> LookupResult:
    if params.imdb_id is not None:
        return await application.lookup.by_imdb(params.imdb_id, view)
    if params.tmdb_id is not None:
        return await application.lookup.many([media_id(cast(Kind, params.type), params.tmdb_id)], view)
    return await application.lookup.many(params.media_ids(), view)
