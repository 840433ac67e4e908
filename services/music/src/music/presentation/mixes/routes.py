"""Routes of mixes."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from chassis.http.dependencies import NO_BODY
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from music.domain.library.errors import ArtistNotFound, GenreNotFound
from music.domain.mixes.mix import MixKind, Subject
from music.domain.users.errors import AccountErased
from music.presentation.dependencies import PRIVATE, ApplicationDep, ArtistId, GenreId, listener
from music.presentation.errors import refuses
from music.presentation.library.schemas import ArtistResponse, GenreResponse
from music.presentation.mixes.schemas import (
    MixListParams,
    MixResponse,
    SimilarArtistsResponse,
    SimilarParams,
    SmartMixPost,
)

router = APIRouter(prefix="/music", tags=["music: discovery"])

_ERASED: Final = refuses(AccountErased)
_ARTIST: Final = refuses(ArtistNotFound, AccountErased)
_GENRE: Final = refuses(GenreNotFound, AccountErased)
WAVE: Final = Subject(MixKind.WAVE)
DAILY: Final = Subject(MixKind.DAILY)
Params = Annotated[MixListParams, Query()]


@router.get("/me/mixes/wave", summary="Get my wave mix", responses=_ERASED)
async def get_wave_mix(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[MixResponse]:
    """Return 50 tracks: what the user likes, by how long ago it was played, and a fifth that is new to the user.

    The mix is the same all day, until another is requested by `POST`.
    """
    response.headers.update(PRIVATE)
    return Success(data=MixResponse.of(await use_cases.mixes.get(listener(principal), WAVE)))


@router.post("/me/mixes/wave/refresh", summary="Make another wave mix", responses=_ERASED, dependencies=NO_BODY)
async def refresh_wave_mix(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Success[MixResponse]:
    """Make the wave mix of today again, with another seed."""
    return Success(data=MixResponse.of(await use_cases.mixes.get(listener(principal), WAVE, again=True)))


@router.get("/me/mixes/daily", summary="Get my daily mix", responses=_ERASED)
async def get_daily_mix(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[MixResponse]:
    """Return 50 tracks: those with a score of 20 and more by chance, and a fifth that is new to the user."""
    response.headers.update(PRIVATE)
    return Success(data=MixResponse.of(await use_cases.mixes.get(listener(principal), DAILY)))


@router.post("/me/mixes/daily/refresh", summary="Make another daily mix", responses=_ERASED, dependencies=NO_BODY)
async def refresh_daily_mix(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Success[MixResponse]:
    """Make the daily mix of today again, with another seed."""
    return Success(data=MixResponse.of(await use_cases.mixes.get(listener(principal), DAILY, again=True)))


@router.get("/me/mixes/artists", summary="List my artist mixes")
async def list_artist_mixes(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> Success[list[ArtistResponse]]:
    """Return the artists of the user's mixes: favourite artists, then those that were played most."""
    response.headers.update(PRIVATE)
    artists = await use_cases.mixes.artists(listener(principal), params.limit)
    return Success(data=[ArtistResponse.of(artist) for artist in artists])


@router.get("/me/mixes/artists/{artistId}", summary="Get the mix of an artist", responses=_ARTIST)
async def get_artist_mix(
    use_cases: ApplicationDep, principal: CurrentPrincipal, artist_id: ArtistId, response: Response
) -> Success[MixResponse]:
    """Return 30 tracks of an artist, about a third of them new to the user."""
    response.headers.update(PRIVATE)
    subject = Subject(MixKind.ARTIST, artist_id)
    return Success(data=MixResponse.of(await use_cases.mixes.get(listener(principal), subject)))


@router.post(
    "/me/mixes/artists/{artistId}/refresh",
    summary="Make another mix of an artist",
    responses=_ARTIST,
    dependencies=NO_BODY,
)
async def refresh_artist_mix(
    use_cases: ApplicationDep, principal: CurrentPrincipal, artist_id: ArtistId
) -> Success[MixResponse]:
    """Make the mix of an artist again, with another seed."""
    subject = Subject(MixKind.ARTIST, artist_id)
    return Success(data=MixResponse.of(await use_cases.mixes.get(listener(principal), subject, again=True)))


@router.get("/me/mixes/genres", summary="List my genre mixes")
async def list_genre_mixes(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> Success[list[GenreResponse]]:
    """Return the genres of the user's mixes, those that were played most first."""
    response.headers.update(PRIVATE)
    genres = await use_cases.mixes.genres(listener(principal), params.limit)
    return Success(data=[GenreResponse.of(genre) for genre in genres])


@router.get("/me/mixes/genres/{genreId}", summary="Get the mix of a genre", responses=_GENRE)
async def get_genre_mix(
    use_cases: ApplicationDep, principal: CurrentPrincipal, genre_id: GenreId, response: Response
) -> Success[MixResponse]:
    """Return 30 tracks of a genre, about a third of them new to the user."""
    response.headers.update(PRIVATE)
    subject = Subject(MixKind.GENRE, genre_id)
    return Success(data=MixResponse.of(await use_cases.mixes.get(listener(principal), subject)))


@router.post(
    "/me/mixes/genres/{genreId}/refresh",
    summary="Make another mix of a genre",
    responses=_GENRE,
    dependencies=NO_BODY,
)
async def refresh_genre_mix(
    use_cases: ApplicationDep, principal: CurrentPrincipal, genre_id: GenreId
) -> Success[MixResponse]:
    """Make the mix of a genre again, with another seed."""
    subject = Subject(MixKind.GENRE, genre_id)
    return Success(data=MixResponse.of(await use_cases.mixes.get(listener(principal), subject, again=True)))


@router.post("/me/mixes/smart", summary="Make a mix by rules", responses=refuses(ArtistNotFound, GenreNotFound))
async def make_smart_mix(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: SmartMixPost
) -> Success[MixResponse]:
    """Return the tracks that rules choose. Nothing is stored; fewer are returned when not enough satisfy all rules."""
    mix = await use_cases.mixes.smart(listener(principal), body.rules(), body.seed)
    return Success(data=MixResponse.of(mix))


@router.get("/artists/{artistId}/similar", summary="List similar artists", responses=refuses(ArtistNotFound))
async def list_similar_artists(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    artist_id: ArtistId,
    params: Annotated[SimilarParams, Query()],
    response: Response,
) -> Success[SimilarArtistsResponse]:
    """Return artists whom at least two users play as well; without any, artists of the same genres."""
    response.headers.update(PRIVATE)
    similar = await use_cases.similar_artists(listener(principal), artist_id, params.limit)
    return Success(data=SimilarArtistsResponse.of(similar))
