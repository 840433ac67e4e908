"""Where a deleted title leads: the chain of titles that it was merged into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Successor:
    """The title that another was merged into; null when unknown. Without a slug it is not listed."""

    media_id: UUID
    kind: str | None
    tmdb_id: int | None
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class MergeChainEntry:
    """A title of the chain; `deleted_at` is null for a title that its source still has."""

    media_id: UUID
    kind: str
    tmdb_id: int
    slug: str | None
    deleted_at: datetime | None = None
    successor: Successor | None = None


def resolve_successor(chain: Sequence[MergeChainEntry]) -> Successor | None:
    """Return the title that replaces the first of the chain, or null when the chain ends without one or in a cycle.

    Each entry is the successor of the entry before. A deleted last entry may name a title that was never imported.
    """
    last = chain[-1]
    if last.deleted_at is None:
        return Successor(last.media_id, last.kind, last.tmdb_id, last.slug)
    successor = last.successor
    return None if successor is None or successor.media_id in {entry.media_id for entry in chain} else successor
