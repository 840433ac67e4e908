"""Request bodies of devices."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from auth.domain.devices.codes import USER_CODE_CHARS
from auth.domain.devices.registered import NAME_CHARS, parse_device_name
from auth.presentation.fields import checked_by
from chassis.http.schemas import Parameters, RequestModel

_NAME = Annotated[str, checked_by(parse_device_name)]
_KIND = Literal["phone", "tablet", "computer", "tv", "console", "other"]


class DeviceCodesRequest(RequestModel):
    """The beginning of the sign-in of a device."""

    device_name: _NAME | None = Field(
        default=None,
        max_length=NAME_CHARS,
        description="Name of the device, which the user compares before approving: 1 to 60 characters",
        examples=["Living room"],
    )


class UserCodeParams(Parameters):
    """The code that a device shows."""

    user_code: str = Field(
        min_length=1,
        max_length=USER_CODE_CHARS,
        description="Code that the device shows, in any letter case, with or without the hyphen; at most 16 characters",
        examples=["WDJB-MJHT"],
    )


class UserCodeRequest(RequestModel):
    """The code that a device shows."""

    user_code: str = Field(
        min_length=1,
        max_length=USER_CODE_CHARS,
        description="Code that the device shows, in any letter case, with or without the hyphen; at most 16 characters",
        examples=["WDJB-MJHT"],
    )


class DeviceCodeRequest(RequestModel):
    """The code that only the device knows."""

    device_code: SecretStr = Field(
        max_length=256,
        description="The device code of `POST /auth/device`",
        examples=["GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eSxg"],
    )


class DeviceRequest(RequestModel):
    """A device to register."""

    name: _NAME = Field(
        max_length=NAME_CHARS, description="Name of the device: 1 to 60 characters", examples=["Living room"]
    )
    kind: _KIND = Field(description="Kind of the device", examples=["tv"])


class DeviceChangeRequest(RequestModel):
    """Changes of a device; what is omitted or null stays."""

    name: _NAME | None = Field(
        default=None,
        max_length=NAME_CHARS,
        description="New name of the device: 1 to 60 characters, or null",
        examples=["Bedroom"],
    )
    kind: _KIND | None = Field(default=None, description="New kind of the device, or null", examples=["tv"])


class DeviceTokenRequest(RequestModel):
    """The current token of a device."""

    device_token: SecretStr = Field(
        max_length=256,
        description="The newest token of the device",
        examples=["mqd_3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"],
    )
