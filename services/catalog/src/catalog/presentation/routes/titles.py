"""Routes of single titles, seasons and genres."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic_core import to_json

from catalog.application import Application
from catalog.application.change_keys import KEYS
from catalog.application.read_models import Kind, ListedSeason, Redirect
from catalog.domain.errors import MediaDeleted, MediaNotFound, SeasonNotFound
from catalog.presentation.errors import refuses
from catalog.presentation.routes import rendering
from catalog.presentation.routes.caching import Rendering, cached_response, redirect_to_slug
from catalog.presentation.routes.dependencies import (
    CACHED_TEXTS,
    LOCALIZED,
    REDIRECTED,
    ApplicationDep,
    Slug,
    languages_of,
    view_of,
)
from catalog.presentation.routes.requests import DetailParams, ShowParams, TextParams
from catalog.presentation.schemas.detail import MovieDetail, ShowDetail
from catalog.presentation.schemas.genres import GenreItem
from catalog.presentation.schemas.seasons import SeasonDetail
from catalog.presentation.seasons.episode_texts import localized_season
from chassis.http.document.error_cases import Responses
from chassis.http.schemas import Success
from chassis.http.tokens import OptionalPrincipal

router = APIRouter(prefix="/catalog", tags=["catalog"])

_SEASON: Final[Responses] = {**CACHED_TEXTS, **REDIRECTED, **refuses(SeasonNotFound, MediaDeleted)}
_DETAIL: Final[Responses] = {**CACHED_TEXTS, **REDIRECTED, **refuses(MediaNotFound, MediaDeleted)}

SeasonNumber = Annotated[
    int, Path(ge=0, le=10_000, description="Number of the season; 0 holds the specials", examples=[1])
]


@router.get(
    "/movies/{slug}",
    summary="Get a movie",
    response_model=Success[MovieDetail],
    responses=_DETAIL,
    openapi_extra=LOCALIZED,
)
async def movie(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    slug: Slug,
    params: Annotated[DetailParams, Query()],
) -> Response:
    """Return all facts of a movie. A former slug, and the slug of a movie merged into it, redirects to it."""
    return await _detail("movie", request, application, principal, slug, params)


@router.get(
    "/shows/{slug}",
    summary="Get a show",
    response_model=Success[ShowDetail],
    responses=_DETAIL,
    openapi_extra=LOCALIZED,
)
async def show(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    slug: Slug,
    params: Annotated[ShowParams, Query()],
) -> Response:
    """Return all facts of a show. A former slug, and the slug of a show merged into it, redirects to it.

    `include=episodes` adds the latest season with its episodes; every season has a page of its own.
    """
    return await _detail("show", request, application, principal, slug, params)


@router.get(
    "/shows/{slug}/seasons/{number}",
    summary="Get a season",
    response_model=Success[SeasonDetail],
    responses=_SEASON,
    openapi_extra=LOCALIZED,
)
async def season(
    request: Request,
    application: ApplicationDep,
    slug: Slug,
    number: SeasonNumber,
    params: Annotated[TextParams, Query()],
) -> Response:
    """Return a season with all its episodes, by number.

    A season that only the show's record lists, and that was not synced yet, has no episodes. Texts are in the requested
    language, those of episodes where ingestion keeps it (`INGESTION_EPISODE_LANGUAGES`).
    """
    languages = languages_of(request, params.language)
    result = await application.titles.season(slug.lower(), number)
    if isinstance(result, Redirect):
        return redirect_to_slug(request, slug, result.slug)
    if isinstance(result, ListedSeason):
        document = to_json(SeasonDetail.of_listed(result))
    else:
        document = localized_season(result, languages)
    return cached_response(request, rendering.success(document), languages=languages)


@router.get(
    "/genres",
    summary="List genres",
    response_model=Success[list[GenreItem]],
    responses=CACHED_TEXTS,
    openapi_extra=LOCALIZED,
)
async def genres(request: Request, application: ApplicationDep, params: Annotated[TextParams, Query()]) -> Response:
    """Return the genres of listed titles, with the number of titles of each, in the order of their names."""
    languages = languages_of(request, params.language)
    counts = await application.titles.genres()
    if languages:
        counts = rendering.localized_genres(counts, languages)
        order = await application.titles.in_order_of_names(
            [genre.name for genre in counts], (*languages.served, *languages.preferred)[0]
        )
        counts = [counts[place] for place in order]
    return cached_response(request, rendering.genres(counts), languages=languages)


async def _detail(
    kind: Kind,
    request: Request,
    application: Application,
    principal: OptionalPrincipal,
    slug: str,
    params: DetailParams,
) -> Response:
    languages = languages_of(request, params.language)
    result = await application.titles.by_slug(
        kind, slug.lower(), view_of(principal, languages, params.region, params.time_zone)
    )
    if isinstance(result, Redirect):
        return redirect_to_slug(request, slug, result.slug)
    page = rendering.detail(result, request.app.state.images, languages)
    if isinstance(params, ShowParams) and params.include == "episodes":
        languages.serve(page.served)
        season = await application.titles.latest_season(result.title.media_id)
        latest = b"null" if season is None else localized_season(season, languages)
        body = b'%b,"latestSeason":%b}}' % (page.body[: -len(b"}}")], latest)
        page = Rendering(body, served=languages.served, key=KEYS.title(result.title.media_id))
    return page.response(request, private=principal is not None)
