"""Response bodies of devices."""

from datetime import datetime
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from pydantic import Field

from auth.application.devices.registration import DeviceWithToken, ShownDevice
from auth.application.devices.sign_in import Codes
from auth.domain.devices.authorization import DeviceAuthorization
from auth.domain.devices.registered import Device, DeviceKind
from auth.presentation.devices.qr_codes import qr_code
from chassis.core.clients.user_agents import device_name
from chassis.http.schemas import ResponseModel


class DeviceCodesResponse(ResponseModel):
    """The codes of the sign-in of a device (RFC 8628, section 3.2)."""

    device_code: str = Field(
        description="Secret of the device: it polls `POST /auth/device/token` with it",
        examples=["GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eSxg"],
    )
    user_code: str = Field(description="Code that the device shows to its user", examples=["WDJB-MJHT"])
    verification_uri: str = Field(
        description="Page on which the user types the code", examples=["http://localhost:3000/device"]
    )
    verification_uri_complete: str = Field(
        description="The same page with the code", examples=["http://localhost:3000/device?userCode=WDJB-MJHT"]
    )
    qr_code: str = Field(
        description="`verificationUriComplete` as a QR code: an SVG image", examples=['<svg width="132" height="132"/>']
    )
    expires_in: int = Field(description="Lifetime of both codes in seconds", examples=[600])
    interval: int = Field(description="Seconds that the device waits between two polls", examples=[5])

    @classmethod
    def of(cls, codes: Codes, page: str) -> Self:
        """Return the response for new codes; `page` is where users type them."""
        complete = f"{page}{'&' if '?' in page else '?'}{urlencode({'userCode': codes.user_code})}"
        return cls(
            device_code=codes.device_code,
            user_code=codes.user_code,
            verification_uri=page,
            verification_uri_complete=complete,
            qr_code=qr_code(complete),
            expires_in=codes.expires_in,
            interval=codes.interval,
        )


class WaitingDeviceResponse(ResponseModel):
    """A device that waits for its user."""

    device_name: str | None = Field(
        description="Name that the device gives itself, or null; not verified", examples=["Living room"]
    )
    client: str | None = Field(
        description="Browser and system of the device by its user agent, or null if unknown; not verified",
        examples=["Firefox on Linux"],
    )
    address: str = Field(description="Network address of the device", examples=["192.0.2.7"])
    requested_at: datetime = Field(description="When the device requested its codes", examples=["2026-11-29T12:00:00Z"])
    expires_at: datetime = Field(description="When the codes expire", examples=["2026-11-29T12:10:00Z"])

    @classmethod
    def of(cls, request: DeviceAuthorization) -> Self:
        """Return the response for a waiting request."""
        requester = request.requester
        return cls(
            device_name=requester.name,
            client=device_name(requester.user_agent or ""),
            address=requester.address,
            requested_at=request.created_at,
            expires_at=request.expires_at,
        )


class DeviceResponse(ResponseModel):
    """A registered device."""

    id: UUID = Field(description="Id of the device", examples=["7d1f4c2e-8b3a-4f6d-9e5c-1a2b3c4d5e6f"])
    name: str = Field(description="Name of the device", examples=["Living room"])
    kind: DeviceKind = Field(description="Kind of the device", examples=["tv"])
    created_at: datetime = Field(description="When the device was registered", examples=["2026-11-29T12:00:00Z"])
    last_used_at: datetime = Field(
        description="When the device last presented its token", examples=["2026-11-29T12:00:00Z"]
    )

    @classmethod
    def of(cls, device: Device) -> Self:
        """Return the response for a device."""
        return cls(**_fields(device))


class OwnDeviceResponse(DeviceResponse):
    """A registered device of the user."""

    current: bool = Field(description="Whether the session of the request is used on this device", examples=[True])

    @classmethod
    def of_shown(cls, shown: ShownDevice) -> Self:
        """Return the response for a device of the user."""
        return cls(**_fields(shown.device), current=shown.is_current)


class DeviceWithTokenResponse(DeviceResponse):
    """A registered device with its token."""

    device_token: str = Field(
        description="Token of the device, shown once. It works for one exchange, which returns the next one",
        examples=["mqd_3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"],
    )

    @classmethod
    def with_token(cls, result: DeviceWithToken) -> Self:
        """Return the response for a device with its token."""
        return cls(**_fields(result.device), device_token=result.token)


def _fields(device: Device) -> dict[str, object]:
    return {
        "id": device.id,
        "name": device.name,
        "kind": device.kind,
        "created_at": device.created_at,
        "last_used_at": device.last_used_at,
    }
