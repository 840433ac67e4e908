"""Ports of measurements in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from playback.domain.quality.counts import Counts
from playback.domain.quality.events import ClientEvent
from playback.domain.quality.session import OpenSession, Recorded
from playback.domain.quality.summary import Order, Period


class Quality(Protocol):
    """Writes and reads measurements."""

    async def open(self, session_id: UUID, user_id: UUID, now: datetime) -> OpenSession | None:
        """Return a playback session with what is kept of it; no one else changes that until the end.

        Null for an unknown session, for one of another user, and for one of a deleted user; an account that exists is
        not erased before the end.
        """
        ...

    async def save(self, recorded: Recorded) -> None:
        """Replace what is kept of a locked session, and add its counts to those of its asset, version and day."""
        ...

    async def days(
        self, asset_id: UUID, period: Period, version: int | None = None
    ) -> Mapping[tuple[int, date], Counts]:
        """Return the counts of an asset by version and day."""
        ...

    async def totals(self, period: Period) -> Counts:
        """Return the counts over all assets."""
        ...

    async def worst(self, period: Period, order: Order, limit: int, least_sessions: int) -> Sequence[UUID]:
        """Return the assets with the worst figures, the worst first, of those with enough sessions."""
        ...

    async def of_assets(self, asset_ids: Collection[UUID], period: Period) -> Mapping[UUID, Counts]:
        """Return the counts of assets."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete the measured sessions of users."""
        ...


class Meters(Protocol):
    """Shows what is measured to the operators of the service."""

    def recorded(self, events: Sequence[ClientEvent]) -> None:
        """Count events that are new."""
        ...
