"""Ports of devices: the store of sign-ins that wait for their user, and that of registered devices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from auth.domain.devices.authorization import DeviceAuthorization
from auth.domain.devices.registered import Device


class DeviceSignIns(Protocol):
    """The sign-ins of devices in a unit of work."""

    async def add(self, request: DeviceAuthorization) -> bool:
        """Add a request; return false if its user code is in use."""
        ...

    async def lock_by_device(self, digest: bytes) -> DeviceAuthorization | None:
        """Return the request of a device code, locked until the unit of work ends, or null."""
        ...

    async def lock_by_user(self, digest: bytes) -> DeviceAuthorization | None:
        """Return the request of a user code, locked until the unit of work ends, or null."""
        ...

    async def save(self, request: DeviceAuthorization) -> None:
        """Save a locked request."""
        ...

    async def delete(self, request: DeviceAuthorization) -> None:
        """Remove a locked request."""
        ...

    async def account_of(self, digest: bytes) -> UUID | None:
        """Return the account whose user has decided on the request of a device code, without a lock, or null."""
        ...

    async def delete_of(self, account_id: UUID) -> int:
        """Remove the requests that the user of an account has decided on, and return how many there were."""
        ...

    async def delete_expired(self, before: datetime) -> bool:
        """Delete a batch of requests that expired before an instant; return whether more may be left."""
        ...


class Devices(Protocol):
    """The registered devices of a unit of work."""

    async def lock_account(self, account_id: UUID) -> bool:
        """Serialise changes of the devices of an account; return false if there is no such account."""
        ...

    async def of_account(self, account_id: UUID) -> Sequence[Device]:
        """Return the devices of an account, the oldest first."""
        ...

    async def add(self, device: Device) -> None:
        """Add a device."""
        ...

    async def lock(self, account_id: UUID, device_id: UUID) -> Device | None:
        """Return a device of an account, locked until the unit of work ends, or null."""
        ...

    async def lock_by_token(self, account_id: UUID, digest: bytes) -> Device | None:
        """Return the device of an account whose current or previous token has a digest, locked, or null."""
        ...

    async def save(self, device: Device) -> None:
        """Save a locked device."""
        ...

    async def delete(self, device_id: UUID) -> None:
        """Remove a device."""
        ...

    async def delete_of(self, account_id: UUID) -> int:
        """Remove every device of an account, and return how many there were."""
        ...

    async def attach(self, device_id: UUID, session_id: UUID) -> None:
        """Record that a session is used on a device, and on no other one."""
        ...

    async def sessions_of(self, device_id: UUID) -> Sequence[UUID]:
        """Return the sessions that are used on a device."""
        ...

    async def device_of(self, session_id: UUID) -> UUID | None:
        """Return the device on which a session is used, or null."""
        ...
