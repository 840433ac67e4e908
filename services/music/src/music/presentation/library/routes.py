"""Routes of artists and genres, and the search."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from music.domain.library.errors import ArtistNotFound, GenreNotFound
from music.presentation.dependencies import PRIVATE, ApplicationDep, ArtistId, GenreId, listener
from music.presentation.errors import refuses
from music.presentation.library.params import ARTISTS, GENRES, ArtistParams, GenreParams, MusicSearchParams
from music.presentation.library.schemas import ArtistResponse, GenreResponse, MusicHitsResponse

router = APIRouter(prefix="/music", tags=["music"])


@router.get("/artists", summary="List artists")
async def list_artists(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[ArtistParams, Query()],
    response: Response,
) -> CursorPage[ArtistResponse]:
    """Return the artists that the signed-in user may hear, by name without its leading article."""
    response.headers.update(PRIVATE)
    part = params.part(ARTISTS)
    artists = await use_cases.library.artists(listener(principal), part, only_of_albums=params.only_of_albums)
    return params.page(ARTISTS, part, artists, ArtistResponse.of)


@router.get("/artists/{artistId}", summary="Get an artist", responses=refuses(ArtistNotFound))
async def get_artist(
    use_cases: ApplicationDep, principal: CurrentPrincipal, artist_id: ArtistId, response: Response
) -> Success[ArtistResponse]:
    """Return an artist. Its albums are `GET /music/albums?artistId=…`."""
    response.headers.update(PRIVATE)
    return Success(data=ArtistResponse.of(await use_cases.library.artist(listener(principal), artist_id)))


@router.get("/genres", summary="List genres of music")
async def list_music_genres(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[GenreParams, Query()],
    response: Response,
) -> CursorPage[GenreResponse]:
    """Return the genres that the signed-in user may hear, by name."""
    response.headers.update(PRIVATE)
    part = params.part(GENRES)
    return params.page(GENRES, part, await use_cases.library.genres(listener(principal), part), GenreResponse.of)


@router.get("/genres/{genreId}", summary="Get a genre of music", responses=refuses(GenreNotFound))
async def get_music_genre(
    use_cases: ApplicationDep, principal: CurrentPrincipal, genre_id: GenreId, response: Response
) -> Success[GenreResponse]:
    """Return a genre. Its albums and tracks are `GET /music/albums?genreId=…` and `GET /music/tracks?genreId=…`."""
    response.headers.update(PRIVATE)
    return Success(data=GenreResponse.of(await use_cases.library.genre(listener(principal), genre_id)))


@router.get("/search", summary="Search the music")
async def search_music(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[MusicSearchParams, Query()],
    response: Response,
) -> Success[MusicHitsResponse]:
    """Return artists, albums and tracks whose names have all words of `q`, also as parts of longer words."""
    response.headers.update(PRIVATE)
    hits = await use_cases.library.search(listener(principal), params.q, params.limit)
    return Success(data=MusicHitsResponse.of(hits))
