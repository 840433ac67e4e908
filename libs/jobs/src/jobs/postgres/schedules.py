"""The schedules on one connection, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from jobs.postgres.rows import from_schedule, to_schedule
from jobs.schedules import Schedule


class PostgresSchedules:
    """Implements `jobs.ports.ScheduleStore`."""

    def __init__(self, connection: AsyncConnection, table: Table) -> None:
        self._connection = connection
        self._schedules = table

    async def ensure(self, defaults: Sequence[Schedule]) -> None:
        """Insert the schedules that are missing."""
        if defaults:
            missing = upsert(self._schedules).on_conflict_do_nothing()
            await self._connection.execute(missing, [from_schedule(schedule) for schedule in defaults])

    async def all(self) -> list[Schedule]:
        """Return every schedule by name."""
        rows = await self._connection.execute(select(self._schedules).order_by(self._schedules.c.name))
        return [to_schedule(row) for row in rows]

    async def get(self, name: str) -> Schedule | None:
        """Return a schedule, its row locked."""
        query = select(self._schedules).where(self._schedules.c.name == name).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return to_schedule(row) if row is not None else None

    async def due(self, now: datetime) -> list[Schedule]:
        """Return the enabled schedules that are due or new, locked; those that another worker holds are left out."""
        schedules = self._schedules.c
        is_due = or_(schedules.next_run_at.is_(None), schedules.next_run_at <= now)
        query = select(self._schedules).where(schedules.enabled, is_due).with_for_update(skip_locked=True)
        return [to_schedule(row) for row in await self._connection.execute(query)]

    async def save(self, schedule: Schedule) -> None:
        """Replace a schedule."""
        changed = update(self._schedules).where(self._schedules.c.name == schedule.name)
        await self._connection.execute(changed.values(from_schedule(schedule)))
