"""Catalog over HTTP. Bodies are joined from rendered JSON; the models document them and are not run."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from catalog.application import Application
from catalog.application.reading import Kind, ListedSeason, Moved, View
from catalog.domain.languages import accepted
from catalog.presentation import answers, documents, schemas
from catalog.presentation.caching import answer, moved
from catalog.presentation.detail_schemas import MovieDetail, SeasonDetail, ShowDetail
from catalog.presentation.errors import GONE
from catalog.presentation.params import (
    CalendarParams,
    DetailParams,
    ListParams,
    MovieListParams,
    NewEpisodeParams,
    NewReleaseParams,
    NoParams,
    NowPlayingParams,
    SearchParams,
)
from chassis.errors import error_responses
from chassis.schemas import Failure, Success
from chassis.security import OptionalPrincipal

router = APIRouter(prefix="/catalog", tags=["catalog"])

Responses = dict[int | str, dict[str, Any]]

_CACHED: Final[Responses] = {304: {"description": "The client's copy, named in `If-None-Match`, is still right"}}
_MOVED: Final[Responses] = {
    308: {"description": "The title has another slug now, or was merged into another title: see `Location`"}
}
_OPEN: Final[Responses] = {**_CACHED, **error_responses(400), "default": {"model": Failure, "description": "An error"}}
_LIST: Final[Responses] = {**_OPEN, **error_responses(401)}
_SEASON: Final[Responses] = {**_OPEN, **_MOVED, **error_responses(404), **GONE}
_DETAIL: Final[Responses] = {**_SEASON, **error_responses(401)}


async def _application(request: Request) -> Application:
    application: Application = request.app.state.application
    return application


async def _no_params(_: Annotated[NoParams, Query()]) -> None:
    """Refuse any parameter."""


_NO_PARAMS: Final = [Depends(_no_params)]
Menu = Annotated[Application, Depends(_application)]
Slug = Annotated[str, Path(description="The title's address", examples=["the-matrix"])]
SeasonNumber = Annotated[int, Path(ge=0, le=10_000, description="0 holds the specials", examples=[1])]


@router.get("/movies/trending", summary="Films by today's trend", response_model=schemas.MoviePage, responses=_LIST)
async def trending_movies(
    request: Request, menu: Menu, principal: OptionalPrincipal, params: Annotated[MovieListParams, Query()]
) -> Response:
    """List every film, those in the current trending list first, by rank; films that left the list have none."""
    return await _trending("movie", request, menu, principal, params)


@router.get("/shows/trending", summary="Shows by today's trend", response_model=schemas.ShowPage, responses=_LIST)
async def trending_shows(
    request: Request, menu: Menu, principal: OptionalPrincipal, params: Annotated[ListParams, Query()]
) -> Response:
    """List every show, those in the current trending list first, by rank; shows that left the list have none."""
    return await _trending("show", request, menu, principal, params)


@router.get("/movies/now-playing", summary="Films in theaters", response_model=schemas.MoviePage, responses=_LIST)
async def now_playing(
    request: Request, menu: Menu, principal: OptionalPrincipal, params: Annotated[NowPlayingParams, Query()]
) -> Response:
    """List the films of the region's theaters that cannot be had digitally yet; by dates where no list is known."""
    languages = _languages(request, params.language)
    view = View(principal.user_id if principal else None, params.region, bool(languages))
    found = await menu.lists.now_playing(view, params.filters(), params.paging())
    body = answers.page(found, params.paging(), languages, "IN_THEATERS_LIST")
    return answer(request, body, private=principal is not None)


@router.get(
    "/movies/new-releases", summary="Films that came to theaters", response_model=schemas.MoviePage, responses=_LIST
)
async def new_releases(
    request: Request, menu: Menu, principal: OptionalPrincipal, params: Annotated[NewReleaseParams, Query()]
) -> Response:
    """List the films that came to theaters within `daysBack` (30) days and cannot be had digitally yet."""
    languages = _languages(request, params.language)
    view = View(principal.user_id if principal else None, params.region, bool(languages))
    found = await menu.lists.new_releases(params.days_back, view, params.filters(), params.paging())
    body = answers.page(found, params.paging(), languages, "NEW_RELEASES_LIST")
    return answer(request, body, private=principal is not None)


@router.get("/movies/new-on-digital", summary="Films new on digital", response_model=schemas.MoviePage, responses=_LIST)
async def new_on_digital(
    request: Request, menu: Menu, principal: OptionalPrincipal, params: Annotated[NewReleaseParams, Query()]
) -> Response:
    """List the films that became available digitally within `daysBack` (14) days."""
    languages = _languages(request, params.language)
    view = View(principal.user_id if principal else None, params.region, bool(languages))
    found = await menu.lists.new_on_digital(params.days_back, view, params.filters(), params.paging())
    body = answers.page(found, params.paging(), languages, "NEW_ON_STREAMING_LIST")
    return answer(request, body, private=principal is not None)


