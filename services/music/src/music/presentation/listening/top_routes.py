"""Routes of what was played most, and of statistics."""

from typing import Annotated, Self

from fastapi import APIRouter, Query, Response
from pydantic import Field

from chassis.http.schemas import Parameters, ResponseModel, Success
from chassis.http.tokens import CurrentPrincipal
from music.application.library.views import AlbumView, ArtistView, TrackView
from music.application.listening.reading import Period, Top
from music.domain.library.errors import AlbumNotFound, ArtistNotFound, TrackNotFound
from music.domain.marks.marks import ItemKind
from music.presentation.dependencies import PRIVATE, AlbumId, ApplicationDep, ArtistId, TrackId, listener
from music.presentation.errors import refuses
from music.presentation.library.schemas import AlbumResponse, ArtistResponse, TrackResponse
from music.presentation.listening.schemas import ListeningStatisticsResponse

router = APIRouter(prefix="/music", tags=["music: listening"])


class TopParams(Parameters):
    """Which plays count, and how many items to return."""

    days: int | None = Field(
        default=None, ge=1, le=366, description="Only plays of the last days; all plays if omitted", examples=[30]
    )
    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items", examples=[20])

    def period(self) -> Period:
        """Return which plays count."""
        return Period(self.days)


class _TopResponse(ResponseModel):
    plays: int = Field(description="Plays in the period, without skips", examples=[17])


class TopTrackResponse(_TopResponse):
    """A track that was played often."""

    track: TrackResponse = Field(description="The track")

    @classmethod
    def of(cls, top: Top[TrackView]) -> Self:
        """Return the body of a track."""
        return cls(plays=top.plays, track=TrackResponse.of(top.item))


class TopAlbumResponse(_TopResponse):
    """An album that was played often."""

    album: AlbumResponse = Field(description="The album")

    @classmethod
    def of(cls, top: Top[AlbumView]) -> Self:
        """Return the body of an album."""
        return cls(plays=top.plays, album=AlbumResponse.of(top.item))


class TopArtistResponse(_TopResponse):
    """An artist that was played often."""

    artist: ArtistResponse = Field(description="The artist")

    @classmethod
    def of(cls, top: Top[ArtistView]) -> Self:
        """Return the body of an artist."""
        return cls(plays=top.plays, artist=ArtistResponse.of(top.item))


Params = Annotated[TopParams, Query()]


@router.get("/me/top/tracks", summary="List my top tracks")
async def list_top_tracks(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> Success[list[TopTrackResponse]]:
    """Return the tracks that the signed-in user has played most in the period."""
    response.headers.update(PRIVATE)
    tops = await use_cases.plays.top_tracks(listener(principal), params.period(), params.limit)
    return Success(data=[TopTrackResponse.of(top) for top in tops])


@router.get("/me/top/albums", summary="List my top albums")
async def list_top_albums(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> Success[list[TopAlbumResponse]]:
    """Return the albums whose tracks the signed-in user has played most in the period."""
    response.headers.update(PRIVATE)
    tops = await use_cases.plays.top_albums(listener(principal), params.period(), params.limit)
    return Success(data=[TopAlbumResponse.of(top) for top in tops])


@router.get("/me/top/artists", summary="List my top artists")
async def list_top_artists(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> Success[list[TopArtistResponse]]:
    """Return the artists whose tracks the signed-in user has played most in the period."""
    response.headers.update(PRIVATE)
    tops = await use_cases.plays.top_artists(listener(principal), params.period(), params.limit)
    return Success(data=[TopArtistResponse.of(top) for top in tops])


@router.get("/tracks/{trackId}/stats", summary="Get statistics of a track", responses=refuses(TrackNotFound))
async def get_track_statistics(
    use_cases: ApplicationDep, principal: CurrentPrincipal, track_id: TrackId, response: Response
) -> Success[ListeningStatisticsResponse]:
    """Return what all users have played and rated of a track."""
    response.headers.update(PRIVATE)
    statistics = await use_cases.plays.statistics(listener(principal), ItemKind.TRACKS, track_id)
    return Success(data=ListeningStatisticsResponse.of(statistics))


@router.get("/albums/{albumId}/stats", summary="Get statistics of an album", responses=refuses(AlbumNotFound))
async def get_album_statistics(
    use_cases: ApplicationDep, principal: CurrentPrincipal, album_id: AlbumId, response: Response
) -> Success[ListeningStatisticsResponse]:
    """Return what all users have played of the tracks of an album, and rated of it."""
    response.headers.update(PRIVATE)
    statistics = await use_cases.plays.statistics(listener(principal), ItemKind.ALBUMS, album_id)
    return Success(data=ListeningStatisticsResponse.of(statistics))


@router.get("/artists/{artistId}/stats", summary="Get statistics of an artist", responses=refuses(ArtistNotFound))
async def get_artist_statistics(
    use_cases: ApplicationDep, principal: CurrentPrincipal, artist_id: ArtistId, response: Response
) -> Success[ListeningStatisticsResponse]:
    """Return what all users have played of the tracks of an artist that the user may hear, and rated of it."""
    response.headers.update(PRIVATE)
    statistics = await use_cases.plays.statistics(listener(principal), ItemKind.ARTISTS, artist_id)
    return Success(data=ListeningStatisticsResponse.of(statistics))
