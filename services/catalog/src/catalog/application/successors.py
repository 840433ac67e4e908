"""The listed title that replaces a deleted one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from catalog.domain.errors import MediaDeleted
from catalog.domain.merge_chain import MergeChainEntry, resolve_successor


@dataclass(frozen=True, slots=True)
class ListedSuccessor:
    """A listed title that a deleted one was merged into."""

    media_id: UUID
    slug: str


def listed_successor(chain: Sequence[MergeChainEntry]) -> ListedSuccessor | None:
    """Return the title that the first of the chain was merged into; null for a title that is not deleted.

    Raise MediaDeleted without a listed successor of the same kind: a client of movies cannot read a show.
    """
    if not chain or chain[0].deleted_at is None:
        return None
    deleted, successor = chain[0], resolve_successor(chain)
    if successor is not None and successor.slug is not None and successor.kind == deleted.kind:
        return ListedSuccessor(successor.media_id, successor.slug)
    message = f"This {deleted.kind} was removed by its source on {chain[0].deleted_at.date()}"
    raise MediaDeleted(message, deleted_at=chain[0].deleted_at, successor=successor)
