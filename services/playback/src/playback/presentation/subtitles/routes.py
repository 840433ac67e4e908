"""Routes of subtitles for editors."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from chassis.http.schemas import Success
from chassis.http.tokens import EditorPrincipal
from playback.domain.assets.errors import AssetNotFound, SubtitleNotFound
from playback.presentation.assets.routes import AssetId
from playback.presentation.dependencies import ApplicationDep
from playback.presentation.errors import refuses
from playback.presentation.subtitles.schemas import SubtitleResponse

router = APIRouter(prefix="/admin/playback/assets/{assetId}/subtitles", tags=["playback: administration"])

SubtitleId = Annotated[
    UUID,
    Path(alias="subtitleId", description="Id of the subtitles", examples=["0199a2f3-72c1-7e63-b4d5-6f7081929394"]),
]


@router.get("", summary="List subtitles", responses=refuses(AssetNotFound))
async def list_subtitles(
    use_cases: ApplicationDep, _: EditorPrincipal, asset_id: AssetId
) -> Success[list[SubtitleResponse]]:
    """Return the subtitles of an asset by language. They belong to every version."""
    subtitles = await use_cases.files.subtitles.of_asset(asset_id)
    return Success(data=[SubtitleResponse.of(subtitle) for subtitle in subtitles])


@router.delete(
    "/{subtitleId}", status_code=204, summary="Delete subtitles", responses=refuses(AssetNotFound, SubtitleNotFound)
)
async def delete_subtitles(
    use_cases: ApplicationDep, _: EditorPrincipal, asset_id: AssetId, subtitle_id: SubtitleId
) -> None:
    """Delete subtitles with their file. Upload a file of the same language and kind to replace them."""
    await use_cases.files.subtitles.delete(asset_id, subtitle_id)
