"""Routes of pictures of users."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from auth.application.profiles.changing import ChangeAccount
from auth.application.profiles.pictures import CACHE_CONTROL
from auth.domain.errors import SessionEnded
from auth.domain.profiles.changes import ProfileChanges
from auth.domain.profiles.errors import (
    InvalidPicture,
    PictureNotFound,
    PicturesUnavailable,
    TooManyUploads,
    UploadNotFound,
)
from auth.domain.profiles.pictures import LARGEST_BYTES, PUBLISHED_TYPE, UPLOAD_LIFETIME, parse_upload_key
from auth.presentation.dependencies import ActorDep, ApplicationDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.profiles.addresses import AddressesDep
from auth.presentation.profiles.requests import AvatarRequest, UploadRequest
from auth.presentation.profiles.responses import OwnProfileResponse, UploadResponse
from chassis.http.document.error_cases import Responses
from chassis.http.document.media import DocumentedResponse
from chassis.http.document.openapi import headers
from chassis.http.follow_up.preconditions import is_current
from chassis.http.schemas import Success

router = APIRouter(prefix="/users", tags=["users"])

_CONTENT: Final[dict[str, Any]] = {
    PUBLISHED_TYPE: {"schema": {"type": "string", "contentEncoding": "base64"}, "example": "UklGRiQAAABXRUJQ"}
}
_PICTURE: Final[Responses] = {
    200: {"description": "The picture", "headers": headers("Cache-Control", "ETag"), "content": _CONTENT},
    304: {"description": "Not Modified: the picture never changes", "headers": headers("Cache-Control", "ETag")},
}


@router.post(
    "/me/avatar/upload-url",
    summary="Start the upload of a picture",
    responses=refuses(SessionEnded, TooManyUploads, PicturesUnavailable) | uncacheable(200),
)
async def start_picture_upload(
    use_cases: ApplicationDep, actor: ActorDep, addresses: AddressesDep, body: UploadRequest
) -> Success[UploadResponse]:
    """Return where the picture is uploaded: to the object storage itself, within five minutes.

    The storage accepts only the stated type, and at most 5 MiB. With `size` the upload is a `PUT` of exactly that
    length, without it a form. Confirm it by `POST /api/v1/users/me/avatar`; what is not confirmed is removed after an
    hour. Ten uploads may be started per hour.
    """
    started = await use_cases.profiles.start_upload(actor, body.content_type, body.size)
    request = started.request
    return Success(
        data=UploadResponse(
            upload_url=request.url,
            method=request.method,
            fields=dict(request.fields),
            public_url=addresses.of(started.upload.id) or "",
            key=started.upload.key,
            expires_in_seconds=int(UPLOAD_LIFETIME.total_seconds()),
            largest_bytes=LARGEST_BYTES,
        )
    )


@router.post(
    "/me/avatar",
    summary="Confirm the upload of a picture",
    responses=refuses(SessionEnded, UploadNotFound, InvalidPicture, PicturesUnavailable) | uncacheable(200),
)
async def confirm_picture(
    use_cases: ApplicationDep,
    actor: ActorDep,
    addresses: AddressesDep,
    body: AvatarRequest,
) -> Success[OwnProfileResponse]:
    """Make an uploaded file the picture of the user, and return the profile. Idempotent.

    The file is decoded and encoded again as WebP, upright, square, in 512 and 128 pixels, without any metadata. At most
    64 million pixels as JPEG, or 25 million as PNG or WebP. The upload and the picture before are removed.
    """
    upload_id = parse_upload_key(body.key)
    if upload_id is None:
        raise UploadNotFound
    command = ChangeAccount(actor, ProfileChanges(), avatar=upload_id)
    account = await use_cases.profiles.change(command)
    return Success(data=OwnProfileResponse.of(account, addresses.of(account.profile.avatar_id)))


@router.delete(
    "/me/avatar", status_code=204, summary="Remove my picture", responses=refuses(SessionEnded) | uncacheable(204)
)
async def remove_picture(use_cases: ApplicationDep, actor: ActorDep) -> None:
    """Remove the picture of the user, also if there is none. The response has no body.

    Caches may keep it for a week.
    """
    command = ChangeAccount(actor, ProfileChanges(), avatar=None)
    await use_cases.profiles.change(command)


@router.get(
    "/avatars/{avatarId}/{file}",
    summary="Get the picture of a user",
    response_class=DocumentedResponse,
    responses=refuses(PictureNotFound, PicturesUnavailable) | _PICTURE,
)
async def user_picture(
    use_cases: ApplicationDep,
    request: Request,
    avatar_id: Annotated[
        UUID,
        Path(alias="avatarId", description="Id of the picture", examples=["7c9e6679-7425-40de-944b-e07fc1f90ae7"]),
    ],
    file: Annotated[
        Literal["512.webp", "128.webp"],
        Path(description="The longest side in pixels, and the type", examples=["128.webp"]),
    ],
) -> Response:
    """Return a picture as WebP. Its address never gets another picture, so it may be cached for a week."""
    tag = f'"{avatar_id}-{file.partition(".")[0]}"'
    data = await use_cases.profiles.pictures.read(avatar_id, int(file.partition(".")[0]))
    response_headers = {
        "Cache-Control": CACHE_CONTROL,
        # A removed picture is gone at once.
        "Gateway-Cache-Control": "no-store",
        "ETag": tag,
        "Content-Security-Policy": "default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if is_current(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=response_headers)
    return Response(data, media_type=PUBLISHED_TYPE, headers=response_headers)
