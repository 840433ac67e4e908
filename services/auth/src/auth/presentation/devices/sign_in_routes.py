"""Routes of the sign-in of devices (RFC 8628)."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from auth.domain.devices.authorization import Decision
from auth.domain.devices.errors import (
    AuthorizationPending,
    DeviceCodeExpired,
    DeviceSignInDenied,
    InvalidDeviceCode,
    SlowDown,
    UserCodeNotFound,
)
from auth.domain.errors import AccountSuspended, SessionEnded, TooManyAttempts
from auth.presentation.dependencies import ActorDep, ApplicationDep, ClientDep, uncacheable
from auth.presentation.devices.requests import DeviceCodeRequest, DeviceCodesRequest, UserCodeParams, UserCodeRequest
from auth.presentation.devices.responses import DeviceCodesResponse, WaitingDeviceResponse
from auth.presentation.errors import refuses
from auth.presentation.sessions.delivery import TokenDeliveryDep
from auth.presentation.sessions.responses import TokensResponse
from chassis.http.schemas import Success

router = APIRouter(prefix="/auth/device", tags=["auth"])


@router.post("", summary="Begin a device sign-in", responses=uncacheable(200))
async def begin_device_sign_in(
    use_cases: ApplicationDep, request: Request, client: ClientDep, body: DeviceCodesRequest
) -> Success[DeviceCodesResponse]:
    """Return the codes with which a device without a keyboard is signed in (RFC 8628).

    The device shows `userCode`, or the QR code, and polls `POST /auth/device/token`. Its user opens the page on another
    device, signs in there, and approves it. Both codes expire after ten minutes.
    """
    codes = await use_cases.devices.request_codes(body.device_name, client)
    return Success(data=DeviceCodesResponse.of(codes, request.app.state.device_page))


@router.get(
    "/request",
    summary="Get a waiting device",
    responses=refuses(SessionEnded, UserCodeNotFound, TooManyAttempts) | uncacheable(200),
)
async def waiting_device(
    use_cases: ApplicationDep, actor: ActorDep, params: Annotated[UserCodeParams, Query()]
) -> Success[WaitingDeviceResponse]:
    """Return the device that waits with a code, for its user to compare before approving it.

    Wrong codes are counted per user: after five, each further one has to wait longer, up to fifteen minutes.
    """
    request = await use_cases.devices.decide.show(actor, params.user_code)
    return Success(data=WaitingDeviceResponse.of(request))


@router.post(
    "/approve",
    status_code=204,
    summary="Approve a waiting device",
    responses=refuses(SessionEnded, UserCodeNotFound, TooManyAttempts) | uncacheable(204),
)
async def approve_device(use_cases: ApplicationDep, actor: ActorDep, body: UserCodeRequest) -> None:
    """Sign the device that waits with a code in to the account of the user. The response has no body.

    Approve only a device that is in front of you: a code that you were sent signs its sender in to your account.
    """
    await use_cases.devices.decide.decide(actor, body.user_code, Decision.APPROVED)


@router.post(
    "/deny",
    status_code=204,
    summary="Deny a waiting device",
    responses=refuses(SessionEnded, UserCodeNotFound, TooManyAttempts) | uncacheable(204),
)
async def deny_device(use_cases: ApplicationDep, actor: ActorDep, body: UserCodeRequest) -> None:
    """Deny the device that waits with a code. The response has no body.

    The device learns it with its next poll, and has to request new codes.
    """
    await use_cases.devices.decide.decide(actor, body.user_code, Decision.DENIED)


@router.post(
    "/token",
    summary="Exchange a device code",
    responses=refuses(
        AuthorizationPending, SlowDown, DeviceSignInDenied, DeviceCodeExpired, InvalidDeviceCode, AccountSuspended
    )
    | uncacheable(200),
)
async def exchange_device_code(
    use_cases: ApplicationDep, client: ClientDep, delivery: TokenDeliveryDep, body: DeviceCodeRequest
) -> Success[TokensResponse]:
    """Return the tokens of a new session once the user has approved the device, and an error until then.

    `details.error` is the value of RFC 8628: `authorization_pending` and `slow_down` (poll again after
    `details.interval` seconds), `access_denied`, `expired_token` and `invalid_grant`.
    """
    return delivery.tokens(await use_cases.devices.exchange(body.device_code.get_secret_value(), client))
