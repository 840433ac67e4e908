"""Ports of the use cases about entries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from library.application.entries.read_models import EntryItem, EntryPage, PageRequest, TagCount
from library.domain.entries.entry import Entry
from library.domain.entries.state import WatchState


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it is stored, and whether it follows from the journal."""

    entry: Entry
    journaled: bool


class Entries(Protocol):
    """Entries within one transaction: state and event together."""

    async def find(self, user_id: UUID, media_id: UUID) -> Entry | None:
        """Return the entry of a user, also a removed one, or null when there never was one."""
        ...

    async def of_user(self, user_id: UUID) -> list[Entry]:
        """Return the entries of the user that are not removed, in the order of their titles' ids."""
        ...

    async def of_titles(self, user_id: UUID, media_ids: Collection[UUID]) -> Mapping[UUID, StoredEntry]:
        """Return by title the entries of the user for titles, also removed ones."""
        ...

    async def save(self, changed: Sequence[Entry], imported_at: datetime | None = None) -> None:
        """Store entries and publish their events; `imported_at` is the time of the import that has changed them."""
        ...

    async def publish(self, entries: Sequence[Entry], imported_at: datetime | None = None) -> None:
        """Publish an event of each entry."""
        ...

    async def publish_tombstones(self, user_id: UUID) -> None:
        """Publish a tombstone of each entry of the user, also of removed ones, after the events of the entries."""
        ...


class EntryReader(Protocol):
    """Reads entries. Every read is bound to one user."""

    async def item(self, user_id: UUID, media_id: UUID) -> EntryItem | None:
        """Return the entry of a user for a title, or null without one."""
        ...

    async def tags(self, user_id: UUID, part: Slice) -> Part[TagCount]:
        """Return a part of a user's tags in alphabetical order."""
        ...

    async def counts(self, user_id: UUID) -> Mapping[WatchState, int]:
        """Return how many entries of a user have each state; a state without any is omitted."""
        ...

    async def page(self, request: PageRequest) -> EntryPage:
        """Return a page of a user's entries."""
        ...

    async def items(self, user_id: UUID, media_ids: Collection[UUID]) -> list[EntryItem]:
        """Return the entries of a user for titles, in the order of the ids, without those that there are not."""
        ...
