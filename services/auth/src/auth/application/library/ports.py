"""The port of library entries."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from auth.domain.library.stats import LibraryEntry, LibraryStats

EntryKey = tuple[UUID, UUID]
"""The ids of a user and of a title."""


class LibraryEntries(Protocol):
    """The library entries and counts of users within one transaction."""

    async def lock(self, account_ids: Collection[UUID]) -> set[UUID]:
        """Return those ids that have an account; until the transaction ends, only it changes what they have here."""
        ...

    async def stored(self, keys: Sequence[EntryKey]) -> Mapping[EntryKey, LibraryEntry]:
        """Return the stored entries."""
        ...

    async def save(self, entries: Sequence[LibraryEntry]) -> None:
        """Add or replace entries of users who are locked."""
        ...

    async def add(self, differences: Mapping[UUID, LibraryStats]) -> None:
        """Add to the counts of users who are locked."""
        ...
