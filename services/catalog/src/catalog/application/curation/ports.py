"""The ports of curation."""

from collections.abc import Collection as Collected
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from catalog.application.editing.ports import EditingWork
from catalog.domain.curation.collections import Collection, CollectionKind
from catalog.domain.curation.scheduling import ScheduledChange, ScheduleState
from catalog.domain.curation.sections import Arrangement, Arrangements


@dataclass(frozen=True, slots=True)
class CuratedPage:
    """Some of all collections, in the order of their positions."""

    collections: Sequence[Collection]
    total: int


@dataclass(frozen=True, slots=True)
class SchedulePage:
    """Some of all scheduled changes, the next one first."""

    changes: Sequence[ScheduledChange]
    total: int


class CurationWork(EditingWork, Protocol):
    """One transaction of an editor on collections, sections and the schedule."""

    async def imported(self, media_ids: Collected[UUID]) -> AbstractSet[UUID]:
        """Return those of the titles that were imported."""
        ...

    async def add_collection(self, collection: Collection) -> bool:
        """Add a collection; return whether no other one has its slug."""
        ...

    async def lock_collection(self, slug: str) -> Collection | None:
        """Lock and return a collection, or null without one."""
        ...

    async def save_collection(self, collection: Collection) -> None:
        """Store a locked collection."""
        ...

    async def delete_collection(self, slug: str) -> None:
        """Delete a locked collection."""
        ...

    async def lock_arrangement(self, key: str) -> Arrangement:
        """Lock and return the arrangement of a section."""
        ...

    async def save_arrangement(self, arrangement: Arrangement) -> None:
        """Store the arrangement of a locked section."""
        ...

    async def add_scheduled_change(self, change: ScheduledChange) -> None:
        """Add a scheduled change."""
        ...

    async def lock_scheduled_change(self, change_id: UUID) -> ScheduledChange | None:
        """Lock and return a scheduled change, or null without one."""
        ...

    async def claim_due(self, now: datetime) -> ScheduledChange | None:
        """Lock and return the next pending change that is due and that no other transaction has locked, or null."""
        ...

    async def end_scheduled_change(self, change: ScheduledChange) -> None:
        """Store the end of a locked change."""
        ...


class CurationReads(Protocol):
    """Reads of curation."""

    async def collections(
        self, kind: CollectionKind | None, limit: int, offset: int, *, published_only: bool
    ) -> CuratedPage:
        """Return a page of collections, by position and slug."""
        ...

    async def collection(self, slug: str) -> Collection | None:
        """Return a collection, published or not, or null without one."""
        ...

    async def listed_titles(self, slug: str) -> tuple[Collection, Sequence[UUID]] | None:
        """Return a published collection and its titles that are listed, in its order; null without one."""
        ...

    async def first_titles(self, slugs: Sequence[str], limit: int) -> Sequence[tuple[Collection, Sequence[UUID]]]:
        """Return those of the collections that are published, each with its first listed titles."""
        ...

    async def arrangements(self) -> Arrangements:
        """Return the arrangement of each section that has one."""
        ...

    async def schedule(self, state: ScheduleState | None, target: str | None, limit: int, offset: int) -> SchedulePage:
        """Return a page of scheduled changes."""
        ...
