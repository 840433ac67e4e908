"""Slugs in Postgres: read, taken and published for a whole batch at once."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain.slugs import Appearance, OutdatedSlug, PresentSlugs, Publication, Slug
from catalog.infrastructure.writing.event_mapping import media_published
from chassis.messaging.transaction import Transaction
from chassis.storage.statements import Statement
from contracts.event import encode

SERVICE: Final = "catalog"

_PRESENT: Final = Statement(
    """
    select kind, slug, media_id, stem, version, published_version, true as wanted
    from slugs where current and media_id = any(cast(:media_ids as uuid[]))
    union all
    select s.kind, s.slug, s.media_id, s.stem, s.version, s.published_version, false
    from unnest(cast(:kinds as text[]), cast(:slugs as text[])) as key (kind, slug) join slugs s using (kind, slug)
    """
)
_RETIRE: Final = Statement(
    """
    update slugs set current = false, published_version = null
    where current and media_id = any(cast(:media_ids as uuid[]))
    """
)
_TAKE: Final = Statement(
    """
    insert into slugs (kind, slug, media_id, stem, version, published_version, published_listed, published_title,
                       published_successor_id, current)
    select source.kind, source.slug, source.media_id, source.stem, source.version, source.published_version,
           coalesce(m.listed, false), m.title, m.successor_id, true
    from unnest(cast(:kinds as text[]), cast(:slugs as text[]), cast(:media_ids as uuid[]), cast(:stems as text[]),
                cast(:versions as bigint[]), cast(:published_versions as bigint[]))
      as source (kind, slug, media_id, stem, version, published_version)
    left join media m on m.media_id = source.media_id
    on conflict (kind, slug) do update
    set stem = excluded.stem, version = excluded.version, current = true,
        published_version = excluded.published_version, published_listed = excluded.published_listed,
        published_title = excluded.published_title, published_successor_id = excluded.published_successor_id
    where slugs.media_id = excluded.media_id
    returning media_id, published_listed, published_title, published_successor_id
    """
)
_MARK_PUBLISHED: Final = Statement(
    """
    update slugs
    set published_version = source.version, published_listed = source.listed, published_title = source.title,
        published_successor_id = source.successor_id
    from unnest(cast(:media_ids as uuid[]), cast(:versions as bigint[]), cast(:listed as boolean[]),
                cast(:titles as text[]), cast(:successor_ids as uuid[]))
      as source (media_id, version, listed, title, successor_id)
    where slugs.media_id = source.media_id and slugs.current
    """
)
_CLAIM: Final = text(
    """
    delete from changed_titles
    where media_id = any(array(
      select media_id from changed_titles order by media_id limit :limit for update skip locked
    ))
    returning media_id
    """
)
_OUTDATED: Final = text(
    """
    select s.kind, s.slug, s.media_id, s.stem, s.version, s.published_version, m.tmdb_id, m.listed, m.title,
           m.successor_id
    from slugs s join media m on m.media_id = s.media_id
    where s.current and s.media_id = any(cast(:media_ids as uuid[])) and m.title is not null
      and (s.published_version is null or s.published_listed is distinct from m.listed
           or s.published_title is distinct from m.title
           or s.published_successor_id is distinct from m.successor_id)
    order by s.media_id
    for update of s
    """
)


async def present(
    connection: AsyncConnection, media_ids: Collection[UUID], names: Collection[tuple[str, str]]
) -> PresentSlugs:
    """Return the current slugs of titles, by their index, and the owners of names, by primary key."""
    keys = {"kinds": [kind for kind, _ in names], "slugs": [slug for _, slug in names]}
    rows = await _PRESENT(connection, {"media_ids": list(media_ids), **keys})
    return PresentSlugs(
        current={row["media_id"]: _slug(row) for row in rows if row["wanted"]},
        owners={(row["kind"], row["slug"]): row["media_id"] for row in rows if not row["wanted"]},
    )


async def take(
    connection: AsyncConnection, slugs: Sequence[Slug], renamed: Collection[UUID]
) -> Mapping[UUID, Appearance]:
    """Retire the slugs of renamed titles and set the new ones; a slug that another title has taken remains with it.

    Rows are written in one order to avoid deadlocks.
    """
    if not slugs:
        return {}
    ordered = sorted(slugs, key=lambda slug: (slug.kind, slug.slug))
    media_ids = [slug.media_id for slug in ordered]
    retired = sorted(set(media_ids).intersection(renamed))
    if retired:
        await _RETIRE(connection, {"media_ids": retired})
    rows = await _TAKE(
        connection,
        {
            "kinds": [slug.kind for slug in ordered],
            "slugs": [slug.slug for slug in ordered],
            "media_ids": media_ids,
            "stems": [slug.stem for slug in ordered],
            "versions": [slug.version for slug in ordered],
            "published_versions": [slug.published_version for slug in ordered],
        },
    )
    return {
        row["media_id"]: Appearance(row["published_listed"], row["published_title"], row["published_successor_id"])
        for row in rows
    }


async def mark_published(connection: AsyncConnection, publications: Sequence[Publication]) -> None:
    """Store what is published of each current slug, in one order to avoid deadlocks."""
    ordered = sorted(publications, key=lambda publication: publication.media_id.int)
    await _MARK_PUBLISHED(
        connection,
        {
            "media_ids": [publication.media_id for publication in ordered],
            "versions": [publication.version for publication in ordered],
            "listed": [publication.appearance.listed for publication in ordered],
            "titles": [publication.appearance.title for publication in ordered],
            "successor_ids": [publication.appearance.successor_id for publication in ordered],
        },
    )


async def announce(transaction: Transaction, publications: Sequence[Publication]) -> None:
    """Write the events of slugs into the outbox of the same transaction."""
    ordered = sorted(publications, key=lambda publication: publication.media_id.int)
    await transaction.publish(*(encode(media_published(publication), SERVICE) for publication in ordered))


async def claim_changes(connection: AsyncConnection, limit: int) -> AbstractSet[UUID]:
    """Delete and return queued titles; skip those that another transaction holds."""
    return set((await connection.execute(_CLAIM, {"limit": limit})).scalars())


async def outdated(connection: AsyncConnection, media_ids: AbstractSet[UUID]) -> Sequence[OutdatedSlug]:
    """Lock and return the current slugs whose last event is missing or outdated.

    A slug of a title that is missing, as during a replay, is queued again when the title is imported.
    """
    rows = await connection.execute(_OUTDATED, {"media_ids": sorted(media_ids)})
    return [
        OutdatedSlug(
            Slug(row.kind, row.slug, row.media_id, row.stem, row.version, row.published_version),
            row.tmdb_id,
            Appearance(row.listed, row.title, row.successor_id),
        )
        for row in rows
    ]


def _slug(row: Mapping[str, Any]) -> Slug:
    return Slug(row["kind"], row["slug"], row["media_id"], row["stem"], row["version"], row["published_version"])
