"""Interests of users, their import shares, and slugs in Postgres."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import delete, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, upsert_newer_parts
from ingestion.domain.titles.facts import Kind, TitleKey
from ingestion.infrastructure.tables import import_shares, interests, slugs

# Built once: building a statement costs more than sending it.
_SLUG_COLUMNS: Final = ("kind", "tmdb_id", "slug", "version")
_SAVE_SLUGS: Final = upsert_newer_parts(slugs, _SLUG_COLUMNS, {"version": ("slug",)})


class SqlInterests:
    """Which titles users follow."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def followed(self, kind: Kind) -> Sequence[TitleKey]:
        """Return the titles of a kind that a user follows."""
        rows = await self._connection.execute(
            select(interests.c.tmdb_id)
            .where(interests.c.kind == kind, interests.c.follows)
            .distinct()
            .order_by(interests.c.tmdb_id)
        )
        return [TitleKey(kind, row.tmdb_id) for row in rows]

    async def is_followed(self, key: TitleKey) -> bool:
        """Return whether a user follows a title."""
        rows = await self._connection.execute(
            select(interests.c.tmdb_id)
            .where(interests.c.kind == key.kind, interests.c.tmdb_id == key.tmdb_id, interests.c.follows)
            .limit(1)
        )
        return rows.first() is not None

    async def save(self, user_id: UUID, key: TitleKey, *, version: int, follows: bool) -> bool:
        """Store whether a user follows a title, unless a newer version is stored; return whether it was stored."""
        statement = upsert(interests).values(
            user_id=user_id, kind=key.kind, tmdb_id=key.tmdb_id, version=version, follows=follows
        )
        stored = await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["user_id", "kind", "tmdb_id"],
                set_={"version": statement.excluded.version, "follows": statement.excluded.follows},
                where=interests.c.version < statement.excluded.version,
            ).returning(interests.c.version)
        )
        return stored.first() is not None


class SqlSlugs:
    """The slug of each title, as catalog publishes it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, published: Sequence[tuple[TitleKey, str, int]]) -> None:
        """Store slugs, each with its title and version, unless newer ones are stored."""
        newest = {key: (slug, version) for key, slug, version in sorted(published, key=lambda item: item[2])}
        rows = [
            {"kind": key.kind, "tmdb_id": key.tmdb_id, "slug": slug, "version": version}
            for key, (slug, version) in sorted(newest.items())
        ]
        if rows:
            await self._connection.execute(_SAVE_SLUGS, arrays_of(slugs, _SLUG_COLUMNS, rows))

    async def of(self, keys: Iterable[TitleKey]) -> Mapping[TitleKey, str]:
        """Return the slugs of those titles that are published."""
        pairs = [(key.kind, key.tmdb_id) for key in keys]
        if not pairs:
            return {}
        rows = await self._connection.execute(select(slugs).where(tuple_(slugs.c.kind, slugs.c.tmdb_id).in_(pairs)))
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
        updated = await self._connection.execute(
            fresh.on_conflict_do_update(
                index_elements=["user_id", "day"],
                set_={"used": used},
                where=or_(used <= limit, literal(cost == 0)),
            ).returning(import_shares.c.used)
        )
        return updated.one_or_none() is not None

    async def prune(self, before: date) -> None:
        """Delete the counts of days before one."""
        await self._connection.execute(delete(import_shares).where(import_shares.c.day < before))
