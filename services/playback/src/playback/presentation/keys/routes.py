"""Licences for players."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.tokens import CurrentPrincipal, Principal
from playback.application.keys.releasing import KeyRequest
from playback.domain.keys.errors import (
    ContentKeyUnavailable,
    InvalidLicenseRequest,
    KeyNotOfSession,
    LicensePathBroken,
    LicenseServerRefused,
    LicenseServerUnavailable,
    LicensesWithdrawn,
    SystemNotConfigured,
)
from playback.domain.keys.release import Requester, System
from playback.domain.sessions.errors import SessionEnded, SessionNotFound
from playback.presentation.dependencies import PRIVATE, ApplicationDep
from playback.presentation.errors import refuses
from playback.presentation.keys.schemas import ClearKeyLicense, ClearKeyRequest

router = APIRouter(prefix="/playback/licenses", tags=["playback: licences"])

_CACHED: Final = {"Cache-Control": "private, max-age=3600"}
_READS: Final[Responses] = {200: {"headers": headers("Cache-Control")}}
_BYTES: Final = {"schema": {"type": "string", "format": "binary"}, "example": "\x08\x04"}
_SOAP: Final = {"schema": {"type": "string"}, "example": "<soap:Envelope>…</soap:Envelope>"}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The request of the device, byte for byte",
        "content": {"application/octet-stream": _BYTES},
    }
}
_LICENSE: Final[Responses] = {
    200: {
        "description": "What the licence server responds to the device",
        "headers": headers("Cache-Control"),
        "content": {"application/octet-stream": _BYTES, "text/xml": _SOAP},
    }
}
_KEY: Final[Responses] = {
    200: {
        "description": "The key, 16 bytes",
        "headers": headers("Cache-Control"),
        "content": {"application/octet-stream": _BYTES},
    }
}
_CERTIFICATE: Final[Responses] = {
    200: {"description": "The certificate (DER)", "content": {"application/octet-stream": _BYTES}}
}
SessionId = Annotated[
    UUID,
    Query(alias="session", description="Id of the playback session", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]),
]
KeyId = Annotated[
    UUID, Path(alias="keyId", description="Id of the key", examples=["0c1f4b62-7c0e-4d1b-9f7a-2b8f6f0f3c11"])
]
VendorSystem = Annotated[
    Literal["widevine", "playready", "fairplay"], Path(description="The system of the device", examples=["widevine"])
]


def requester_of(principal: Principal) -> Requester:
    """Return whose access token came with a request."""
    return Requester(principal.user_id, principal.session_id)


@router.post(
    "/clearkey",
    summary="Get keys for ClearKey",
    responses={
        **_READS,
        **refuses(SessionNotFound, SessionEnded, LicensesWithdrawn, KeyNotOfSession, ContentKeyUnavailable),
    },
)
async def issue_clearkey_license(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    session_id: SessionId,
    body: ClearKeyRequest,
    response: Response,
) -> ClearKeyLicense:
    """Return the keys of what a playback session plays, for the sign-in that has started it, while it plays.

    Request and response are those of W3C Encrypted Media Extensions, without an envelope. When one of the keys is not
    released, none is.
    """
    request = KeyRequest(session_id, requester_of(principal), System.CLEARKEY, body.key_ids())
    released = await use_cases.release_keys(request)
    response.headers.update(PRIVATE)
    return ClearKeyLicense.of(released.keys)


@router.get(
    "/aes-128/{keyId}",
    summary="Get a key of HLS AES-128",
    response_class=Response,
    responses={
        **_KEY,
        **refuses(SessionNotFound, SessionEnded, LicensesWithdrawn, KeyNotOfSession, ContentKeyUnavailable),
    },
)
async def get_segment_key(use_cases: ApplicationDep, principal: CurrentPrincipal, key_id: KeyId) -> Response:
    """Return the 16 bytes that decrypt whole segments, to the sign-in that plays what they encrypt, while it plays.

    Playlists of HLS name this address. Players send an access token, or the cookies of the session.
    """
    key = await use_cases.release_segment_key(key_id, requester_of(principal))
    return Response(key, media_type="application/octet-stream", headers=PRIVATE)


@router.get(
    "/fairplay/certificate",
    summary="Get the certificate for FairPlay",
    response_class=Response,
    responses={**_CERTIFICATE, **refuses(SystemNotConfigured)},
)
async def get_fairplay_certificate(use_cases: ApplicationDep, _: CurrentPrincipal) -> Response:
    """Return the certificate of the application, with which devices of Apple encrypt their licence requests."""
    content = use_cases.license_systems.fairplay_certificate
    return Response(content, media_type="application/octet-stream", headers=_CACHED)


@router.post(
    "/{system}",
    summary="Get a licence of another system",
    response_class=Response,
    responses={
        **_LICENSE,
        **refuses(
            SystemNotConfigured,
            InvalidLicenseRequest,
            SessionNotFound,
            SessionEnded,
            LicensesWithdrawn,
            KeyNotOfSession,
            ContentKeyUnavailable,
            LicenseServerRefused,
            LicenseServerUnavailable,
            LicensePathBroken,
        ),
    },
    openapi_extra=_BODY,
)
async def issue_license(
    request: Request,
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    system: VendorSystem,
    session_id: SessionId,
) -> Response:
    """Return a licence for Widevine, PlayReady or FairPlay: what the licence server of the system responds to a device.

    The keys of what the session plays are released as for ClearKey. Only the device and the licence server can read the
    request and the licence.
    """
    issued = await use_cases.issue_license(System(system), session_id, requester_of(principal), await request.body())
    return Response(issued.content, media_type=issued.media_type, headers=PRIVATE)
