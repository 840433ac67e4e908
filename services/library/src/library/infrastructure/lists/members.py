"""Members and links of lists in one transaction."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import upsert
from library.application.lists.read_models import Link, Member
from library.domain.lists.user_list import LinkKind, Role
from library.infrastructure.lists.tables import list_links, list_members

_SAVE_LINK: Final = upsert(list_links)


class SqlListMembers:
    """Reads and writes members and links in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def role(self, list_id: UUID, user_id: UUID) -> Role | None:
        """Read the role by primary key."""
        query = select(list_members.c.role).where(list_members.c.list_id == list_id, list_members.c.user_id == user_id)
        role: Role | None = await self._connection.scalar(query)
        return role

    async def count(self, list_id: UUID) -> int:
        """Count by primary key."""
        query = select(func.count()).select_from(list_members).where(list_members.c.list_id == list_id)
        return await self._connection.scalar(query) or 0

    async def save(self, list_id: UUID, user_id: UUID, role: Role, now: datetime) -> Member:
        """Insert the row or update its role; the time of joining stays."""
        statement = insert(list_members).values(list_id=list_id, user_id=user_id, role=role, joined_at=now)
        saved = statement.on_conflict_do_update(
            index_elements=["list_id", "user_id"], set_={"role": statement.excluded.role}
        ).returning(list_members.c.joined_at)
        return Member(user_id, role, (await self._connection.execute(saved)).scalar_one())

    async def delete(self, list_id: UUID, user_id: UUID) -> bool:
        """Delete the row by primary key."""
        statement = delete(list_members).where(list_members.c.list_id == list_id, list_members.c.user_id == user_id)
        return (await self._connection.execute(statement)).rowcount > 0

    async def save_link(self, list_id: UUID, link: Link, token_hash: bytes) -> None:
        """Insert or replace the row."""
        row = {"list_id": list_id, "kind": link.kind, "token_hash": token_hash, "created_at": link.created_at}
        await self._connection.execute(_SAVE_LINK, row)

    async def delete_link(self, list_id: UUID, kind: LinkKind) -> None:
        """Delete the row by primary key."""
        statement = delete(list_links).where(list_links.c.list_id == list_id, list_links.c.kind == kind)
        await self._connection.execute(statement)

    async def link(self, token_hash: bytes) -> tuple[UUID, LinkKind] | None:
        """Read the link by the index of hashes."""
        query = select(list_links.c.list_id, list_links.c.kind).where(list_links.c.token_hash == token_hash)
        row = (await self._connection.execute(query)).first()
        return None if row is None else (row.list_id, row.kind)
