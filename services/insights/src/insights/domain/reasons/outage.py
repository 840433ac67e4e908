"""Outages of sources: days on which a source did not state what it would have stated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

LEAST_OUTAGE: Final = timedelta(hours=1)
"""Of a day: a shorter interruption leaves a value of the day that was observed before or after it."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A time without a source; one without an end goes on."""

    source: str
    since: datetime
    ended_at: datetime | None = None

    def affects(self, day: date) -> bool:
        """Return whether at least an hour of the UTC day is in the outage."""
        start = datetime.combine(day, time(), UTC)
        end = start + timedelta(days=1)
        until = end if self.ended_at is None else min(end, self.ended_at)
        return until - max(start, self.since) >= LEAST_OUTAGE


def affected_days(outages: Iterable[Outage], source: str, days: Iterable[date]) -> frozenset[date]:
    """Return those of the days on which the source was out."""
    own = [outage for outage in outages if outage.source == source]
    return frozenset(day for day in days if any(outage.affects(day) for outage in own)) if own else frozenset()
