"""Schedules in Postgres."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from ingestion.domain.jobs import JobKind, Priority
from ingestion.domain.schedules import Schedule
from ingestion.infrastructure.tables import schedules


class SqlSchedules:
    """What runs by itself."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ensure(self, defaults: Sequence[Schedule]) -> None:
        """Add those that are not there."""
        if defaults:
            await self._connection.execute(
                upsert(schedules).on_conflict_do_nothing(), [_schedule_row(schedule) for schedule in defaults]
            )

    async def all(self) -> list[Schedule]:
        """Give every schedule by name."""
        return [_schedule(row) for row in await self._connection.execute(select(schedules).order_by(schedules.c.name))]

    async def get(self, name: str) -> Schedule | None:
        """Give a schedule, its row locked."""
        found = await self._connection.execute(select(schedules).where(schedules.c.name == name).with_for_update())
        row = found.one_or_none()
        return _schedule(row) if row is not None else None

    async def due(self, now: datetime) -> list[Schedule]:
        """Give enabled schedules that are due or were never looked at; those another replica holds are left out."""
        rows = await self._connection.execute(
            select(schedules)
            .where(schedules.c.enabled, or_(schedules.c.next_run_at.is_(None), schedules.c.next_run_at <= now))
            .with_for_update(skip_locked=True)
        )
        return [_schedule(row) for row in rows]

    async def save(self, schedule: Schedule) -> None:
        """Replace a schedule."""
        await self._connection.execute(
            update(schedules).where(schedules.c.name == schedule.name).values(_schedule_row(schedule))
        )


def _schedule_row(schedule: Schedule) -> dict[str, Any]:
    return {
        "name": schedule.name,
        "kind": schedule.kind.value,
        "cron": schedule.cron,
        "description": schedule.description,
        "payload": dict(schedule.payload),
        "priority": int(schedule.priority),
        "enabled": schedule.enabled,
        "catch_up": schedule.catch_up,
        "last_run_at": schedule.last_run_at,
        "next_run_at": schedule.next_run_at,
    }


def _schedule(row: Row[Any]) -> Schedule:
    return Schedule(
        name=row.name,
        kind=JobKind(row.kind),
        cron=row.cron,
        description=row.description,
        payload=row.payload,
        priority=Priority(row.priority),
        enabled=row.enabled,
        catch_up=row.catch_up,
        last_run_at=row.last_run_at,
        next_run_at=row.next_run_at,
    )
