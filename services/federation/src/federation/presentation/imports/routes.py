"""Routes of imports, for administrators."""

from typing import Annotated, Final

from fastapi import APIRouter, Query

from chassis.http.follow_up.paging import PartParams
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import AdminPrincipal
from federation.domain.imports.errors import ImportNotFound, ImportsUnavailable
from federation.domain.peers.errors import PeerNotFound, PeerNotPermitted, PeerRefused, PeerUnreachable
from federation.domain.sharing.errors import SharedItemNotFound
from federation.presentation.dependencies import ApplicationDep, ImportId, newest
from federation.presentation.errors import refuses
from federation.presentation.imports.schemas import AlbumImportRequest, AlbumImportResponse

router = APIRouter(prefix="/admin/federation/imports", tags=["federation: administration"])

_IMPORTS: Final = newest("imports")


@router.get("", summary="List imports of albums")
async def list_album_imports(
    use_cases: ApplicationDep, _: AdminPrincipal, params: Annotated[PartParams, Query()]
) -> CursorPage[AlbumImportResponse]:
    """Return the albums that were copied from peers, the newest first."""
    part = params.part(_IMPORTS)
    return params.page(_IMPORTS, part, await use_cases.imports.page(part), AlbumImportResponse.of)


@router.post(
    "",
    status_code=202,
    summary="Import an album of a peer",
    responses=refuses(
        ImportsUnavailable, PeerNotFound, PeerNotPermitted, SharedItemNotFound, PeerUnreachable, PeerRefused
    ),
)
async def import_album(
    use_cases: ApplicationDep, principal: AdminPrincipal, body: AlbumImportRequest
) -> Success[AlbumImportResponse]:
    """Copy the files of an album into a folder of music. One that is copied already is checked and completed."""
    imported = await use_cases.imports.request(body.peer_id, body.album_id, principal.user_id)
    return Success(data=AlbumImportResponse.of(await use_cases.imports.get(imported.id)))


@router.get("/{importId}", summary="Get an import of an album", responses=refuses(ImportNotFound))
async def get_album_import(
    use_cases: ApplicationDep, _: AdminPrincipal, import_id: ImportId
) -> Success[AlbumImportResponse]:
    """Return an import with its progress."""
    return Success(data=AlbumImportResponse.of(await use_cases.imports.get(import_id)))
