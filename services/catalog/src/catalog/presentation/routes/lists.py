"""Routes of lists. Bodies are joined from stored JSON, so the response models are not run per request."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from catalog.application.read_models import Filters, TitlePage
from catalog.domain.cards import Context
from catalog.presentation.routes import rendering
from catalog.presentation.routes.caching import page_response
from catalog.presentation.routes.cursors import write_cursor
from catalog.presentation.routes.dependencies import CACHED_TEXTS, LOCALIZED, ApplicationDep, languages_of, view_of
from catalog.presentation.routes.localization import Languages
from catalog.presentation.routes.requests import (
    ListParams,
    MovieListParams,
    NewReleaseParams,
    NowPlayingParams,
)
from catalog.presentation.schemas.lists import MoviePage, ShowPage
from chassis.http.tokens import OptionalPrincipal, Principal, unauthorized

router = APIRouter(prefix="/catalog", tags=["catalog"])


@router.get(
    "/movies/trending",
    summary="List trending movies",
    response_model=MoviePage,
    responses=CACHED_TEXTS,
    openapi_extra=LOCALIZED,
)
async def trending_movies(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    params: Annotated[MovieListParams, Query()],
) -> Response:
    """Return a page of all movies: those of the current trending list first, by rank, then the others."""
    languages = languages_of(request, params.language)
    view = view_of(principal, languages, params.region, params.time_zone)
    page = await application.lists.trending(
        "movie", view, filters_of(params, principal), params.paging(request.scope["path"])
    )
    return _response(request, page, params, languages, "TRENDING_LIST", private=principal is not None)


@router.get(
    "/shows/trending",
    summary="List trending shows",
    response_model=ShowPage,
    responses=CACHED_TEXTS,
    openapi_extra=LOCALIZED,
)
async def trending_shows(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    params: Annotated[ListParams, Query()],
) -> Response:
    """Return a page of all shows: those of the current trending list first, by rank, then the others."""
    languages = languages_of(request, params.language)
    view = view_of(principal, languages, time_zone=params.time_zone)
    page = await application.lists.trending(
        "show", view, filters_of(params, principal), params.paging(request.scope["path"])
    )
    return _response(request, page, params, languages, "TRENDING_LIST", private=principal is not None)


@router.get(
    "/movies/now-playing",
    summary="List movies in theaters",
    response_model=MoviePage,
    responses=CACHED_TEXTS,
    openapi_extra=LOCALIZED,
)
async def now_playing(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    params: Annotated[NowPlayingParams, Query()],
) -> Response:
    """Return a page of the movies that are in theaters of the region and not yet available digitally there.

    Without a list of the region, movies are selected by their theatrical release date.
    """
    languages = languages_of(request, params.language)
    view = view_of(principal, languages, params.region, params.time_zone)
    page = await application.lists.now_playing(
        view, filters_of(params, principal), params.paging(request.scope["path"])
    )
    return _response(request, page, params, languages, "IN_THEATERS_LIST", private=principal is not None)


@router.get(
    "/movies/new-releases",
    summary="List new theatrical releases",
    response_model=MoviePage,
    responses=CACHED_TEXTS,
    openapi_extra=LOCALIZED,
)
async def new_releases(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    params: Annotated[NewReleaseParams, Query()],
) -> Response:
    """Return a page of the movies released in theaters within `daysBack` days (30 by default) and not yet available
    digitally."""
    languages = languages_of(request, params.language)
    view = view_of(principal, languages, params.region, params.time_zone)
    page = await application.lists.new_releases(
        params.days_back, view, filters_of(params, principal), params.paging(request.scope["path"])
    )
    return _response(request, page, params, languages, "NEW_RELEASES_LIST", private=principal is not None)


@router.get(
    "/movies/new-on-digital",
    summary="List new digital releases",
    response_model=MoviePage,
    responses=CACHED_TEXTS,
    openapi_extra=LOCALIZED,
)
async def new_on_digital(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    params: Annotated[NewReleaseParams, Query()],
) -> Response:
    """Return a page of the movies that became available digitally within `daysBack` days (14 by default)."""
    languages = languages_of(request, params.language)
    view = view_of(principal, languages, params.region, params.time_zone)
    page = await application.lists.new_on_digital(
        params.days_back, view, filters_of(params, principal), params.paging(request.scope["path"])
    )
    return _response(request, page, params, languages, "NEW_ON_STREAMING_LIST", private=principal is not None)


def filters_of(params: ListParams, principal: Principal | None) -> Filters:
    """Return the filters of a list; raise ApiError when they need a user and there is none."""
    if params.my_services and principal is None:
        raise unauthorized("myServices: an access token is required")
    return params.filters


def _response(
    request: Request, page: TitlePage, params: ListParams, languages: Languages, context: Context, *, private: bool
) -> Response:
    path = request.scope["path"]
    paging = params.paging(path)
    cursor = (
        None if page.last is None else write_cursor(page.last, paging.offset + len(page.titles), params.query(path))
    )
    more = page.total, page.has_more, page.taken_at, paging.offset, cursor
    return page_response(
        request,
        page,
        more,
        languages,
        lambda: rendering.page(page, paging, languages, context, cursor),
        private=private,
    )
