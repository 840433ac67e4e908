"""Routes of assets for editors."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from chassis.http.follow_up.revisions import TAGGED, tag
from chassis.http.schemas import Success
from chassis.http.tokens import EditorPrincipal
from playback.application.assets.management import NewAsset
from playback.domain.assets.asset import Access
from playback.domain.assets.errors import (
    AssetExists,
    AssetNotFound,
    VersionNotFound,
    VersionNotProcessing,
    WindowInvalid,
)
from playback.domain.assets.subject import Subject
from playback.presentation.assets.schemas import AssetRequest, AssetResponse, VersionResponse
from playback.presentation.dependencies import ApplicationDep
from playback.presentation.errors import refuses

router = APIRouter(prefix="/admin/playback", tags=["playback: administration"])

AssetId = Annotated[
    UUID, Path(alias="assetId", description="Id of the asset", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
]

VersionNumber = Annotated[int, Path(ge=1, le=2_147_483_647, description="The number of the version", examples=[1])]


@router.post("/assets", status_code=201, summary="Add an asset", responses=refuses(AssetExists, WindowInvalid))
async def create_asset(
    use_cases: ApplicationDep, principal: EditorPrincipal, body: AssetRequest
) -> Success[AssetResponse]:
    """Add an asset of a movie, an episode or a trailer. A version follows from an upload."""
    subject = Subject.parse(body.subject)
    new = NewAsset(subject, Access(body.access), body.availability(), principal.user_id)
    return Success(data=AssetResponse.of(await use_cases.manage_assets.create(new)))


@router.get("/assets/{assetId}", summary="Get an asset", responses={**TAGGED, **refuses(AssetNotFound)})
async def get_asset(
    use_cases: ApplicationDep, _: EditorPrincipal, asset_id: AssetId, response: Response
) -> Success[AssetResponse]:
    """Return an asset with its versions. Send the ETag as `If-Match` of a change."""
    whole = await use_cases.manage_assets.get(asset_id)
    tag(response, whole.asset.revision)
    return Success(data=AssetResponse.of_versions(whole))


@router.post(
    "/assets/{assetId}/versions/{number}/cancel",
    summary="End the work on a version",
    responses=refuses(VersionNotFound, VersionNotProcessing),
)
async def cancel_version(
    use_cases: ApplicationDep, _: EditorPrincipal, asset_id: AssetId, number: VersionNumber
) -> Success[VersionResponse]:
    """Cancel the encoding of a version, which then has failed. What is played of the asset stays."""
    return Success(data=VersionResponse.of(await use_cases.cancel_version(asset_id, number)))
