"""Licences for players."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.tokens import CurrentPrincipal, Principal
from playback.application.keys.releasing import KeyRequest
from playback.domain.keys.errors import (
    ContentKeyUnavailable,
    KeyNotOfSession,
    LicenseSessionEnded,
    LicenseSessionNotFound,
    LicensesWithdrawn,
)
from playback.domain.keys.release import Requester, System
from playback.presentation.dependencies import ApplicationDep
from playback.presentation.errors import refuses
from playback.presentation.keys.schemas import ClearKeyLicense, ClearKeyRequest

router = APIRouter(prefix="/playback/licenses", tags=["playback: licences"])

NOT_STORED: Final = {"Cache-Control": "private, no-store"}
_READS: Final[Responses] = {200: {"headers": headers("Cache-Control")}}
SessionId = Annotated[
    UUID,
    Query(alias="session", description="Id of the playback session", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]),
]


def requester_of(principal: Principal) -> Requester:
    """Return whose access token came with a request."""
    return Requester(principal.user_id, principal.session_id)


@router.post(
    "/clearkey",
    summary="Get keys for ClearKey",
    responses={
        **_READS,
        **refuses(
            LicenseSessionNotFound, LicenseSessionEnded, LicensesWithdrawn, KeyNotOfSession, ContentKeyUnavailable
        ),
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
    response.headers.update(NOT_STORED)
    return ClearKeyLicense.of(released.keys)
