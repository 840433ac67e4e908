"""Slugs in Postgres: looked up and taken for a whole batch at once."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain.slugs import Slug

_CURRENT: Final = """
select kind, slug, media_id, stem, version from slugs where current and media_id = any($1::uuid[])
"""
_OWNERS: Final = """
select s.kind, s.slug, s.media_id
from unnest($1::text[], $2::text[]) as wanted (kind, slug) join slugs s using (kind, slug)
"""
_RETIRE: Final = "update slugs set current = false where current and media_id = any($1::uuid[])"
_TAKE: Final = """
insert into slugs (kind, slug, media_id, stem, version, current)
select kind, slug, media_id, stem, version, true
from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::bigint[])
  as wanted (kind, slug, media_id, stem, version)
on conflict (kind, slug) do update
set stem = excluded.stem, version = excluded.version, current = true where slugs.media_id = excluded.media_id
returning media_id
"""


async def current(connection: AsyncConnection, media_ids: Collection[UUID]) -> Mapping[UUID, Slug]:
    """Give the slug of each title that has one."""
    found = await connection.exec_driver_sql(_CURRENT, (list(media_ids),))
    return {row.media_id: Slug(row.kind, row.slug, row.media_id, row.stem, row.version) for row in found}


async def owners(connection: AsyncConnection, wanted: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], UUID]:
    """Give whose each slug is or was: by primary key."""
    found = await connection.exec_driver_sql(_OWNERS, ([kind for kind, _ in wanted], [slug for _, slug in wanted]))
    return {(row.kind, row.slug): row.media_id for row in found}


async def take(connection: AsyncConnection, wanted: Sequence[Slug]) -> AbstractSet[UUID]:
    """Retire the titles' slugs and set the new ones; one that somebody else took meanwhile is left to them.

    Rows are written in one order, so that two writers never wait for each other in a circle.
    """
    if not wanted:
        return set()
    ordered = sorted(wanted, key=lambda slug: (slug.kind, slug.slug))
    media_ids = [slug.media_id for slug in ordered]
    await connection.exec_driver_sql(_RETIRE, (sorted(media_ids),))
    taken = await connection.exec_driver_sql(
        _TAKE,
        (
            [slug.kind for slug in ordered],
            [slug.slug for slug in ordered],
            media_ids,
            [slug.stem for slug in ordered],
            [slug.version for slug in ordered],
        ),
    )
    return set(taken.scalars())
