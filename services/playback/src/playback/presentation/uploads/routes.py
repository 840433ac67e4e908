"""Routes of uploads for editors."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, Request

from chassis.http.follow_up.idempotency import KEY_EXAMPLE, KEY_PATTERN
from chassis.http.follow_up.paging import Order, identifier, instant
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import EditorPrincipal
from playback.application.copies.requesting import NewCopy
from playback.application.uploads.ports import UploadFilter
from playback.application.uploads.sending import PartToSend
from playback.application.uploads.starting import NewUpload
from playback.domain.assets.errors import AssetNotFound
from playback.domain.copies.errors import SourceFileNotFound, SourceFileUnsized, SourcesUnavailable
from playback.domain.storage.errors import FilesUnavailable
from playback.domain.uploads.errors import (
    TooManyUploads,
    UploadEnded,
    UploadIncomplete,
    UploadNotFound,
    UploadPartUnknown,
    UploadRepeated,
    UploadTooLarge,
)
from playback.domain.uploads.upload import Purpose
from playback.presentation.dependencies import ApplicationDep
from playback.presentation.errors import refuses
from playback.presentation.uploads.schemas import (
    PartsRequest,
    SignedPartResponse,
    SourceFileRequest,
    UploadRequest,
    UploadResponse,
    UploadsParams,
    UploadStateResponse,
)

router = APIRouter(prefix="/admin/playback/uploads", tags=["playback: administration"])

_UPLOADS: Final = Order("playback-uploads", (instant, identifier))

UploadId = Annotated[
    UUID, Path(alias="uploadId", description="Id of the upload", examples=["0199a2f3-72c1-7e63-b4d5-6f7081929394"])
]
RequestKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=KEY_PATTERN,
        description="Key of the request, chosen by the client: a repetition with the same key returns the same upload",
        examples=[KEY_EXAMPLE],
    ),
]


@router.post(
    "",
    status_code=201,
    summary="Start an upload",
    responses=refuses(UploadTooLarge, AssetNotFound, TooManyUploads, UploadRepeated, FilesUnavailable),
)
async def start_upload(
    use_cases: ApplicationDep, principal: EditorPrincipal, body: UploadRequest, request_key: RequestKey = None
) -> Success[UploadResponse]:
    """Begin the upload of a file in parts of 16 MiB, larger ones for files of more than 156 GiB.

    Request the address of each part, send it to the storage, and complete the upload. It expires after 24 hours.
    """
    new = NewUpload(
        asset_id=body.asset_id,
        purpose=Purpose(body.purpose),
        file_name=body.file_name,
        size=body.size,
        language=body.language,
        kind=body.kind,
        label=body.label,
        sha256=body.sha256,
        encryption=body.encryption,
        actor=principal.user_id,
        admin="admin" in principal.roles,
        request_key=request_key,
    )
    return Success(data=UploadResponse.of(await use_cases.files.start_upload(new)))


@router.post(
    "/source-files",
    status_code=202,
    summary="Upload a file of a media source",
    responses=refuses(
        SourceFileNotFound,
        SourceFileUnsized,
        SourcesUnavailable,
        UploadTooLarge,
        AssetNotFound,
        TooManyUploads,
        UploadRepeated,
        FilesUnavailable,
    ),
)
async def upload_source_file(
    use_cases: ApplicationDep,
    principal: EditorPrincipal,
    request: Request,
    body: SourceFileRequest,
    request_key: RequestKey = None,
) -> Success[UploadResponse]:
    """Make a version from a file that the signed-in editor sees in a media source.

    A job copies it into the storage within six hours, and goes on as after any upload: read it until then.
    """
    new = NewCopy(
        asset_id=body.asset_id,
        file_id=body.source_file_id,
        encryption=body.encryption,
        actor=principal.user_id,
        admin="admin" in principal.roles,
        authorization=request.headers["authorization"],
        request_key=request_key,
    )
    return Success(data=UploadResponse.of(await use_cases.files.copy_file(new)))


@router.get("", summary="List uploads")
async def list_uploads(
    use_cases: ApplicationDep, _: EditorPrincipal, params: Annotated[UploadsParams, Query()]
) -> CursorPage[UploadResponse]:
    """Return uploads, the newest first."""
    part = params.part(_UPLOADS)
    uploads = await use_cases.files.send_upload.page(UploadFilter(params.status, params.asset_id), part)
    return params.page(_UPLOADS, part, uploads, UploadResponse.of)


@router.get("/{uploadId}", summary="Get an upload", responses=refuses(UploadNotFound, FilesUnavailable))
async def get_upload(
    use_cases: ApplicationDep, _: EditorPrincipal, upload_id: UploadId
) -> Success[UploadStateResponse]:
    """Return an upload with the parts that the storage holds, from which a client resumes."""
    return Success(data=UploadStateResponse.of_state(await use_cases.files.send_upload.state(upload_id)))


@router.post(
    "/{uploadId}/parts",
    summary="Sign parts of an upload",
    responses=refuses(UploadNotFound, UploadEnded, UploadPartUnknown, FilesUnavailable),
)
async def sign_parts(
    use_cases: ApplicationDep, _: EditorPrincipal, upload_id: UploadId, body: PartsRequest
) -> Success[list[SignedPartResponse]]:
    """Return the request by which each part is sent to the storage itself.

    The storage rejects content with another length or SHA-256. A part that is sent again replaces the one before.
    """
    parts = [PartToSend(part.number, part.sha256) for part in body.parts]
    signed = await use_cases.files.send_upload.sign(upload_id, parts)
    return Success(
        data=[
            SignedPartResponse(
                number=part.number,
                url=request.url,
                headers=dict(request.fields),
                size=int(request.fields["Content-Length"]),
            )
            for part, request in zip(parts, signed, strict=True)
        ]
    )


@router.post(
    "/{uploadId}/complete",
    status_code=202,
    summary="Complete an upload",
    responses=refuses(UploadNotFound, UploadEnded, UploadIncomplete, FilesUnavailable),
)
async def complete_video_upload(
    use_cases: ApplicationDep, _: EditorPrincipal, upload_id: UploadId
) -> Success[UploadResponse]:
    """Make a file of the parts, and check what it is by its content; idempotent.

    It becomes `completed` with the number of the new version, or `rejected` with the reason: read it until then.
    """
    return Success(data=UploadResponse.of(await use_cases.files.send_upload.complete(upload_id)))


@router.delete(
    "/{uploadId}", summary="Abort an upload", responses=refuses(UploadNotFound, UploadEnded, FilesUnavailable)
)
async def abort_upload(use_cases: ApplicationDep, _: EditorPrincipal, upload_id: UploadId) -> Success[UploadResponse]:
    """End an upload and delete its parts; idempotent."""
    return Success(data=UploadResponse.of(await use_cases.files.send_upload.abort(upload_id)))
