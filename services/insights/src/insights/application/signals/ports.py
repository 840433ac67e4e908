"""What the use cases of signals need."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from insights.application.signals.read_models import DayOfTitle
from insights.domain.signals.measurement import Measurement
from insights.domain.titles.title import Title


class SignalWork(Protocol):
    """One transaction that stores signals."""

    async def lock(self, titles: Collection[Title]) -> None:
        """Lock titles until the transaction ends; new ones are stored without parts."""
        ...

    async def save_days(self, measurements: Sequence[Measurement]) -> None:
        """Store values of locked titles, at most one per series and day, unless a stored one precedes.

        The movements of titles with a new value become stale.
        """
        ...

    async def save_hours(self, measurements: Sequence[tuple[datetime, Measurement]]) -> None:
        """Store values of locked titles by hour, at most one per series and hour, unless a stored one precedes."""
        ...


class HistoryReader(Protocol):
    """Reads histories."""

    async def history(self, media_id: UUID, first: date, last: date) -> list[DayOfTitle] | None:
        """Return the days of a title that have a value, in order; null for an unknown title."""
        ...
