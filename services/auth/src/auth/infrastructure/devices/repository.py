"""Registered devices in one database transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.devices.registered import Device
from auth.infrastructure.accounts.tables import accounts
from auth.infrastructure.devices.tables import device_sessions, devices


class SqlDevices:
    """The registered devices of a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock_account(self, account_id: UUID) -> bool:
        """Lock the row of the account against other registrations; sign-ins do not wait for it."""
        query = select(accounts.c.id).where(accounts.c.id == account_id).with_for_update(key_share=True)
        return (await self._connection.execute(query)).first() is not None

    async def of_account(self, account_id: UUID) -> Sequence[Device]:
        """Return at most as many as any plan permits."""
        query = select(devices).where(devices.c.account_id == account_id).order_by(devices.c.created_at, devices.c.id)
        return [_device(row) for row in (await self._connection.execute(query)).mappings()]

    async def add(self, device: Device) -> None:
        """Insert the device."""
        await self._connection.execute(insert(devices), [_row(device)])

    async def lock(self, account_id: UUID, device_id: UUID) -> Device | None:
        """Lock the row by its key."""
        return await self._lock((devices.c.id == device_id) & (devices.c.account_id == account_id))

    async def lock_by_token(self, account_id: UUID, digest: bytes) -> Device | None:
        """Lock the row by one of two indexes."""
        either = or_(devices.c.token_digest == digest, devices.c.previous_digest == digest)
        return await self._lock(either & (devices.c.account_id == account_id))

    async def save(self, device: Device) -> None:
        """Update the locked row."""
        await self._connection.execute(update(devices).where(devices.c.id == device.id).values(_row(device)))

    async def delete(self, device_id: UUID) -> None:
        """Delete the row."""
        await self._connection.execute(delete(devices).where(devices.c.id == device_id))

    async def delete_of(self, account_id: UUID) -> int:
        """Delete by the index of the account; rows of sessions on the devices go with them."""
        return (await self._connection.execute(delete(devices).where(devices.c.account_id == account_id))).rowcount

    async def attach(self, device_id: UUID, session_id: UUID) -> None:
        """Insert or replace the device of a session."""
        statement = upsert(device_sessions).values(session_id=session_id, device_id=device_id)
        changed = {"device_id": device_id}
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["session_id"], set_=changed))

    async def sessions_of(self, device_id: UUID) -> Sequence[UUID]:
        """Return the sessions in the order of their ids, in which they are then locked."""
        query = select(device_sessions.c.session_id).where(device_sessions.c.device_id == device_id)
        return list((await self._connection.execute(query.order_by(device_sessions.c.session_id))).scalars())

    async def device_of(self, session_id: UUID) -> UUID | None:
        """Return the device by the key of the session."""
        query = select(device_sessions.c.device_id).where(device_sessions.c.session_id == session_id)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def _lock(self, where: ColumnElement[bool]) -> Device | None:
        row = (await self._connection.execute(select(devices).where(where).with_for_update())).mappings().first()
        return None if row is None else _device(row)


def _device(row: RowMapping) -> Device:
    return Device(**row)


def _row(device: Device) -> dict[str, Any]:
    return {
        "id": device.id,
        "account_id": device.account_id,
        "name": device.name,
        "kind": device.kind,
        "created_at": device.created_at,
        "last_used_at": device.last_used_at,
        "token_digest": device.token_digest,
        "previous_digest": device.previous_digest,
        "token_changed_at": device.token_changed_at,
    }
