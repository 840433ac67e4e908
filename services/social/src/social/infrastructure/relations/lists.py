"""What the lists of relations have in common: locks, counts and pages of people."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Select, Table, and_, func, select, text, true
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset
from social.application.relations.views import Related
from social.domain.people.person import Person
from social.infrastructure.people.repository import person_of
from social.infrastructure.people.tables import people

_HOLD: Final = text("""
select pg_advisory_xact_lock(hashtextextended('social.relations:' || ordered.user_id, 0))
from (select user_id from unnest(cast(:user_ids as uuid[])) as u (user_id) order by user_id) ordered
""")


class SqlLocks:
    """Holds advisory locks in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def hold(self, *user_ids: UUID) -> None:
        """Hold them in the order of the ids."""
        await self._connection.execute(_HOLD, {"user_ids": sorted(set(user_ids))})


async def count(connection: AsyncConnection, table: Table, *conditions: ColumnElement[bool]) -> int:
    """Count rows by an index."""
    return await connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def related_query(other: Column[Any], since: Column[Any], is_shown: ColumnElement[bool] = true()) -> Select[Any]:
    """Return the query of a list of people; one who is not known for the moment, or not shown, has no name."""
    table = other.table
    columns = [column for column in people.c if column.name != "user_id"]
    return select(other.label("user_id"), since.label("since"), *columns).select_from(
        table.outerjoin(people, and_(people.c.user_id == other, is_shown))
    )


async def related_page(
    connection: AsyncConnection,
    other: Column[Any],
    since: Column[Any],
    part: Slice,
    *conditions: ColumnElement[bool],
    is_shown: ColumnElement[bool] = true(),
) -> Part[Related]:
    """Read a page by the index of a relation, the newest first."""
    query = related_query(other, since, is_shown).where(*conditions)
    rows, last = await Keyset(By(since), By(other)).read_mappings(connection, query, part)
    return Part([Related(other_of(row), row["since"]) for row in rows], None, last)


def other_of(row: Any) -> Person:
    """Return the other user of a row."""
    if row["version"] is None:
        return Person(row["user_id"], 0, _since(row))
    return person_of(row)


def _since(row: Any) -> datetime:
    since: datetime = row["since"]
    return since
