"""Routes of discovery."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from music.presentation.dependencies import PRIVATE, ApplicationDep, listener
from music.presentation.explore.schemas import (
    DrawParams,
    ForgottenParams,
    RandomAlbumsResponse,
    RandomArtistsResponse,
    RandomTracksResponse,
    RecentAlbumsParams,
    TopAlbumsParams,
)
from music.presentation.library.schemas import AlbumResponse, TrackResponse
from music.presentation.listening.top_routes import TopAlbumResponse

router = APIRouter(prefix="/music", tags=["music: discovery"])

Params = Annotated[DrawParams, Query()]


@router.get("/explore/unplayed", summary="Draw tracks I never played")
async def draw_unplayed_tracks(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> Success[RandomTracksResponse]:
    """Return random tracks that the signed-in user has neither played nor skipped."""
    response.headers.update(PRIVATE)
    draw = await use_cases.explore.unplayed(listener(principal), params.seed, params.limit)
    return Success(data=RandomTracksResponse.of(draw))


@router.get("/explore/forgotten", summary="List tracks I have forgotten")
async def list_forgotten_tracks(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[ForgottenParams, Query()],
    response: Response,
) -> Success[list[TrackResponse]]:
    """Return tracks that the signed-in user has played and not for months, the most liked first."""
    response.headers.update(PRIVATE)
    tracks = await use_cases.explore.forgotten(listener(principal), params.months, params.limit)
    return Success(data=[TrackResponse.of(track) for track in tracks])


@router.get("/explore/hidden-gems", summary="Draw hidden gems")
async def draw_hidden_gems(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> Success[RandomTracksResponse]:
    """Return random tracks with fewer than 3 plays of the 10 artists whom the signed-in user has played most."""
    response.headers.update(PRIVATE)
    draw = await use_cases.explore.gems(listener(principal), params.seed, params.limit)
    return Success(data=RandomTracksResponse.of(draw))


@router.get("/explore/random/albums", summary="Draw albums")
async def draw_albums(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> Success[RandomAlbumsResponse]:
    """Return random albums."""
    response.headers.update(PRIVATE)
    draw = await use_cases.explore.albums(listener(principal), params.seed, params.limit)
    return Success(data=RandomAlbumsResponse.of(draw))


@router.get("/explore/random/artists", summary="Draw artists")
async def draw_artists(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> Success[RandomArtistsResponse]:
    """Return random artists."""
    response.headers.update(PRIVATE)
    draw = await use_cases.explore.artists(listener(principal), params.seed, params.limit)
    return Success(data=RandomArtistsResponse.of(draw))


@router.get("/albums/recent", summary="List albums that were added last")
async def list_recent_albums(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[RecentAlbumsParams, Query()],
    response: Response,
) -> Success[list[AlbumResponse]]:
    """Return the albums that were added last. `GET /music/albums?sort=newest` is the same in pages."""
    response.headers.update(PRIVATE)
    albums = await use_cases.explore.recent_albums(listener(principal), params.limit)
    return Success(data=[AlbumResponse.of(album) for album in albums])


@router.get("/albums/top-played", summary="List albums that are played most")
async def list_top_played_albums(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[TopAlbumsParams, Query()],
    response: Response,
) -> Success[list[TopAlbumResponse]]:
    """Return the albums whose tracks all users, or only the signed-in one, have played most in the period."""
    response.headers.update(PRIVATE)
    tops = await use_cases.plays.top_albums(listener(principal), params.period(), params.limit)
    return Success(data=[TopAlbumResponse.of(top) for top in tops])
