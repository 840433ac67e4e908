"""Routes of the storage for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal
from playback.domain.storage.errors import FilesUnavailable
from playback.presentation.assets.job_schemas import AssetJobResponse
from playback.presentation.dependencies import ApplicationDep
from playback.presentation.errors import refuses
from playback.presentation.storage.schemas import OrphansParams, OrphansResponse, StorageUseResponse, UseParams

router = APIRouter(prefix="/admin/playback/storage", tags=["playback: administration"])


@router.get("", summary="Get the use of the storage")
async def get_storage_use(
    use_cases: ApplicationDep, _: AdminPrincipal, params: Annotated[UseParams, Query()]
) -> Success[StorageUseResponse]:
    """Return how many bytes originals, output, subtitles and work files have, and the largest assets.

    It counts what is known of files. Files that nothing refers to are in the list of orphans.
    """
    return Success(data=StorageUseResponse.of(await use_cases.files.storage.use(params.limit)))


@router.get("/orphans", summary="List orphaned files", responses=refuses(FilesUnavailable))
async def list_orphans(
    use_cases: ApplicationDep, _: AdminPrincipal, params: Annotated[OrphansParams, Query()]
) -> Success[OrphansResponse]:
    """Return which of the next 10,000 files nothing refers to; delete nothing."""
    return Success(data=OrphansResponse.of(await use_cases.files.storage.find_orphans(params.after)))


@router.post("/clean", status_code=202, summary="Clean the storage")
async def clean_storage(use_cases: ApplicationDep, _: AdminPrincipal) -> Success[AssetJobResponse]:
    """Queue the job that deletes what is kept no longer and what nothing refers to; it runs every night too."""
    return Success(data=AssetJobResponse.of(await use_cases.files.storage.clean()))
