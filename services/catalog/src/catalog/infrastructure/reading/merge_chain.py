"""The chain of titles that a deleted title was merged into, in Postgres."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import text

from catalog.domain.merge_chain import MergeChainEntry, Successor
from chassis.storage.reads import CompiledRead, ReadPool, Record

MOST_MERGERS: Final = 8
"""How far a chain of mergers is followed; a cycle ends here too."""

_CHAIN: Final = CompiledRead(
    text("""
    with recursive chain as (
      select m.media_id, m.kind, m.tmdb_id, m.visible, m.gone_at,
             m.successor_id, m.successor_kind, m.successor_tmdb_id, 0 as place
      from media m where m.media_id = :media_id and m.gone_at is not null
      union all
      select m.media_id, m.kind, m.tmdb_id, m.visible, m.gone_at,
             m.successor_id, m.successor_kind, m.successor_tmdb_id, chain.place + 1
      from chain join media m on m.media_id = chain.successor_id
      where chain.gone_at is not null and chain.place < :most
    )
    select chain.*, s.slug from chain
    left join slugs s on s.media_id = chain.media_id and s.current and chain.visible
    order by chain.place
    """)
)
_OF_SLUG: Final = CompiledRead(text("select media_id from slugs where kind = :kind and slug = :slug"))


async def chain_of(reads: ReadPool, media_id: UUID) -> Sequence[MergeChainEntry]:
    """Return a deleted title and the titles that it was merged into, by their keys; empty for any other title."""
    return [_to_entry(row) for row in await reads.fetch(_CHAIN, {"media_id": media_id, "most": MOST_MERGERS})]


async def chain_of_slug(reads: ReadPool, kind: str, slug: str) -> Sequence[MergeChainEntry]:
    """Return the chain of the title that has or had the slug."""
    row = await reads.fetch_row(_OF_SLUG, {"kind": kind, "slug": slug})
    return [] if row is None else await chain_of(reads, row["media_id"])


def _to_entry(row: Record) -> MergeChainEntry:
    successor = None
    if row["successor_id"] is not None:
        successor = Successor(row["successor_id"], row["successor_kind"], row["successor_tmdb_id"])
    return MergeChainEntry(row["media_id"], row["kind"], row["tmdb_id"], row["slug"], row["gone_at"], successor)
