"""Routes by which administrators correct ids at MusicBrainz."""

from fastapi import APIRouter

from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal
from music.domain.enrichment.fields import EntityKind
from music.domain.library.errors import AlbumNotFound, ArtistNotFound
from music.presentation.dependencies import AlbumId, ApplicationDep, ArtistId
from music.presentation.enrichment.identity_schemas import IdentityRequest, MusicIdentityResponse
from music.presentation.errors import refuses

router = APIRouter(prefix="/admin/music", tags=["music: administration"])


@router.put("/artists/{artistId}/mbid", summary="Correct the id of an artist", responses=refuses(ArtistNotFound))
async def choose_artist_mbid(
    use_cases: ApplicationDep, principal: AdminPrincipal, artist_id: ArtistId, body: IdentityRequest
) -> Success[MusicIdentityResponse]:
    """Use an id at MusicBrainz, or none, whatever tags and look-ups state. The artist is looked up again."""
    mbid = await use_cases.identities.choose(EntityKind.ARTIST, artist_id, principal.user_id, body.text)
    return Success(data=MusicIdentityResponse(mbid=mbid, is_chosen=True))


@router.delete("/artists/{artistId}/mbid", summary="Withdraw the id of an artist", responses=refuses(ArtistNotFound))
async def withdraw_artist_mbid(
    use_cases: ApplicationDep, principal: AdminPrincipal, artist_id: ArtistId
) -> Success[MusicIdentityResponse]:
    """Use what tags and look-ups state again."""
    mbid = await use_cases.identities.withdraw(EntityKind.ARTIST, artist_id, principal.user_id)
    return Success(data=MusicIdentityResponse(mbid=mbid, is_chosen=False))


@router.put("/albums/{albumId}/mbid", summary="Correct the id of an album", responses=refuses(AlbumNotFound))
async def choose_album_mbid(
    use_cases: ApplicationDep, principal: AdminPrincipal, album_id: AlbumId, body: IdentityRequest
) -> Success[MusicIdentityResponse]:
    """Use the id of a release at MusicBrainz, or none, whatever tags and look-ups state.

    The album is looked up again.
    """
    mbid = await use_cases.identities.choose(EntityKind.ALBUM, album_id, principal.user_id, body.text)
    return Success(data=MusicIdentityResponse(mbid=mbid, is_chosen=True))


@router.delete("/albums/{albumId}/mbid", summary="Withdraw the id of an album", responses=refuses(AlbumNotFound))
async def withdraw_album_mbid(
    use_cases: ApplicationDep, principal: AdminPrincipal, album_id: AlbumId
) -> Success[MusicIdentityResponse]:
    """Use what tags and look-ups state again."""
    mbid = await use_cases.identities.withdraw(EntityKind.ALBUM, album_id, principal.user_id)
    return Success(data=MusicIdentityResponse(mbid=mbid, is_chosen=False))
