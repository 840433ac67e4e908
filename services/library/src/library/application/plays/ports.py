"""Ports of the use cases about plays and marks."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from library.application.plays.read_models import PlayFilter, PlayItem, TitleJournal
from library.domain.entries.entry import Entry
from library.domain.plays.items import Item, Mark, Play


class Journal(Protocol):
    """The journals of users within one transaction; the caller has locked the user."""

    async def add(self, items: Sequence[Item]) -> list[Item]:
        """Store items and return those that were stored: without those whose key the user's journal has already."""
        ...

    async def items(self, user_id: UUID, media_ids: Collection[UUID]) -> Mapping[UUID, list[Item]]:
        """Return by title the items of a user that are not retracted."""
        ...

    async def find(self, user_id: UUID, item_ids: Collection[UUID]) -> list[Item]:
        """Return the items with these ids that are not retracted."""
        ...

    async def of_batch(self, user_id: UUID, batch_id: UUID, limit: int | None = None) -> list[Item]:
        """Return the items of an import that are not retracted; at most `limit` plays and as many marks, by title."""
        ...

    async def retract(self, items: Sequence[Item], now: datetime, *, release_keys: bool) -> None:
        """Retract items; with `release_keys`, items with their keys can be stored again."""
        ...

    async def move(self, user_id: UUID, media_id: UUID, successor_id: UUID) -> None:
        """Move all items of a title to its successor, retracted ones too."""
        ...

    async def publish(self, plays: Sequence[Play], entries: Mapping[UUID, Entry], *, retracted: bool) -> None:
        """Publish plays; `entries` has the entry of each title."""
        ...

    async def publish_tombstones(self, user_id: UUID) -> None:
        """Publish a tombstone of each play of the user."""
        ...


class PlayReader(Protocol):
    """Reads plays and marks. Every read is bound to one user."""

    async def page(self, user_id: UUID, chosen: PlayFilter, part: Slice) -> Part[PlayItem]:
        """Return a part of a user's plays, latest first."""
        ...

    async def items(self, user_id: UUID, play_ids: Collection[UUID]) -> list[PlayItem]:
        """Return the plays of a user with these ids, retracted ones too, in the order of the ids."""
        ...

    async def journal(self, user_id: UUID, media_id: UUID) -> TitleJournal | None:
        """Return the whole journal of a user for a title, retracted items too; null for an unknown title."""
        ...

    async def marks(self, user_id: UUID, media_id: UUID | None, part: Slice) -> Part[Mark]:
        """Return a part of a user's marks, of all titles or of one, latest first."""
        ...
