"""Lists, schedules, cursors, interests, slugs and import shares in Postgres."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from ingestion.domain.facts import Kind, TitleKey
from ingestion.domain.jobs import JobKind, Priority
from ingestion.domain.lists import RankedList
from ingestion.domain.schedules import Schedule
from ingestion.infrastructure.documents import RANKED, pack
from ingestion.infrastructure.metrics import LISTS_DEGRADED
from ingestion.infrastructure.tables import cursors, import_shares, interests, lists, schedules, slugs

_LIST_STATE: Final = ("version", "items", "taken_at", "kind", "region", "degraded")


class SqlLists:
    """The last state of each list."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def version(self, list_id: str) -> int | None:
        """Give a list's version, its row locked."""
        found = await self._connection.execute(
            select(lists.c.version).where(lists.c.list_id == list_id).with_for_update()
        )
        return found.scalar_one_or_none()

    async def save(self, ranked: RankedList, version: int) -> None:
        """Replace a list; one that is newer stays."""
        statement = upsert(lists).values(
            list_id=ranked.list_id,
            kind=ranked.kind,
            region=ranked.region,
            version=version,
            items=pack(RANKED, ranked.items),
            taken_at=ranked.taken_at,
            degraded=list(ranked.degraded),
        )
        if ranked.degraded:
            LISTS_DEGRADED.labels(ranked.list_id).inc()
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["list_id"],
                set_={name: statement.excluded[name] for name in _LIST_STATE},
                where=lists.c.version < statement.excluded.version,
            )
        )


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


class SqlCursors:
    """How far feeds have been read."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, name: str) -> Mapping[str, Any] | None:
        """Give a cursor."""
        found = await self._connection.execute(select(cursors.c.value).where(cursors.c.name == name))
        value: Mapping[str, Any] | None = found.scalar_one_or_none()
        return value

    async def save(self, name: str, value: Mapping[str, Any]) -> None:
        """Keep a cursor."""
        statement = upsert(cursors).values(name=name, value=dict(value))
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["name"], set_={"value": statement.excluded.value, "updated_at": func.now()}
            )
        )


class SqlInterests:
    """Who follows what."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def followed(self, kind: Kind) -> Sequence[TitleKey]:
        """Give the titles of a kind that somebody follows."""
        rows = await self._connection.execute(
            select(interests.c.tmdb_id)
            .where(interests.c.kind == kind, interests.c.follows)
            .distinct()
            .order_by(interests.c.tmdb_id)
        )
        return [TitleKey(kind, row.tmdb_id) for row in rows]

    async def is_followed(self, key: TitleKey) -> bool:
        """Tell whether somebody follows a title."""
        found = await self._connection.execute(
            select(interests.c.tmdb_id)
            .where(interests.c.kind == key.kind, interests.c.tmdb_id == key.tmdb_id, interests.c.follows)
            .limit(1)
        )
        return found.first() is not None

    async def note(self, user_id: UUID, key: TitleKey, *, version: int, follows: bool) -> bool:
        """Keep whether a viewer follows a title, unless something newer is known; tells whether it was kept."""
        statement = upsert(interests).values(
            user_id=user_id, kind=key.kind, tmdb_id=key.tmdb_id, version=version, follows=follows
        )
        kept = await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["user_id", "kind", "tmdb_id"],
                set_={"version": statement.excluded.version, "follows": statement.excluded.follows},
                where=interests.c.version < statement.excluded.version,
            ).returning(interests.c.version)
        )
        return kept.first() is not None


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


class SqlSlugs:
    """The slug of each title, as catalog publishes it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, key: TitleKey, slug: str, version: int) -> None:
        """Keep a slug unless a newer one is known."""
        fresh = upsert(slugs).values(kind=key.kind, tmdb_id=key.tmdb_id, slug=slug, version=version)
        await self._connection.execute(
            fresh.on_conflict_do_update(
                index_elements=["kind", "tmdb_id"],
                set_={"slug": fresh.excluded.slug, "version": fresh.excluded.version},
                where=slugs.c.version < fresh.excluded.version,
            )
        )

    async def of(self, keys: Iterable[TitleKey]) -> Mapping[TitleKey, str]:
        """Return the slugs of those titles that are published."""
        wanted = [(key.kind, key.tmdb_id) for key in keys]
        if not wanted:
            return {}
        rows = await self._connection.execute(select(slugs).where(tuple_(slugs.c.kind, slugs.c.tmdb_id).in_(wanted)))
        return {TitleKey(row.kind, row.tmdb_id): row.slug for row in rows}


class SqlShares:
    """How many imports each user has requested on a day."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, user_id: UUID, day: date, *, cost: int, limit: int) -> bool:
        """Add to the user's count of a day, and return False when that would exceed the limit."""
        if cost > limit:
            return False
        fresh = upsert(import_shares).values(user_id=user_id, day=day, used=cost)
        used = import_shares.c.used + fresh.excluded.used
        taken = await self._connection.execute(
            fresh.on_conflict_do_update(
                index_elements=["user_id", "day"],
                set_={"used": used},
                where=or_(used <= limit, literal(cost == 0)),
            ).returning(import_shares.c.used)
        )
        return taken.one_or_none() is not None

    async def prune(self, before: date) -> None:
        """Delete the counts of days before one."""
        await self._connection.execute(delete(import_shares).where(import_shares.c.day < before))
