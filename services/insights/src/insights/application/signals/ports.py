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

    async def save_days(self, measurements: Sequence[Measurement], kept_since: date) -> None:
        """Store values of locked titles, at most one per series and day, unless a stored one precedes.

        The movements of titles with a new value become stale, and the weeks of new values from `kept_since` on.
        """
        ...

    async def save_hours(self, measurements: Sequence[tuple[datetime, Measurement]]) -> None:
        """Store values of locked titles by hour, at most one per series and hour, unless a stored one precedes."""
        ...


class RollUpWork(Protocol):
    """One transaction that rolls values up, or deletes old ones."""

    async def claim_weeks(self, limit: int) -> list[tuple[UUID, date]]:
        """Return at most `limit` titles and weeks with new values, locked and no longer marked."""
        ...

    async def roll_up(self, weeks: Sequence[tuple[UUID, date]]) -> None:
        """Compute the weeks of titles, and the months that their days are in."""
        ...

    async def drop_days(self, before: date) -> None:
        """Delete the months of daily values before a day, unless a week among them is not computed yet."""
        ...

    async def drop_hours(self, before: date) -> None:
        """Delete the months of hourly values before a day."""
        ...


class HistoryReader(Protocol):
    """Reads histories."""

    async def history(self, media_id: UUID, first: date, last: date) -> list[DayOfTitle] | None:
        """Return the days of a title that have a value, in order; null for an unknown title."""
        ...
