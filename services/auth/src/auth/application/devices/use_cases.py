"""The use cases of devices, as one value."""

from dataclasses import dataclass

from auth.application.devices.registration import RegisteredDevices
from auth.application.devices.sign_in import DecideSignIn, ExchangeDeviceCode, RequestCodes


@dataclass(frozen=True, slots=True)
class DeviceUseCases:
    """Use cases of devices."""

    request_codes: RequestCodes
    decide: DecideSignIn
    exchange: ExchangeDeviceCode
    registered: RegisteredDevices
