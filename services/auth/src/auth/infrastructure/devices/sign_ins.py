"""Sign-ins of devices in one database transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.devices.authorization import Decision, DeviceAuthorization, Requester
from auth.infrastructure import batches
from auth.infrastructure.devices.tables import device_sign_ins


class SqlDeviceSignIns:
    """The sign-ins of devices of a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, request: DeviceAuthorization) -> bool:
        """Insert a request; the unique index of user codes decides."""
        statement = upsert(device_sign_ins).values(_row(request)).on_conflict_do_nothing()
        inserted = await self._connection.execute(statement.returning(device_sign_ins.c.device_digest))
        return inserted.first() is not None

    async def lock_by_device(self, digest: bytes) -> DeviceAuthorization | None:
        """Lock the row by its key."""
        return await self._lock(device_sign_ins.c.device_digest == digest)

    async def lock_by_user(self, digest: bytes) -> DeviceAuthorization | None:
        """Lock the row by its user code."""
        return await self._lock(device_sign_ins.c.user_digest == digest)

    async def save(self, request: DeviceAuthorization) -> None:
        """Update the locked row."""
        table = device_sign_ins
        changed = update(table).where(table.c.device_digest == request.device_digest)
        await self._connection.execute(changed.values(_row(request)))

    async def delete(self, request: DeviceAuthorization) -> None:
        """Delete the locked row."""
        table = device_sign_ins
        await self._connection.execute(delete(table).where(table.c.device_digest == request.device_digest))

    async def account_of(self, digest: bytes) -> UUID | None:
        """Read the row by its key."""
        table = device_sign_ins
        query = select(table.c.account_id).where(table.c.device_digest == digest)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def delete_of(self, account_id: UUID) -> int:
        """Delete by the index of the account."""
        table = device_sign_ins
        return (await self._connection.execute(delete(table).where(table.c.account_id == account_id))).rowcount

    async def delete_expired(self, before: datetime) -> bool:
        """Delete at most `BATCH_ROWS` rows; locked rows are left for the next run."""
        table = device_sign_ins
        expired = batches.batch_of(table.c.device_digest, table.c.expires_at < before)
        deleted = await self._connection.execute(delete(table).where(table.c.device_digest.in_(expired)))
        return deleted.rowcount == batches.BATCH_ROWS

    async def _lock(self, where: ColumnElement[bool]) -> DeviceAuthorization | None:
        query = select(device_sign_ins).where(where).with_for_update()
        row = (await self._connection.execute(query)).mappings().first()
        if row is None:
            return None
        return DeviceAuthorization(
            device_digest=row["device_digest"],
            user_digest=row["user_digest"],
            requester=Requester(row["name"], row["address"], row["user_agent"]),
            created_at=row["created_at"],
            expires_at=row["expires_at"],
            interval=row["interval_seconds"],
            polled_at=row["polled_at"],
            decision=Decision(row["decision"]),
            account_id=row["account_id"],
        )


def _row(request: DeviceAuthorization) -> dict[str, Any]:
    return {
        "device_digest": request.device_digest,
        "user_digest": request.user_digest,
        "name": request.requester.name,
        "address": request.requester.address,
        "user_agent": request.requester.user_agent,
        "created_at": request.created_at,
        "expires_at": request.expires_at,
        "interval_seconds": request.interval,
        "polled_at": request.polled_at,
        "decision": request.decision.value,
        "account_id": request.account_id,
    }
