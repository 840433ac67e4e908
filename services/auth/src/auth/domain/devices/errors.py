"""Reasons why a request of a device is rejected; the errors of RFC 8628 section 3.5 carry their standard name.

AuthError
├── DeviceGrantError
│   ├── AuthorizationPending
│   ├── SlowDown
│   ├── DeviceSignInDenied
│   ├── DeviceCodeExpired
│   └── InvalidDeviceCode
├── UserCodeNotFound
├── DeviceNotFound
├── DeviceLimitReached
└── InvalidDeviceToken
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, NamedTuple
from uuid import UUID

from auth.domain.errors import AuthError


class DeviceGrantError(AuthError):
    """Base of the responses to a device that polls; `standard` is the value that RFC 8628 or RFC 6749 defines."""

    standard: ClassVar[str]

    def __init__(self, message: str, **more: int) -> None:
        super().__init__(message)
        self.details = {"error": self.standard, **more}


class AuthorizationPending(DeviceGrantError):
    """The user has not decided yet: poll again after the interval."""

    standard = "authorization_pending"

    def __init__(self, interval: int) -> None:
        super().__init__("The user has not decided yet; poll again after the interval", interval=interval)


class SlowDown(DeviceGrantError):
    """The device polls too often: its interval is longer from now on."""

    standard = "slow_down"

    def __init__(self, interval: int) -> None:
        super().__init__("The device polls too often; its interval is longer from now on", interval=interval)


class DeviceSignInDenied(DeviceGrantError):
    """The user denied the sign-in of the device."""

    standard = "access_denied"

    def __init__(self) -> None:
        super().__init__("The user denied the sign-in of the device")


class DeviceCodeExpired(DeviceGrantError):
    """The codes have expired: the device has to request new ones."""

    standard = "expired_token"

    def __init__(self) -> None:
        super().__init__("The codes have expired; request new ones")


class InvalidDeviceCode(DeviceGrantError):
    """The device code is unknown, or was exchanged already."""

    standard = "invalid_grant"

    def __init__(self) -> None:
        super().__init__("The device code is unknown or was exchanged already")


class UserCodeNotFound(AuthError):
    """No device waits with this code: it is wrong, has expired, or was decided already."""

    def __init__(self) -> None:
        super().__init__("Not Found: no device waits with this code")


class DeviceNotFound(AuthError):
    """No device of the user has this id."""

    def __init__(self) -> None:
        super().__init__("Not Found: no device has this id")


class RemovableDevice(NamedTuple):
    """A device as it is shown to a user who has to remove one."""

    id: UUID
    name: str
    kind: str
    last_used_at: datetime


class DeviceLimitReached(AuthError):
    """The user has registered as many devices as the plan permits; `details.devices` are those to choose from."""

    def __init__(self, limit: int, devices: Sequence[RemovableDevice]) -> None:
        super().__init__(f"Conflict: the plan permits {limit} devices; remove one first")
        self.details = {
            "limit": limit,
            "devices": [
                {
                    "id": str(device.id),
                    "name": device.name,
                    "kind": device.kind,
                    "lastUsedAt": device.last_used_at.isoformat(),
                }
                for device in devices
            ],
        }


class InvalidDeviceToken(AuthError):
    """The device token is unknown or was replaced; a replaced one removes its device, which may have been copied."""

    def __init__(self) -> None:
        super().__init__("The device token is not valid; register the device again")
