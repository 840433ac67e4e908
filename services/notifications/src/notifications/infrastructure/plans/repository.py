"""The plans of users, in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, upsert_arrays
from chassis.storage.statements import Statement
from notifications.domain.plans.changes import UserPlan
from notifications.infrastructure.plans.tables import user_plans

_COLUMNS: Final = tuple(column.name for column in user_plans.c)
_OF: Final = Statement(select(user_plans).where(user_plans.c.user_id == any_(bindparam("user_ids", type_=ARRAY(Uuid)))))
_SAVE: Final = Statement(upsert_arrays(user_plans, _COLUMNS))


class SqlUserPlans:
    """Reads and stores plans in the caller's transaction, which holds the locks of their users."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, user_ids: Collection[UUID]) -> Mapping[UUID, UserPlan]:
        """Return the rows by their primary keys."""
        rows = await _OF(self._connection, {"user_ids": list(user_ids)})
        return {row["user_id"]: UserPlan(**row) for row in rows}

    async def save(self, plans: Sequence[UserPlan]) -> None:
        """Write all rows in one statement."""
        if plans:
            rows = [asdict(plan) for plan in plans]
            await _SAVE(self._connection, arrays_of(user_plans, _COLUMNS, rows))
