"""Invitations in Postgres, in the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from federation.domain.peers.invitation import Invitation
from federation.domain.peers.permissions import Permission, in_order
from federation.infrastructure.paging import newest_first
from federation.infrastructure.peers.tables import invitations

_KEPT: Final = timedelta(days=90)
_AT_ONCE: Final = 1000


class SqlInvitations:
    """Reads and writes invitations."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, invitation: Invitation) -> None:
        """Insert one row."""
        await self._connection.execute(insert(invitations).values(_row_of(invitation)))

    async def page(self, part: Slice) -> Part[Invitation]:
        """Return a part of the rows by the index of their age."""
        total = (await self._connection.execute(select(func.count()).select_from(invitations))).scalar_one()
        query = newest_first(invitations.select(), invitations.c.created_at, invitations.c.id, part)
        rows = list((await self._connection.execute(query)).mappings())
        items = [_invitation_of(row) for row in rows[: part.limit]]
        last = (items[-1].created_at, items[-1].id) if len(rows) > part.limit else None
        return Part(items, int(total), last)

    async def withdraw(self, invitation_id: UUID, now: datetime) -> bool:
        """Write one column unless it is written."""
        statement = update(invitations).where(invitations.c.id == invitation_id)
        values = {"withdrawn_at": func.coalesce(invitations.c.withdrawn_at, now)}
        return (await self._connection.execute(statement.values(values))).rowcount == 1

    async def use(self, digest: bytes, now: datetime) -> Invitation | None:
        """Write one column of a row that counts: a second use waits, and finds none."""
        counts = (invitations.c.used_at.is_(None), invitations.c.withdrawn_at.is_(None), invitations.c.expires_at > now)
        statement = update(invitations).where(invitations.c.digest == digest, *counts).values(used_at=now)
        row = (await self._connection.execute(statement.returning(*invitations.c))).mappings().first()
        return None if row is None else _invitation_of(row)

    async def forget(self, before: datetime) -> int:
        """Delete a batch of rows that ended long ago."""
        old = select(invitations.c.id).where(invitations.c.expires_at < before - _KEPT).limit(_AT_ONCE)
        return (await self._connection.execute(delete(invitations).where(invitations.c.id.in_(old)))).rowcount


def _row_of(invitation: Invitation) -> Mapping[str, Any]:
    return {
        "id": invitation.id,
        "digest": invitation.digest,
        "permissions": in_order(invitation.permissions),
        "created_by": invitation.created_by,
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
        "used_at": invitation.used_at,
        "withdrawn_at": invitation.withdrawn_at,
    }


def _invitation_of(row: RowMapping) -> Invitation:
    return Invitation(**{**row, "permissions": frozenset(map(Permission, row["permissions"]))})
