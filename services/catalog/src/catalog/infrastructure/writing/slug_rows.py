"""Slugs in Postgres: looked up and taken for a whole batch at once."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain.slugs import Publication, Slug
from catalog.infrastructure.writing.event_mapping import media_published
from chassis.messaging.transaction import Transaction, Transactions
from contracts.event import encode

SERVICE: Final = "catalog"

_CURRENT: Final = """
select kind, slug, media_id, stem, version, published_version from slugs where current and media_id = any($1::uuid[])
"""
_OWNERS: Final = """
select s.kind, s.slug, s.media_id
from unnest($1::text[], $2::text[]) as wanted (kind, slug) join slugs s using (kind, slug)
"""
_RETIRE: Final = """
update slugs set current = false, published_version = null where current and media_id = any($1::uuid[])
"""
_TAKE: Final = """
insert into slugs (kind, slug, media_id, stem, version, current)
select kind, slug, media_id, stem, version, true
from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::bigint[])
  as wanted (kind, slug, media_id, stem, version)
on conflict (kind, slug) do update
set stem = excluded.stem, version = excluded.version, current = true, published_version = null
where slugs.media_id = excluded.media_id
returning media_id
"""
_PUBLISHED: Final = """
update slugs set published_version = given.version
from unnest($1::uuid[], $2::bigint[]) as given (media_id, version)
where slugs.media_id = given.media_id and slugs.current
"""
_UNPUBLISHED: Final = """
select s.kind, s.slug, s.media_id, s.stem, s.version, m.tmdb_id
from slugs s join media m on m.media_id = s.media_id
where s.current and s.published_version is null
order by s.media_id limit $1
for update of s skip locked
"""


async def current(connection: AsyncConnection, media_ids: Collection[UUID]) -> Mapping[UUID, Slug]:
    """Give the slug of each title that has one."""
    found = await connection.exec_driver_sql(_CURRENT, (list(media_ids),))
    return {
        row.media_id: Slug(row.kind, row.slug, row.media_id, row.stem, row.version, row.published_version)
        for row in found
    }


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


async def publish(transaction: Transaction, publications: Sequence[Publication]) -> None:
    """Mark current slugs as published, and put their events into the outbox of the same transaction."""
    if not publications:
        return
    ordered = sorted(publications, key=lambda publication: publication.media_id)
    given = ([publication.media_id for publication in ordered], [publication.version for publication in ordered])
    await transaction.connection.exec_driver_sql(_PUBLISHED, given)
    await transaction.publish(*(encode(media_published(publication), SERVICE) for publication in ordered))


class SqlSlugWork:
    """One transaction that publishes slugs."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def unpublished(self, most: int) -> Sequence[tuple[Slug, int]]:
        """Lock unpublished slugs by their own index; those that another transaction holds are skipped.

        A slug waits while its title is missing, as during a replay.
        """
        rows = await self._transaction.connection.exec_driver_sql(_UNPUBLISHED, (most,))
        return [(Slug(row.kind, row.slug, row.media_id, row.stem, row.version), row.tmdb_id) for row in rows]

    async def publish_slugs(self, publications: Sequence[Publication]) -> None:
        """Mark slugs as published, with their events."""
        await publish(self._transaction, publications)

    async def commit(self) -> None:
        """Commit marks and events together."""
        await self._transaction.commit()


class SqlSlugUnits:
    """Slugs in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlSlugWork]:
        """Open a transaction; leaving the block without `commit` rolls back."""
        async with self._transactions.begin() as transaction:
            yield SqlSlugWork(transaction)
