"""What the use cases of trends need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from insights.domain.trends.rollups import RollUp
from insights.domain.trends.series import Channel, Interval, Span


@dataclass(frozen=True, slots=True)
class ObservedTitle:
    """A title and what was observed of it, by day or by hour."""

    media_id: UUID
    kind: str
    name: str | None
    slug: str | None
    days: Mapping[date, float]
    hours: Mapping[datetime, float]
    rollups: Mapping[date, RollUp] = field(default_factory=dict)


class SeriesReader(Protocol):
    """Reads series of titles."""

    async def days(self, media_ids: Sequence[UUID], channel: Channel, span: Span) -> list[ObservedTitle]:
        """Return the titles that exist, in any order, with their values by day."""
        ...

    async def periods(
        self, media_ids: Sequence[UUID], channel: Channel, span: Span, interval: Interval
    ) -> list[ObservedTitle]:
        """Return the titles that exist, with the roll-ups of the weeks or months that begin in the span."""
        ...

    async def hours(self, media_ids: Sequence[UUID], channel: Channel, span: Span) -> list[ObservedTitle]:
        """Return the titles that exist, in any order, with their values by hour."""
        ...