@router.get("/shows/calendar", summary="What airs when", response_model=Success[schemas.Calendar], responses=_OPEN)
async def calendar(request: Request, menu: Menu, params: Annotated[CalendarParams, Query()]) -> Response:
    """Give the episodes of listed shows by UTC day, from midnight; days without an episode are left out."""
    return answer(request, answers.calendar(*await menu.schedule.calendar(params.start_date, params.days)))


@router.get(
    "/shows/new-episodes",
    summary="Newest episodes",
    response_model=Success[list[schemas.NewEpisodeItem]],
    responses=_OPEN,
)
async def new_episodes(request: Request, menu: Menu, params: Annotated[NewEpisodeParams, Query()]) -> Response:
    """List the newest episode of each show that aired one within `days`, latest first."""
    return answer(request, answers.new_episodes(await menu.schedule.new_episodes(params.days, params.limit)))


@router.get("/movies/{slug}", summary="A film", response_model=Success[MovieDetail], responses=_DETAIL)
async def movie(
    request: Request, menu: Menu, principal: OptionalPrincipal, slug: Slug, params: Annotated[DetailParams, Query()]
) -> Response:
    """Give everything known of a film. A former address, and that of a film merged into this one, leads on to it."""
    return await _detail("movie", request, menu, principal, slug, params)


@router.get("/shows/{slug}", summary="A show", response_model=Success[ShowDetail], responses=_DETAIL)
async def show(
    request: Request, menu: Menu, principal: OptionalPrincipal, slug: Slug, params: Annotated[DetailParams, Query()]
) -> Response:
    """Give everything known of a show. A former address, and that of a show merged into this one, leads on to it."""
    return await _detail("show", request, menu, principal, slug, params)


@router.get(
    "/shows/{slug}/seasons/{number}",
    summary="A season",
    response_model=Success[SeasonDetail],
    responses=_SEASON,
    dependencies=_NO_PARAMS,
)
async def season(request: Request, menu: Menu, slug: Slug, number: SeasonNumber) -> Response:
    """Return a season with all its episodes, or none when the show's record lists it and they were not synced."""
    found = await menu.titles.season(slug, number)
    if isinstance(found, Moved):
        return moved(request, slug, found.slug)
    if isinstance(found, ListedSeason):
        found = documents.listed_season(found.show_id, found.show_tmdb_id, found.number, found.summary)
    return answer(request, answers.success(found))


@router.get("/search", summary="Titles by name", response_model=Success[schemas.SearchAnswer], responses=_OPEN)
async def search(request: Request, menu: Menu, params: Annotated[SearchParams, Query()]) -> Response:
    """Find titles by name in any language; accents, case and small slips do not matter. Needs two characters."""
    query = params.query.strip()
    languages = _languages(request, params.language)
    return answer(request, answers.search(query, await menu.titles.search(query), languages))


@router.get(
    "/genres",
    summary="Genres",
    response_model=Success[list[schemas.GenreItem]],
    responses=_OPEN,
    dependencies=_NO_PARAMS,
)
async def genres(request: Request, menu: Menu) -> Response:
    """List the genres of listed titles by name, with how many titles have each."""
    return answer(request, answers.genres(await menu.titles.genres()))


def _languages(request: Request, language: str | None) -> tuple[str, ...]:
    """Return the languages that the caller reads, the parameter before the header."""
    header = accepted(request.headers.get("accept-language"))
    return header if language is None else tuple(dict.fromkeys((language, *header)))


async def _trending(
    kind: Kind, request: Request, menu: Application, principal: OptionalPrincipal, params: ListParams
) -> Response:
    languages = _languages(request, params.language)
    region = params.region if isinstance(params, MovieListParams) else None
    view = View(principal.user_id if principal else None, region, bool(languages))
    found = await menu.lists.trending(kind, view, params.filters(), params.paging())
    body = answers.page(found, params.paging(), languages, "TRENDING_LIST")
    return answer(request, body, private=principal is not None)


async def _detail(
    kind: Kind, request: Request, menu: Application, principal: OptionalPrincipal, slug: str, params: DetailParams
) -> Response:
    found = await menu.titles.by_slug(kind, slug, params.region, principal.user_id if principal else None)
    if isinstance(found, Moved):
        return moved(request, slug, found.slug)
    body = answers.detail(found, request.app.state.images, _languages(request, params.language))
    return answer(request, body, private=principal is not None)
