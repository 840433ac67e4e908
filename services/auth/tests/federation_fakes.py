"""Providers and devices in the in-memory unit of work, whose use cases do not touch them: see the tests on Postgres."""

from datetime import datetime
from typing import NoReturn
from uuid import UUID

from services.auth.tests.unused import UNUSED


class NoFederation:
    """A store that is always empty; it is only cleaned up."""

    async def delete_expired(self, now: datetime) -> bool:
        return False

    async def _unused(self, *_: object) -> NoReturn:
        raise AssertionError(UNUSED)

    async def add_pending(self, pending: object) -> None:
        await self._unused(pending)

    async def take_pending(self, state_digest: bytes) -> None:
        await self._unused(state_digest)

    async def add_code(self, code: object) -> None:
        await self._unused(code)

    async def lock_code(self, digest: bytes) -> None:
        await self._unused(digest)

    async def delete_code(self, digest: bytes) -> None:
        await self._unused(digest)

    async def identity_of(self, issuer: str, subject: str) -> None:
        await self._unused(issuer, subject)

    async def identities_of(self, account_id: UUID) -> NoReturn:
        await self._unused(account_id)

    async def lock_account(self, account_id: UUID) -> None:
        await self._unused(account_id)

    async def link(self, identity: object) -> None:
        await self._unused(identity)

    async def unlink(self, identity_id: UUID) -> None:
        await self._unused(identity_id)

    async def use(self, identity_id: UUID, now: datetime) -> None:
        await self._unused(identity_id, now)

    async def has_other_methods(self, account_id: UUID) -> NoReturn:
        await self._unused(account_id)


class NoDeviceSignIns:
    """A store that is always empty; it is only cleaned up."""

    async def delete_expired(self, before: datetime) -> bool:
        return False

    async def delete_of(self, account_id: UUID) -> int:
        return 0

    async def account_of(self, digest: bytes) -> None:
        raise AssertionError(UNUSED)

    async def add(self, request: object) -> bool:
        raise AssertionError(UNUSED)

    async def lock_by_device(self, digest: bytes) -> None:
        raise AssertionError(UNUSED)

    async def lock_by_user(self, digest: bytes) -> None:
        raise AssertionError(UNUSED)

    async def save(self, request: object) -> None:
        raise AssertionError(UNUSED)

    async def delete(self, request: object) -> None:
        raise AssertionError(UNUSED)


class NoDevices:
    """A store that is always empty; it is only emptied by suspensions."""

    async def delete_of(self, account_id: UUID) -> int:
        return 0

    async def lock_account(self, account_id: UUID) -> bool:
        raise AssertionError(UNUSED)

    async def of_account(self, account_id: UUID) -> NoReturn:
        raise AssertionError(UNUSED)

    async def add(self, device: object) -> None:
        raise AssertionError(UNUSED)

    async def lock(self, account_id: UUID, device_id: UUID) -> None:
        raise AssertionError(UNUSED)

    async def lock_by_token(self, account_id: UUID, digest: bytes) -> None:
        raise AssertionError(UNUSED)

    async def save(self, device: object) -> None:
        raise AssertionError(UNUSED)

    async def delete(self, device_id: UUID) -> None:
        raise AssertionError(UNUSED)

    async def attach(self, device_id: UUID, session_id: UUID) -> None:
        raise AssertionError(UNUSED)

    async def sessions_of(self, device_id: UUID) -> NoReturn:
        raise AssertionError(UNUSED)

    async def device_of(self, session_id: UUID) -> None:
        raise AssertionError(UNUSED)
