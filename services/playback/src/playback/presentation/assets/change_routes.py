"""Routes of editors that list and change assets."""

from typing import Annotated, Final

from fastapi import APIRouter, Body, Query, Response

from chassis.http.follow_up.paging import Order, identifier, instant
from chassis.http.follow_up.revisions import NO_REVISION, TAGGED, RevisionsDep, tag
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import EditorPrincipal
from playback.application.assets.ports import AssetFilter
from playback.domain.assets.asset import Asset
from playback.domain.assets.errors import (
    AssetChanged,
    AssetNotFound,
    SourceDeleted,
    VersionNotFound,
    VersionNotPlayable,
    WindowInvalid,
)
from playback.domain.storage.errors import FilesUnavailable
from playback.presentation.assets.change_schemas import (
    AssetPatch,
    AssetsParams,
    ListedAssetResponse,
    PublishRequest,
    ReprocessRequest,
)
from playback.presentation.assets.edit_schemas import AssetEditResponse
from playback.presentation.assets.routes import AssetId, VersionNumber
from playback.presentation.assets.schemas import AssetResponse, VersionResponse
from playback.presentation.dependencies import ApplicationDep
from playback.presentation.errors import refuses

router = APIRouter(prefix="/admin/playback/assets", tags=["playback: administration"])

_ASSETS: Final = Order("playback-assets", (instant, identifier))
_MOST_EDITS: Final = 100


@router.get("", summary="List assets")
async def list_assets(
    use_cases: ApplicationDep, _: EditorPrincipal, params: Annotated[AssetsParams, Query()]
) -> CursorPage[ListedAssetResponse]:
    """Return assets without their versions, those that were changed last first."""
    part = params.part(_ASSETS)
    assets = await use_cases.manage_assets.page(AssetFilter(params.status, params.media_id), part)
    return params.page(_ASSETS, part, assets, ListedAssetResponse.of_listed)


@router.patch(
    "/{assetId}",
    summary="Change an asset",
    responses={**TAGGED, **refuses(AssetNotFound, AssetChanged, WindowInvalid, cases=[NO_REVISION])},
)
async def change_asset(
    use_cases: ApplicationDep,
    principal: EditorPrincipal,
    asset_id: AssetId,
    revisions: RevisionsDep,
    body: AssetPatch,
    response: Response,
) -> Success[AssetResponse]:
    """Change who may play an asset, where and when. Sessions that it permits no more end within ten seconds."""
    asset = await use_cases.files.change_assets.change(asset_id, body.change(), revisions, principal.user_id)
    return await _shown(use_cases, asset, response)


@router.post(
    "/{assetId}/versions/{number}/reprocess",
    status_code=201,
    summary="Encode a version again",
    responses=refuses(AssetNotFound, VersionNotFound, SourceDeleted, FilesUnavailable),
)
async def reprocess_version(
    use_cases: ApplicationDep,
    principal: EditorPrincipal,
    asset_id: AssetId,
    number: VersionNumber,
    body: Annotated[ReprocessRequest, Body()] = ReprocessRequest(),
) -> Success[VersionResponse]:
    """Add a version with the original of another one. It replaces what is played when it is complete."""
    version = await use_cases.files.change_assets.reprocess(asset_id, number, body.encryption, principal.user_id)
    return Success(data=VersionResponse.of(version))


@router.post("/{assetId}/unpublish", summary="Unpublish an asset", responses={**TAGGED, **refuses(AssetNotFound)})
async def unpublish_asset(
    use_cases: ApplicationDep, principal: EditorPrincipal, asset_id: AssetId, response: Response
) -> Success[AssetResponse]:
    """End the sessions of an asset and let nothing be played of it; idempotent.

    Caches forget its files. The storage keeps them, and the original, for the times that are configured.
    """
    return await _shown(use_cases, await use_cases.files.change_assets.unpublish(asset_id, principal.user_id), response)


@router.post(
    "/{assetId}/publish",
    summary="Publish an asset",
    responses={**TAGGED, **refuses(AssetNotFound, VersionNotFound, VersionNotPlayable)},
)
async def publish_asset(
    use_cases: ApplicationDep,
    principal: EditorPrincipal,
    asset_id: AssetId,
    response: Response,
    body: Annotated[PublishRequest, Body()] = PublishRequest(),
) -> Success[AssetResponse]:
    """Let a version be played, also an earlier one whose files are still stored; idempotent.

    Without a complete version, the next one that is complete is played.
    """
    asset = await use_cases.files.change_assets.publish(asset_id, body.version, principal.user_id)
    return await _shown(use_cases, asset, response)


@router.get("/{assetId}/edits", summary="List the edits of an asset", responses=refuses(AssetNotFound))
async def list_edits(
    use_cases: ApplicationDep, _: EditorPrincipal, asset_id: AssetId
) -> Success[list[AssetEditResponse]]:
    """Return who has changed, published and unpublished an asset and when: the newest 100, the latest first."""
    edits = await use_cases.manage_assets.edits(asset_id, _MOST_EDITS)
    return Success(data=[AssetEditResponse.of(edit) for edit in edits])


async def _shown(use_cases: ApplicationDep, asset: Asset, response: Response) -> Success[AssetResponse]:
    tag(response, asset.revision)
    return Success(data=AssetResponse.of_versions(await use_cases.manage_assets.get(asset.id)))
