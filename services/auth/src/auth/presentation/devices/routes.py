"""Routes of registered devices."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from auth.domain.devices.errors import DeviceLimitReached, DeviceNotFound, InvalidDeviceToken
from auth.domain.errors import AccountNotFound, SessionEnded
from auth.presentation.administration.administrators import AdministratorDep
from auth.presentation.administration.routes import UserId
from auth.presentation.dependencies import ActorDep, ApplicationDep, uncacheable
from auth.presentation.devices.requests import DeviceChangeRequest, DeviceRequest, DeviceTokenRequest
from auth.presentation.devices.responses import DeviceResponse, DeviceWithTokenResponse, OwnDeviceResponse
from auth.presentation.errors import refuses
from chassis.http.schemas import Success

router = APIRouter(tags=["auth"])

DeviceId = Annotated[
    UUID, Path(alias="deviceId", description="Id of the device", examples=["7d1f4c2e-8b3a-4f6d-9e5c-1a2b3c4d5e6f"])
]


@router.get("/auth/devices", summary="List my devices", responses=refuses(SessionEnded) | uncacheable(200))
async def own_devices(use_cases: ApplicationDep, actor: ActorDep) -> Success[list[OwnDeviceResponse]]:
    """Return the registered devices of the user, the oldest first.

    There may be more than the plan permits now: a smaller plan removes none.
    """
    shown = await use_cases.devices.registered.of_user(actor)
    return Success(data=[OwnDeviceResponse.of_shown(device) for device in shown])


@router.post(
    "/auth/devices",
    status_code=201,
    summary="Register a device",
    responses=refuses(SessionEnded, DeviceLimitReached) | uncacheable(201),
)
async def register_device(
    use_cases: ApplicationDep, actor: ActorDep, body: DeviceRequest
) -> Success[DeviceWithTokenResponse]:
    """Register the device on which the session is used, and return its token, which is shown once.

    The device keeps the token also after a sign-out: with it, the next session on the device needs no registration.
    When the limit of the plan is reached, remove another device first: the response lists them.
    """
    result = await use_cases.devices.registered.register(actor, body.name, body.kind)
    return Success(data=DeviceWithTokenResponse.with_token(result))


@router.post(
    "/auth/devices/token",
    summary="Renew a device token",
    responses=refuses(SessionEnded, InvalidDeviceToken) | uncacheable(200),
)
async def renew_device_token(
    use_cases: ApplicationDep, actor: ActorDep, body: DeviceTokenRequest
) -> Success[DeviceWithTokenResponse]:
    """Prove that the session is used on a registered device, and return the next token of the device.

    A device does so after each sign-in. The token before works for another minute, in case the response is lost. Later,
    it removes the device and ends the sessions on it, since another party may hold a copy.
    """
    result = await use_cases.devices.registered.renew(actor, body.device_token.get_secret_value())
    return Success(data=DeviceWithTokenResponse.with_token(result))


@router.patch(
    "/auth/devices/{deviceId}",
    summary="Change a device",
    responses=refuses(SessionEnded, DeviceNotFound) | uncacheable(200),
)
async def change_device(
    use_cases: ApplicationDep, actor: ActorDep, device_id: DeviceId, body: DeviceChangeRequest
) -> Success[OwnDeviceResponse]:
    """Change the name or the kind of a device of the user, and return the device.

    What is omitted or null stays as it is.
    """
    shown = await use_cases.devices.registered.change(actor, device_id, body.name, body.kind)
    return Success(data=OwnDeviceResponse.of_shown(shown))


@router.delete(
    "/auth/devices/{deviceId}",
    status_code=204,
    summary="Remove a device",
    responses=refuses(SessionEnded, DeviceNotFound) | uncacheable(204),
)
async def remove_device(use_cases: ApplicationDep, actor: ActorDep, device_id: DeviceId) -> None:
    """Remove a device of the user. The response has no body.

    All sessions that are used on the device end, also the one of this request.
    """
    await use_cases.devices.registered.remove(actor, device_id)


@router.get(
    "/admin/users/{userId}/devices",
    summary="List a user's devices",
    responses=refuses(SessionEnded, AccountNotFound) | uncacheable(200),
)
async def devices_of_user(
    use_cases: ApplicationDep, administrator: AdministratorDep, user_id: UserId
) -> Success[list[DeviceResponse]]:
    """Return the registered devices of a user, the oldest first.

    There may be more than the plan of the user permits now.
    """
    devices = await use_cases.devices.registered.of_account(administrator, user_id)
    return Success(data=[DeviceResponse.of(device) for device in devices])
