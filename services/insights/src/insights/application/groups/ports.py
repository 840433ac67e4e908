"""What the use cases of groups need."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from insights.domain.groups.group import Group, GroupDay, ServiceName
from insights.domain.signals.signal import Signal, Source
from insights.domain.trends.series import Span


class GroupWork(Protocol):
    """One transaction that computes the series of groups."""

    async def due_months(self, first: date, last: date, before: datetime) -> list[date]:
        """Return the months from `first` to `last` that were never computed, and one computed before `before`."""
        ...

    async def changed_months(self, first: date) -> list[date]:
        """Return the months that have days with new values from `first` on, and forget earlier ones."""
        ...

    async def compute_month(self, month: date, now: datetime) -> bool:
        """Replace the days of a month in all groups; return False when another process computes it just now."""
        ...

    async def compute_changed_days(self, month: date) -> bool:
        """Replace the days of a month that have new values; return False when another process computes it just now."""
        ...


class ServiceNameWork(Protocol):
    """One transaction that stores the names of services."""

    async def save_names(self, names: Sequence[ServiceName]) -> None:
        """Store names that precede the stored ones as `newest_names` states; at most one per service."""
        ...


class GroupReader(Protocol):
    """Reads series of groups."""

    async def days(self, group: Group, signal: Signal, source: Source, span: Span) -> Mapping[date, GroupDay]:
        """Return the days of the span on which a title of the group has a value."""
        ...

    async def exists(self, group: Group) -> bool:
        """Return whether any title of the group was ever observed."""
        ...

    async def service_name(self, number: int) -> str | None:
        """Return the name of a service, null before an import has stated it."""
        ...
