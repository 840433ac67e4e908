"""What became of a title that its source exists no more: where the line of those it was merged into ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Successor:
    """The title that another was merged into; null is unknown, and no slug means that it is not listed."""

    media_id: UUID
    kind: str | None
    tmdb_id: int | None
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class MergeChainEntry:
    """A title of the line; `deleted_at` is null where the source still exists it."""

    media_id: UUID
    kind: str
    tmdb_id: int
    slug: str | None
    deleted_at: datetime | None = None
    successor: Successor | None = None


def resolve_successor(line: Sequence[MergeChainEntry]) -> Successor | None:
    """Give the title that stands for the first of the line; null where the line ends in nothing or in itself.

    Each link is the successor of the one before. A last link that is gone may name one that was never imported.
    """
    last = line[-1]
    if last.deleted_at is None:
        return Successor(last.media_id, last.kind, last.tmdb_id, last.slug)
    named = last.successor
    return None if named is None or named.media_id in {link.media_id for link in line} else named
