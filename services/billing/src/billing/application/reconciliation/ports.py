"""What the use cases of reconciliation need from storage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from billing.domain.payments.facts import ObjectRef, ProviderName
from billing.domain.reconciliation.reconciliation import Difference, Progress, Reconciliation, Snapshot


class Reconciliations(Protocol):
    """Reconciliations within one transaction."""

    async def add(self, reconciliation: Reconciliation) -> None:
        """Add a reconciliation, unless there is one of its id."""
        ...

    async def find(self, reconciliation_id: UUID) -> Reconciliation | None:
        """Return a reconciliation, or null."""
        ...

    async def page(self, limit: int, offset: int) -> tuple[Sequence[Reconciliation], int]:
        """Return a page of reconciliations, the newest first, and their number."""
        ...

    async def differences(self, reconciliation_id: UUID, limit: int, offset: int) -> tuple[Sequence[Difference], int]:
        """Return a page of what a reconciliation has found, and how much that is."""
        ...

    async def last_started(self, before: datetime) -> datetime | None:
        """Return when the last reconciliation began that has ended."""
        ...

    async def move(self, reconciliation_id: UUID, progress: Progress, now: datetime) -> None:
        """Note how far a reconciliation is; `done` ends it."""
        ...

    async def add_objects(self, reconciliation_id: UUID, refs: Sequence[ObjectRef]) -> list[ObjectRef]:
        """Add what is to be compared, and return what is new."""
        ...

    async def save_comparison(
        self, reconciliation_id: UUID, ref: ObjectRef, differences: Sequence[Difference], now: datetime
    ) -> None:
        """Store what the comparison of one object has found; a repetition adds nothing."""
        ...

    async def unfinished(self, provider: ProviderName) -> list[ObjectRef]:
        """Return the subscriptions that have not ended and the checkouts that can be paid, by what is stored."""
        ...

    async def snapshot(self, ref: ObjectRef) -> Snapshot:
        """Return the fields of an object as they are stored."""
        ...

    async def delete_before(self, instant: datetime) -> None:
        """Delete reconciliations that began before an instant."""
        ...
