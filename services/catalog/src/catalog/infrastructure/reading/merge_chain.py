"""The line of titles that one deleted upstream was merged into, in Postgres."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain.merge_chain import MergeChainEntry, Successor
from catalog.infrastructure.reading.title_rows import AnyRow

MOST_MERGERS: Final = 8
"""How far a line of mergers is followed; a line that runs in a circle ends here too."""

_LINE: Final = text(
    """
    with recursive line as (
      select m.media_id, m.kind, m.tmdb_id, m.listed, m.gone_at,
             m.successor_id, m.successor_kind, m.successor_tmdb_id, 0 as place
      from media m where m.media_id = :media_id and m.gone_at is not null
      union all
      select m.media_id, m.kind, m.tmdb_id, m.listed, m.gone_at,
             m.successor_id, m.successor_kind, m.successor_tmdb_id, line.place + 1
      from line join media m on m.media_id = line.successor_id
      where line.gone_at is not null and line.place < :most
    )
    select line.*, s.slug from line
    left join slugs s on s.media_id = line.media_id and s.current and line.listed
    order by line.place
    """
)
_OF_SLUG: Final = text("select media_id from slugs where kind = :kind and slug = :slug")


async def chain_of(connection: AsyncConnection, media_id: UUID) -> Sequence[MergeChainEntry]:
    """Return a title that is deleted upstream and those it was merged into, by their keys; nothing for any other."""
    return [_to_link(row) for row in await connection.execute(_LINE, {"media_id": media_id, "most": MOST_MERGERS})]


async def chain_of_slug(connection: AsyncConnection, kind: str, slug: str) -> Sequence[MergeChainEntry]:
    """Return the line of the title that has or had the slug."""
    media_id = await connection.scalar(_OF_SLUG, {"kind": kind, "slug": slug})
    return [] if media_id is None else await chain_of(connection, media_id)


def _to_link(row: AnyRow) -> MergeChainEntry:
    successor = None
    if row.successor_id is not None:
        successor = Successor(row.successor_id, row.successor_kind, row.successor_tmdb_id)
    return MergeChainEntry(row.media_id, row.kind, row.tmdb_id, row.slug, row.gone_at, successor)
