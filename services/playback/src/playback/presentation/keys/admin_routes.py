"""Content keys for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import AdminPrincipal
from playback.domain.assets.errors import AssetNotFound
from playback.domain.keys.errors import NothingToRotate
from playback.presentation.assets.routes import AssetId
from playback.presentation.assets.schemas import VersionResponse
from playback.presentation.dependencies import ApplicationDep
from playback.presentation.errors import refuses
from playback.presentation.keys.schemas import RELEASES, KeyReleaseResponse, KeyReleasesParams

router = APIRouter(prefix="/admin/playback", tags=["playback: administration"])


@router.get("/key-releases", summary="List decisions about content keys")
async def list_key_releases(
    use_cases: ApplicationDep, _: AdminPrincipal, params: Annotated[KeyReleasesParams, Query()]
) -> CursorPage[KeyReleaseResponse]:
    """Return who requested which key and what was decided, the newest first. No key is shown."""
    part = params.part(RELEASES)
    releases = await use_cases.audit_keys.part(params.chosen(), part)
    return params.page(RELEASES, part, releases, KeyReleaseResponse.of)


@router.post(
    "/assets/{assetId}/rotate-keys",
    status_code=202,
    summary="Encrypt an asset with new keys",
    responses=refuses(AssetNotFound, NothingToRotate),
)
async def rotate_keys(
    use_cases: ApplicationDep, principal: AdminPrincipal, asset_id: AssetId
) -> Success[VersionResponse]:
    """Queue a new version of the same source: it has new keys, and is played once it is complete.

    Until then, and by those who have begun before, the present version is played with its own keys.
    """
    return Success(data=VersionResponse.of(await use_cases.rotate_keys(asset_id, principal.user_id)))
