"""Ports of shares, deletions and of the content of this server."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from federation.domain.sharing.share import (
    AlbumSummary,
    Confirmation,
    Deletion,
    Kind,
    ListCopy,
    ListSummary,
    Share,
    SharedAlbum,
    SharedList,
    SharedTitle,
)


class Shares(Protocol):
    """Shares and deletions within one transaction."""

    async def add(self, share: Share) -> Share:
        """Store a share, or return the one that the item has already."""
        ...

    async def find(self, share_id: UUID) -> Share | None:
        """Return a share, or null."""
        ...

    async def of_item(self, kind: Kind, item_id: UUID) -> Share | None:
        """Return the share of an item, or null."""
        ...

    async def page(self, part: Slice, *, kind: Kind | None = None, user_id: UUID | None = None) -> Part[Share]:
        """Return a part of the shares, the newest first: all, or those of a kind or of a user."""
        ...

    async def count_of(self, user_id: UUID) -> int:
        """Return how many items a user shares, under a lock for this user."""
        ...

    async def of_users(self, user_ids: Collection[UUID]) -> Sequence[Share]:
        """Return the shares of users."""
        ...

    async def remove(self, share: Share, deletion: Deletion) -> None:
        """Delete a share, and store what the peers are requested to delete."""
        ...

    async def deletion(self, deletion_id: UUID) -> Deletion | None:
        """Return a deletion, or null."""
        ...

    async def deletions(self, part: Slice, *, user_id: UUID | None = None) -> Part[Deletion]:
        """Return a part of the deletions, the newest first: all, or those of a user."""
        ...

    async def confirmations(self, deletion_id: UUID) -> Sequence[Confirmation]:
        """Return the servers that were requested, by name."""
        ...

    async def unconfirmed(self, peer_id: UUID, limit: int) -> Sequence[Deletion]:
        """Return deletions that a peer has not confirmed, the oldest first."""
        ...

    async def confirm(self, deletion_id: UUID, peer_id: UUID, now: datetime | None, refused: str | None) -> None:
        """State that a peer has deleted an item, or why it did not."""
        ...


class ListCopies(Protocol):
    """The copies of lists within one transaction."""

    async def begin(self, copy: ListCopy) -> ListCopy:
        """Store a copy, or return the one that its user has of the same list."""
        ...

    async def renew(self, copy: ListCopy, request_key: UUID) -> ListCopy:
        """Replace a copy that has a request key, unless another request has; return what is stored."""
        ...

    async def save(self, request_key: UUID, copy_id: UUID) -> None:
        """Store the id of the list that a request has created."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Forget the copies of users; their lists are not changed."""
        ...


@dataclass(frozen=True, slots=True)
class ContentStream:
    """A file of this server while it is read."""

    status: int
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


class Albums(Protocol):
    """The music of this server. Raise ContentUnavailable."""

    async def summaries(self, album_ids: Sequence[UUID], peer_id: UUID) -> Sequence[AlbumSummary]:
        """Return the albums that exist, in any order."""
        ...

    async def album(self, album_id: UUID, peer_id: UUID) -> SharedAlbum | None:
        """Return an album with its tracks, or null."""
        ...

    def track(
        self, album_id: UUID, track_id: UUID, peer_id: UUID, headers: Mapping[str, str]
    ) -> AbstractAsyncContextManager[ContentStream]:
        """Open the file of a track of an album; raise SharedItemNotFound."""
        ...


class Lists(Protocol):
    """The lists of this server. Raise ContentUnavailable."""

    async def summary(self, list_id: UUID, authorization: str | None = None) -> tuple[ListSummary, str | None] | None:
        """Return a list that is public or unlisted, with the role of the user in it, or null."""
        ...

    async def shared(self, list_id: UUID) -> SharedList | None:
        """Return a list with its titles, or null."""
        ...

    async def create(self, copy: ListCopy, authorization: str) -> UUID:
        """Create a private list of a user, once per request key; return its id."""
        ...

    async def fill(self, list_id: UUID, titles: Sequence[SharedTitle], authorization: str) -> int:
        """Add the titles that this server has and the list does not; return how many titles the list has."""
        ...


class ContentKeys(Protocol):
    """The keys of the tokens by which this service reads content."""

    def published(self) -> Mapping[str, object]:
        """Return the public keys as a JSON Web Key Set."""
        ...
