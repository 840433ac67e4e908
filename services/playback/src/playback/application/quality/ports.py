"""Ports of measurements in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from playback.domain.quality.counts import Counts
from playback.domain.quality.events import ClientEvent
from playback.domain.quality.session import MeasuredSession, Recorded
from playback.domain.quality.summary import Order, Period


class Quality(Protocol):
    """Writes and reads measurements."""

    async def lock(self, session: MeasuredSession, now: datetime) -> MeasuredSession:
        """Return what is kept of a session, adding it when it is new; no one else changes it until the end."""
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
