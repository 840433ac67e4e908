"""In-memory library entries. `LibraryContract` holds them to the behaviour of Postgres."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from auth.application.library.ports import EntryKey
from auth.domain.library.stats import NOTHING, LibraryEntry, LibraryStats


@dataclass(slots=True)
class InMemoryLibrary:
    """The entries and counts of users, of whom those in `accounts` exist."""

    accounts: set[UUID] = field(default_factory=set)
    entries: dict[EntryKey, LibraryEntry] = field(default_factory=dict)
    counts: dict[UUID, LibraryStats] = field(default_factory=dict)

    async def lock(self, account_ids: Collection[UUID]) -> set[UUID]:
        """Return those ids that have an account."""
        holders = self.accounts.intersection(account_ids)
        for account_id in holders:
            self.counts.setdefault(account_id, NOTHING)
        return holders

    async def stored(self, keys: Sequence[EntryKey]) -> Mapping[EntryKey, LibraryEntry]:
        """Return the stored entries."""
        return {key: self.entries[key] for key in keys if key in self.entries}

    async def save(self, entries: Sequence[LibraryEntry]) -> None:
        """Add or replace entries."""
        self.entries |= {(entry.account_id, entry.media_id): entry for entry in entries}

    async def add(self, differences: Mapping[UUID, LibraryStats]) -> None:
        """Add to the counts."""
        for account_id, difference in differences.items():
            self.counts[account_id] += difference
