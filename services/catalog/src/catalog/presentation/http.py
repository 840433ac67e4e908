"""Catalog over HTTP. Bodies are joined from rendered JSON; the models document them and are not run."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from catalog.application import Application
from catalog.application.reading import Kind, ListedSeason, Moved, View
from catalog.domain.errors import MediaGone, MediaNotFound, SeasonNotFound
from catalog.domain.languages import accepted
from catalog.presentation import answers, documents, schemas
from catalog.presentation.caching import answer, moved
from catalog.presentation.detail_schemas import MovieDetail, SeasonDetail, ShowDetail
from catalog.presentation.errors import refuses
from catalog.presentation.params import (
    CalendarParams,
    DetailParams,
    ListParams,
    MovieListParams,
    NewEpisodeParams,
    NewReleaseParams,
    NowPlayingParams,
    SearchParams,
)
from chassis.http.dependencies import application
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.schemas import Success
from chassis.http.tokens import OptionalPrincipal

router = APIRouter(prefix="/catalog", tags=["catalog"])

CACHED: Final[Responses] = {
    200: {"headers": headers("ETag", "Cache-Control", "Vary")},
    304: {
        "description": "The stored response, whose ETag is in `If-None-Match`, is still valid",
        "headers": headers("ETag", "Cache-Control", "Vary"),
    },
}
LOCALIZED: Final[dict[str, Any]] = {
    "parameters": [
        {
            "name": "Accept-Language",
            "in": "header",
            "description": "Languages of titles and overviews by preference, after the parameter `language`",
            "schema": {"type": "string"},
            "example": "pt-BR, en;q=0.8",
        }
    ]
}
MOVED: Final[Responses] = {
    308: {
        "description": "The title has another slug now, or was merged into another title: see `Location`",
        "headers": headers("Location", "Cache-Control"),
    }
}
_SEASON: Final[Responses] = {**CACHED, **MOVED, **refuses(SeasonNotFound, MediaGone)}
_DETAIL: Final[Responses] = {**CACHED, **MOVED, **refuses(MediaNotFound, MediaGone)}


Menu = Annotated[Application, Depends(application)]
Slug = Annotated[str, Path(description="Slug of the title, in any letter case", examples=["the-matrix"])]
SeasonNumber = Annotated[
    int, Path(ge=0, le=10_000, description="Number of the season; 0 holds the specials", examples=[1])
]


@router.get(
    "/movies/trending",
    summary="List trending movies",
    response_model=schemas.MoviePage,
    responses=CACHED,
    openapi_extra=LOCALIZED,
)
async def trending_movies(
    request: Request, menu: Menu, principal: OptionalPrincipal, params: Annotated[MovieListParams, Query()]
) -> Response:
    """Return a page of all movies: those of the current trending list first, by rank, then the others."""
    return await _trending("movie", request, menu, principal, params)


@router.get(
    "/shows/trending",
    summary="List trending shows",
    response_model=schemas.ShowPage,
    responses=CACHED,
    openapi_extra=LOCALIZED,
)
async def trending_shows(
    request: Request, menu: Menu, principal: OptionalPrincipal, params: Annotated[ListParams, Query()]
) -> Response:
    """Return a page of all shows: those of the current trending list first, by rank, then the others."""
    return await _trending("show", request, menu, principal, params)


@router.get(
    "/movies/now-playing",
    summary="List movies in theaters",
    response_model=schemas.MoviePage,
    responses=CACHED,
    openapi_extra=LOCALIZED,
)
async def now_playing(
    request: Request, menu: Menu, principal: OptionalPrincipal, params: Annotated[NowPlayingParams, Query()]
) -> Response:
    """Return a page of the movies that are in theaters of the region and not to be had digitally yet.

    Without a list of the region the dates of the movies decide.
    """
    languages = languages_of(request, params.language)
    view = View(principal.user_id if principal else None, params.region, bool(languages))
    found = await menu.lists.now_playing(view, params.filters(), params.paging())
    body = answers.page(found, params.paging(), languages, "IN_THEATERS_LIST")
    return answer(request, body, private=principal is not None)


@router.get(
    "/movies/new-releases",
    summary="List new theatrical releases",
    response_model=schemas.MoviePage,
    responses=CACHED,
    openapi_extra=LOCALIZED,
)
async def new_releases(
    request: Request, menu: Menu, principal: OptionalPrincipal, params: Annotated[NewReleaseParams, Query()]
) -> Response:
    """Return a page of the movies that came to theaters within `daysBack` days (30 by default) and are not to be had
    digitally yet."""
    languages = languages_of(request, params.language)
    view = View(principal.user_id if principal else None, params.region, bool(languages))
    found = await menu.lists.new_releases(params.days_back, view, params.filters(), params.paging())
    body = answers.page(found, params.paging(), languages, "NEW_RELEASES_LIST")
    return answer(request, body, private=principal is not None)


@router.get(
    "/movies/new-on-digital",
    summary="List new digital releases",
    response_model=schemas.MoviePage,
    responses=CACHED,
    openapi_extra=LOCALIZED,
)
async def new_on_digital(
    request: Request, menu: Menu, principal: OptionalPrincipal, params: Annotated[NewReleaseParams, Query()]
) -> Response:
    """Return a page of the movies that became available digitally within `daysBack` days (14 by default)."""
    languages = languages_of(request, params.language)
    view = View(principal.user_id if principal else None, params.region, bool(languages))
    found = await menu.lists.new_on_digital(params.days_back, view, params.filters(), params.paging())
    body = answers.page(found, params.paging(), languages, "NEW_ON_STREAMING_LIST")
    return answer(request, body, private=principal is not None)


@router.get("/shows/calendar", summary="Get the calendar", response_model=Success[schemas.Calendar], responses=CACHED)
async def calendar(request: Request, menu: Menu, params: Annotated[CalendarParams, Query()]) -> Response:
    """Return the episodes of all shows by UTC day, from midnight; days without an episode are omitted."""
    return answer(request, answers.calendar(*await menu.schedule.calendar(params.start_date, params.days)))


@router.get(
    "/shows/new-episodes",
    summary="List new episodes",
    response_model=Success[list[schemas.NewEpisodeItem]],
    responses=CACHED,
)
async def new_episodes(request: Request, menu: Menu, params: Annotated[NewEpisodeParams, Query()]) -> Response:
    """Return the newest episode of each show that aired one within `days` days, latest first."""
    return answer(request, answers.new_episodes(await menu.schedule.new_episodes(params.days, params.limit)))


@router.get(
    "/movies/{slug}",
    summary="Get a movie",
    response_model=Success[MovieDetail],
    responses=_DETAIL,
    openapi_extra=LOCALIZED,
)
async def movie(
    request: Request, menu: Menu, principal: OptionalPrincipal, slug: Slug, params: Annotated[DetailParams, Query()]
) -> Response:
    """Return everything known of a movie. A former slug, and that of a movie merged into it, is redirected to it."""
    return await _detail("movie", request, menu, principal, slug, params)


@router.get(
    "/shows/{slug}",
    summary="Get a show",
    response_model=Success[ShowDetail],
    responses=_DETAIL,
    openapi_extra=LOCALIZED,
)
async def show(
    request: Request, menu: Menu, principal: OptionalPrincipal, slug: Slug, params: Annotated[DetailParams, Query()]
) -> Response:
    """Return everything known of a show. A former slug, and that of a show merged into it, is redirected to it."""
    return await _detail("show", request, menu, principal, slug, params)


@router.get(
    "/shows/{slug}/seasons/{number}",
    summary="Get a season",
    response_model=Success[SeasonDetail],
    responses=_SEASON,
)
async def season(request: Request, menu: Menu, slug: Slug, number: SeasonNumber) -> Response:
    """Return a season with all its episodes, by number.

    A season that only the show's record lists, and that was not synced yet, has none.
    """
    found = await menu.titles.season(slug.lower(), number)
    if isinstance(found, Moved):
        return moved(request, slug, found.slug)
    if isinstance(found, ListedSeason):
        found = documents.listed_season(found.show_id, found.show_tmdb_id, found.number, found.summary)
    return answer(request, answers.success(found))


@router.get(
    "/search",
    summary="Search titles",
    response_model=Success[schemas.SearchResponse],
    responses=CACHED,
    openapi_extra=LOCALIZED,
)
async def search(request: Request, menu: Menu, params: Annotated[SearchParams, Query()]) -> Response:
    """Return up to ten titles by a name, or a part of one, in any language, the best match first.

    Case, accents, punctuation, spelled numbers and small slips, such as two neighbouring letters swapped, do not
    matter. Exact names come first, then beginnings of names and words, then names that contain the query, then similar
    ones; of equal quality the more popular. A single Latin letter or figure finds only titles of exactly that name.
    """
    query = params.query.strip()
    languages = languages_of(request, params.language)
    return answer(request, answers.search(query, await menu.titles.search(query), languages))


@router.get(
    "/genres",
    summary="List genres",
    response_model=Success[list[schemas.GenreItem]],
    responses=CACHED,
)
async def genres(request: Request, menu: Menu) -> Response:
    """Return the genres of listed titles by name, with the number of titles of each."""
    return answer(request, answers.genres(await menu.titles.genres()))


def languages_of(request: Request, language: str | None) -> tuple[str, ...]:
    """Return the languages that the caller reads, the parameter before the header."""
    header = accepted(request.headers.get("accept-language"))
    return header if language is None else tuple(dict.fromkeys((language, *header)))


async def _trending(
    kind: Kind, request: Request, menu: Application, principal: OptionalPrincipal, params: ListParams
) -> Response:
    languages = languages_of(request, params.language)
    region = params.region if isinstance(params, MovieListParams) else None
    view = View(principal.user_id if principal else None, region, bool(languages))
    found = await menu.lists.trending(kind, view, params.filters(), params.paging())
    body = answers.page(found, params.paging(), languages, "TRENDING_LIST")
    return answer(request, body, private=principal is not None)


async def _detail(
    kind: Kind, request: Request, menu: Application, principal: OptionalPrincipal, slug: str, params: DetailParams
) -> Response:
    found = await menu.titles.by_slug(kind, slug.lower(), params.region, principal.user_id if principal else None)
    if isinstance(found, Moved):
        return moved(request, slug, found.slug)
    body = answers.detail(found, request.app.state.images, languages_of(request, params.language))
    return answer(request, body, private=principal is not None)
