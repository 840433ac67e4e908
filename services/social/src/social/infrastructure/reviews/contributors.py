"""Users as authors, in Postgres."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import case, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.erased_users import ErasedUsers
from social.domain.reviews.moderation import AGAINST
from social.domain.reviews.trust import MOST_COUNTED, Action, Standing
from social.infrastructure.moderation.tables import decisions
from social.infrastructure.people.repository import SqlPeople
from social.infrastructure.people.tables import erased_users
from social.infrastructure.relations.repository import SqlRelations
from social.infrastructure.reviews.tables import comments, contribution_counts, contributors, reviews

_ERASED: Final = ErasedUsers(erased_users)


class SqlContributors:
    """Reads and writes authors in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._people = SqlPeople(connection)
        self._relations = SqlRelations(connection)

    async def lock(self, user_id: UUID) -> None:
        """Lock the user's row, which the first write inserts."""
        await self._people.ensure(user_id)
        query = select(contributors.c.user_id).where(contributors.c.user_id == user_id).with_for_update()
        if (await self._connection.execute(query)).first() is None:
            statement = insert(contributors).values(user_id=user_id).on_conflict_do_nothing()
            await self._connection.execute(statement)
            await self._connection.execute(query)

    async def save_registrations(self, registered: Mapping[UUID, datetime]) -> None:
        """Insert the rows in the order of their ids; the first time of a registration stays."""
        erased = await _ERASED.among(self._connection, registered)
        for user_id in sorted(registered.keys() - erased):
            statement = insert(contributors).values(user_id=user_id, registered_at=registered[user_id])
            earliest = func.least(contributors.c.registered_at, statement.excluded.registered_at)
            await self._connection.execute(
                statement.on_conflict_do_update(index_elements=["user_id"], set_={"registered_at": earliest})
            )

    async def standing(self, user_id: UUID, since: datetime) -> Standing:
        """Count by the indexes of authors, in one query."""
        written = [
            select(table.c.user_id).where(table.c.user_id == user_id, table.c.status == "visible").limit(MOST_COUNTED)
            for table in (reviews, comments)
        ]
        numbers = [select(func.count()).select_from(query.subquery()).scalar_subquery() for query in written]
        sanctions = (
            select(func.count())
            .where(
                decisions.c.author_id == user_id,
                decisions.c.created_at >= since,
                decisions.c.verdict.in_(AGAINST),
            )
            .scalar_subquery()
        )
        query = select(
            contributors.c.registered_at, contributors.c.muted_until, numbers[0] + numbers[1], sanctions
        ).where(contributors.c.user_id == user_id)
        row = (await self._connection.execute(query)).first()
        if row is None:
            return Standing(None)
        registered_at, muted_until, contributions, against = row
        return Standing(registered_at, contributions, against, muted_until)

    async def spend(self, user_id: UUID, action: Action, window: datetime, limit: int) -> bool:
        """Count in one statement, which writes no row beyond the limit."""
        counts = contribution_counts
        statement = insert(counts).values(user_id=user_id, action=action, counted_from=window, used=1)
        # Who waited for the lock over the end of an hour counts in the hour of those who went before.
        is_new = counts.c.counted_from < statement.excluded.counted_from
        counted = statement.on_conflict_do_update(
            index_elements=["user_id", "action"],
            set_={
                "used": case((is_new, 1), else_=counts.c.used + 1),
                "counted_from": func.greatest(counts.c.counted_from, statement.excluded.counted_from),
            },
            where=or_(is_new, counts.c.used < limit),
        ).returning(counts.c.used)
        return (await self._connection.execute(counted)).first() is not None

    async def mute(self, user_id: UUID, until: datetime) -> None:
        """Insert or update the row."""
        statement = insert(contributors).values(user_id=user_id, muted_until=until)
        latest = func.greatest(contributors.c.muted_until, statement.excluded.muted_until)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["user_id"], set_={"muted_until": latest})
        )

    async def is_blocked(self, user_id: UUID, other_id: UUID) -> bool:
        """Read by the keys of both."""
        return await self._relations.is_blocked(user_id, other_id)
