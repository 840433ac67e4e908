"""Slugs in Postgres: read, taken and published for a whole batch at once."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain.slugs import Publication, Slug
from catalog.infrastructure.writing.event_mapping import media_published
from chassis.messaging.transaction import Transaction
from contracts.event import encode

SERVICE: Final = "catalog"

_CURRENT: Final = text(
    """
    select kind, slug, media_id, stem, version, published_version
    from slugs where current and media_id = any(cast(:media_ids as uuid[]))
    """
)
_OWNERS: Final = text(
    """
    select s.kind, s.slug, s.media_id
    from unnest(cast(:kinds as text[]), cast(:slugs as text[])) as key (kind, slug) join slugs s using (kind, slug)
    """
)
_RETIRE: Final = text(
    """
    update slugs set current = false, published_version = null
    where current and media_id = any(cast(:media_ids as uuid[]))
    """
)
_TAKE: Final = text(
    """
    insert into slugs (kind, slug, media_id, stem, version, published_version, current)
    select kind, slug, media_id, stem, version, published_version, true
    from unnest(cast(:kinds as text[]), cast(:slugs as text[]), cast(:media_ids as uuid[]), cast(:stems as text[]),
                cast(:versions as bigint[]), cast(:published_versions as bigint[]))
      as source (kind, slug, media_id, stem, version, published_version)
    on conflict (kind, slug) do update
    set stem = excluded.stem, version = excluded.version, current = true,
        published_version = excluded.published_version
    where slugs.media_id = excluded.media_id
    returning media_id
    """
)
_MARK_PUBLISHED: Final = text(
    """
    update slugs set published_version = source.version
    from unnest(cast(:media_ids as uuid[]), cast(:versions as bigint[])) as source (media_id, version)
    where slugs.media_id = source.media_id and slugs.current
    """
)
_UNPUBLISHED: Final = text(
    """
    select s.kind, s.slug, s.media_id, s.stem, s.version, m.tmdb_id
    from slugs s join media m on m.media_id = s.media_id
    where s.current and s.published_version is null
    order by s.media_id limit :limit
    for update of s skip locked
    """
)


async def current(connection: AsyncConnection, media_ids: Collection[UUID]) -> Mapping[UUID, Slug]:
    """Return the current slug of each title that has one."""
    rows = await connection.execute(_CURRENT, {"media_ids": list(media_ids)})
    return {
        row.media_id: Slug(row.kind, row.slug, row.media_id, row.stem, row.version, row.published_version)
        for row in rows
    }


async def owners(connection: AsyncConnection, slugs: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], UUID]:
    """Return the owner of each slug, current or former, by primary key."""
    keys = {"kinds": [kind for kind, _ in slugs], "slugs": [slug for _, slug in slugs]}
    rows = await connection.execute(_OWNERS, keys)
    return {(row.kind, row.slug): row.media_id for row in rows}


async def take(connection: AsyncConnection, slugs: Sequence[Slug]) -> AbstractSet[UUID]:
    """Retire the titles' slugs and set the new ones; a slug that another title has taken remains with that title.

    Rows are written in one order to avoid deadlocks.
    """
    if not slugs:
        return set()
    ordered = sorted(slugs, key=lambda slug: (slug.kind, slug.slug))
    media_ids = [slug.media_id for slug in ordered]
    await connection.execute(_RETIRE, {"media_ids": sorted(media_ids)})
    rows = await connection.execute(
        _TAKE,
        {
            "kinds": [slug.kind for slug in ordered],
            "slugs": [slug.slug for slug in ordered],
            "media_ids": media_ids,
            "stems": [slug.stem for slug in ordered],
            "versions": [slug.version for slug in ordered],
            "published_versions": [slug.published_version for slug in ordered],
        },
    )
    return set(rows.scalars())


async def mark_published(connection: AsyncConnection, publications: Sequence[Publication]) -> None:
    """Store the version under which each current slug is published, in one order to avoid deadlocks."""
    ordered = sorted(publications, key=lambda publication: publication.media_id.int)
    await connection.execute(
        _MARK_PUBLISHED,
        {
            "media_ids": [publication.media_id for publication in ordered],
            "versions": [publication.version for publication in ordered],
        },
    )


async def announce(transaction: Transaction, publications: Sequence[Publication]) -> None:
    """Write the events of slugs into the outbox of the same transaction."""
    ordered = sorted(publications, key=lambda publication: publication.media_id.int)
    await transaction.publish(*(encode(media_published(publication), SERVICE) for publication in ordered))


async def unpublished(connection: AsyncConnection, limit: int) -> Sequence[tuple[Slug, int]]:
    """Lock unpublished slugs by their own index; skip those that another transaction holds.

    A slug waits while its title is missing, as during a replay.
    """
    rows = await connection.execute(_UNPUBLISHED, {"limit": limit})
    return [(Slug(row.kind, row.slug, row.media_id, row.stem, row.version), row.tmdb_id) for row in rows]
