"""The registered devices of a user: registration within the limit of the plan, tokens, names and removal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from auth.application.accounts.ports import AccountReader
from auth.application.devices.standing import lock_active
from auth.application.sessions.active import active_account
from auth.application.sessions.revocation import revoke_sessions
from auth.application.unit_of_work import UnitOfWork
from auth.domain.devices.errors import DeviceNotFound, InvalidDeviceToken
from auth.domain.devices.registered import (
    Device,
    DeviceKind,
    TokenVerdict,
    check_limit,
    new_token,
    parse_device_name,
    token_digest,
)
from auth.domain.entitlements.entitlement import DeviceLimits
from auth.domain.errors import AccountNotFound
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from auth.domain.sessions.session import SessionRules
from chassis.core.unit_of_work import UnitOfWorkFactory

_NO_DIGEST: Final = b""


@dataclass(frozen=True, slots=True)
class ShownDevice:
    """A device, and whether the session that reads it is used on it."""

    device: Device
    is_current: bool


@dataclass(frozen=True, slots=True)
class DeviceWithToken:
    """A device with its token, which only the device receives."""

    device: Device
    token: str = field(repr=False)


class RegisteredDevices:
    """Use cases of registered devices. Only a session that is active may change them."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        accounts: AccountReader,
        limits: DeviceLimits,
        rules: SessionRules,
    ) -> None:
        self._units = units
        self._accounts = accounts
        self._limits = limits
        self._rules = rules

    async def of_user(self, by: Actor) -> Sequence[ShownDevice]:
        """Return the devices of the user, the oldest first; raise SessionEnded."""
        await active_account(self._accounts, by)
        async with self._units.begin() as work:
            current = await work.devices.device_of(by.session_id)
            devices = await work.devices.of_account(by.account_id)
        return [ShownDevice(device, device.id == current) for device in devices]

    async def of_account(self, by: Actor, account_id: UUID) -> Sequence[Device]:
        """Return the devices of any user, for an administrator; raise SessionEnded or AccountNotFound."""
        await active_account(self._accounts, by)
        async with self._units.begin() as work:
            if not await work.devices.lock_account(account_id):
                raise AccountNotFound
            return await work.devices.of_account(account_id)

    async def register(self, by: Actor, name: str, kind: DeviceKind) -> DeviceWithToken:
        """Register the device on which the session is used; raise SessionEnded, InvalidInput or DeviceLimitReached.

        The account is locked while the devices are counted, so that parallel registrations cannot exceed the limit.
        """
        parsed = parse_device_name(name)
        await active_account(self._accounts, by)
        token = new_token()
        async with self._units.begin() as work:
            await work.devices.lock_account(by.account_id)
            await lock_active(work, by.account_id)
            now = await work.now()
            limit = self._limits.of(await work.entitlements.of(by.account_id), now)
            check_limit(limit, await work.devices.of_account(by.account_id))
            device = Device.register(uuid4(), by.account_id, parsed, kind, token_digest(token) or _NO_DIGEST, now)
            await work.devices.add(device)
            await work.devices.attach(device.id, by.session_id)
            await self._record(work, AuditKind.DEVICE_REGISTERED, by, device)
        return DeviceWithToken(device, token)

    async def change(self, by: Actor, device_id: UUID, name: str | None, kind: DeviceKind | None) -> ShownDevice:
        """Rename a device or change its kind; raise SessionEnded, InvalidInput or DeviceNotFound."""
        parsed = None if name is None else parse_device_name(name)
        await active_account(self._accounts, by)
        async with self._units.begin() as work:
            device = await work.devices.lock(by.account_id, device_id)
            if device is None:
                raise DeviceNotFound
            changed = device.renamed(parsed, kind)
            await work.devices.save(changed)
            current = await work.devices.device_of(by.session_id)
        return ShownDevice(changed, current == device_id)

    async def renew(self, by: Actor, token: str) -> DeviceWithToken:
        """Return the next token of a device and attach the session to it.

        Raise SessionEnded or InvalidDeviceToken. A token that was replaced before its grace period removes the device:
        two parties hold its tokens, and it is not known which of them is the user.
        """
        await active_account(self._accounts, by)
        digest = token_digest(token)
        async with self._units.begin() as work:
            device = None if digest is None else await work.devices.lock_by_token(by.account_id, digest)
            renewed = None
            if device is not None and digest is not None:
                renewed = await self._renewed(work, by, device, digest)
        # Raised after the commit: a reused token removes its device.
        if renewed is None:
            raise InvalidDeviceToken
        return renewed

    async def _renewed(self, work: UnitOfWork, by: Actor, device: Device, digest: bytes) -> DeviceWithToken | None:
        now = await work.now()
        verdict = device.judge(digest, now)
        if verdict is TokenVerdict.REUSED:
            await self._remove(work, by, device, AuditKind.DEVICE_TOKEN_REUSED)
            return None
        token = new_token()
        after = device.with_token(token_digest(token) or _NO_DIGEST, verdict, now)
        await work.devices.save(after)
        await work.devices.attach(device.id, by.session_id)
        return DeviceWithToken(after, token)

    async def remove(self, by: Actor, device_id: UUID) -> None:
        """Remove a device and end the sessions on it; raise SessionEnded or DeviceNotFound."""
        await active_account(self._accounts, by)
        async with self._units.begin() as work:
            device = await work.devices.lock(by.account_id, device_id)
            if device is None:
                raise DeviceNotFound
            await self._remove(work, by, device, AuditKind.DEVICE_REMOVED)

    async def _remove(self, work: UnitOfWork, by: Actor, device: Device, kind: AuditKind) -> None:
        now = await work.now()
        for session_id in await work.devices.sessions_of(device.id):
            await revoke_sessions(work, device.account_id, session_id, "logout", now, self._rules)
        await work.devices.delete(device.id)
        await self._record(work, kind, by, device)

    async def _record(self, work: UnitOfWork, kind: AuditKind, by: Actor, device: Device) -> None:
        await work.audit.record(by.entry(kind, await work.now(), {"device": str(device.id)}))
