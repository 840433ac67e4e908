"""Routes of what other databases state: read by users, requested by administrators."""

from fastapi import APIRouter, Response

from chassis.http.dependencies import NO_BODY
from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal, CurrentPrincipal
from music.domain.enrichment.errors import MetadataOff
from music.domain.enrichment.fields import EntityKind
from music.domain.library.errors import AlbumNotFound, ArtistNotFound
from music.presentation.dependencies import PRIVATE, AlbumId, ApplicationDep, ArtistId, listener
from music.presentation.enrichment.schemas import AboutArtistResponse, EnrichmentResponse, MusicDatabaseResponse
from music.presentation.errors import refuses

router = APIRouter(prefix="/music/artists", tags=["music"])
admin_router = APIRouter(prefix="/admin/music", tags=["music: administration"])


@router.get("/{artistId}/about", summary="Read about an artist", responses=refuses(ArtistNotFound))
async def get_artist_about(
    use_cases: ApplicationDep, principal: CurrentPrincipal, artist_id: ArtistId, response: Response
) -> Success[AboutArtistResponse]:
    """Return the biography, genres and similar artists that other databases state of an artist."""
    response.headers.update(PRIVATE)
    return Success(data=AboutArtistResponse.of(await use_cases.enrichment.about_artist(listener(principal), artist_id)))


@admin_router.post(
    "/artists/{artistId}/enrich",
    status_code=202,
    summary="Look up an artist",
    responses=refuses(ArtistNotFound, MetadataOff),
    dependencies=NO_BODY,
)
async def enrich_artist(
    use_cases: ApplicationDep, principal: AdminPrincipal, artist_id: ArtistId
) -> Success[EnrichmentResponse]:
    """Read an artist again at every database of music; a look-up under way is returned."""
    job = await use_cases.enrichment.request(EntityKind.ARTIST, artist_id, principal.user_id)
    return Success(data=EnrichmentResponse.of(job))


@admin_router.post(
    "/albums/{albumId}/enrich",
    status_code=202,
    summary="Look up an album",
    responses=refuses(AlbumNotFound, MetadataOff),
    dependencies=NO_BODY,
)
async def enrich_album(
    use_cases: ApplicationDep, principal: AdminPrincipal, album_id: AlbumId
) -> Success[EnrichmentResponse]:
    """Read an album again at every database of music; a look-up under way is returned."""
    job = await use_cases.enrichment.request(EntityKind.ALBUM, album_id, principal.user_id)
    return Success(data=EnrichmentResponse.of(job))


@admin_router.get("/providers", summary="List the databases of music")
async def list_music_databases(use_cases: ApplicationDep, _: AdminPrincipal) -> Success[list[MusicDatabaseResponse]]:
    """Return every database of music that can be looked up, and how it does."""
    return Success(data=[MusicDatabaseResponse.of(status) for status in await use_cases.enrichment.statuses()])
