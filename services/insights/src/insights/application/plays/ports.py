"""What the use cases of plays need."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from insights.domain.plays.play import DatedPlay, PlayCount

DaysOfTitles = Collection[tuple[UUID, date]]


class PlayWork(Protocol):
    """One transaction that records plays, and marks the days whose counts are out of date."""

    async def replace(self, plays: Sequence[DatedPlay]) -> DaysOfTitles:
        """Replace plays, delete those without a day, and return the days of titles that have changed.

        Plays of erased users are not stored.
        """
        ...

    async def erase(self, user_ids: Collection[UUID]) -> DaysOfTitles:
        """Delete the plays of users, also later ones, and return the days of titles that have changed."""
        ...

    async def mark(self, days: DaysOfTitles) -> None:
        """Mark days of titles whose counts are out of date."""
        ...


class PlayCountWork(Protocol):
    """One transaction that counts plays."""

    async def claim(self, titles: int) -> Sequence[PlayCount]:
        """Count the marked days of at most `titles` known titles, locked and no longer marked."""
        ...

    async def save(self, counts: Sequence[tuple[PlayCount, int | None]], kept_since: date, now: datetime) -> None:
        """Store the value of each count as the signal of its day; null is no value, and deletes a stored one.

        The changes of titles with another value become stale, and the weeks from `kept_since` on.
        """
        ...

    async def delete_before(self, day: date) -> None:
        """Delete the plays of earlier days."""
        ...
