"""Targets in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import upsert
from notifications.application.targets.ports import StoredCode
from notifications.domain.targets.codes import TargetCode
from notifications.domain.targets.model import Target
from notifications.infrastructure.deliveries.tables import deliveries
from notifications.infrastructure.targets.tables import target_codes, targets


class SqlTargets:
    """Stores targets in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_user(self, user_id: UUID) -> Sequence[Target]:
        """Read the rows of a user."""
        query = select(targets).where(targets.c.user_id == user_id).order_by(targets.c.created_at, targets.c.target_id)
        return [_target(row) for row in (await self._connection.execute(query)).mappings()]

    async def add(self, target: Target) -> None:
        """Insert the row, and delete those of the same browser."""
        if target.address_digest is not None:
            same = targets.c.address_digest == target.address_digest
            await self._connection.execute(delete(targets).where(same))
        await self._connection.execute(insert(targets), asdict(target))

    async def save(self, target: Target) -> None:
        """Update the row; what deliveries write is left as it is."""
        values = {
            "name": target.name,
            "sealed_address": target.sealed_address,
            "disabled_at": target.disabled_at,
            "disabled_reason": target.disabled_reason,
        }
        await self._connection.execute(update(targets).where(targets.c.target_id == target.target_id).values(values))

    async def delete(self, target_id: UUID) -> None:
        """Delete the row; its deliveries are cancelled when they are due."""
        await self._connection.execute(delete(targets).where(targets.c.target_id == target_id))

    async def code(self, target_id: UUID) -> StoredCode | None:
        """Read the row."""
        query = select(target_codes).where(target_codes.c.target_id == target_id)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return StoredCode(row.user_id, row.sealed_key, TargetCode(target_id, row.digest, row.expires_at, row.tries))

    async def save_code(self, stored: StoredCode) -> None:
        """Insert or update the row."""
        row = {"user_id": stored.user_id, "sealed_key": stored.sealed_key, **asdict(stored.code)}
        await self._connection.execute(upsert(target_codes), [row])

    async def delete_code(self, target_id: UUID) -> None:
        """Delete the row."""
        await self._connection.execute(delete(target_codes).where(target_codes.c.target_id == target_id))

    async def codes_since(self, user_id: UUID, since: datetime) -> int:
        """Count by the index of the log."""
        query = (
            select(func.count())
            .select_from(deliveries)
            .where(
                deliveries.c.user_id == user_id,
                deliveries.c.created_at > since,
                deliveries.c.kind == "phone_confirmation",
            )
        )
        return (await self._connection.execute(query)).scalar_one()


def _target(row: Any) -> Target:
    return Target(**row)
