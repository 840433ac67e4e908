"""Changes of signals by the method robust-1: computing them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from chassis.core.unit_of_work import UnitOfWorkFactory
from insights.domain.movements.movement import FRESH_DAYS
from insights.domain.movements.robust import Change, change, needed_days
from insights.domain.movements.tracked import CHANGE_WINDOWS, TRACKED_BY_SIGNAL
from insights.domain.reasons.outage import Outage, affected_days
from insights.domain.signals.signal import Signal

BATCH_TITLES: Final = 50


@dataclass(frozen=True, slots=True)
class SeriesOfTitle:
    """The newest days of a series of a title; days ascend."""

    media_id: UUID
    kind: str
    signal: Signal
    days: Sequence[date]
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class TitleChange:
    """The change of a signal of a title over a window."""

    media_id: UUID
    kind: str
    signal: Signal
    change: Change


class ChangeWork(Protocol):
    """One transaction that computes changes."""

    async def claim(self, limit: int) -> list[UUID]:
        """Return at most `limit` titles to compute, and mark them as computed."""
        ...

    async def series(self, media_ids: Sequence[UUID], days: int) -> list[SeriesOfTitle]:
        """Return the tracked series of titles that are not deleted, of at most `days` days up to their newest."""
        ...

    async def outages(self) -> list[Outage]:
        """Return the outages of all sources; one whose end was not stated ends with the next."""
        ...

    async def replace(self, media_ids: Sequence[UUID], changes: Sequence[TitleChange]) -> None:
        """Replace all changes of titles."""
        ...

    async def delete_old(self, fresh_days: int) -> None:
        """Delete the changes that are more days older than the newest one of their signal and window."""
        ...


class RefreshChanges:
    """Computes the changes of titles with new values."""

    def __init__(self, units: UnitOfWorkFactory[ChangeWork]) -> None:
        self._units = units

    async def __call__(self) -> int:
        """Compute until no title is left, and return the number of titles; each batch is one commit."""
        computed = 0
        while batch := await self._compute_batch():
            computed += batch
        if computed:
            async with self._units.begin() as work:
                await work.delete_old(FRESH_DAYS)
        return computed

    async def _compute_batch(self) -> int:
        async with self._units.begin() as work:
            media_ids = await work.claim(BATCH_TITLES)
            if not media_ids:
                return 0
            changes: list[TitleChange] = []
            outages = await work.outages()
            for series in await work.series(media_ids, max(map(needed_days, CHANGE_WINDOWS))):
                changes += changes_of(series, outages)
                await asyncio.sleep(0)  # Medians of a title take about a millisecond: others may run in between.
            await work.replace(media_ids, changes)
        return len(media_ids)


def changes_of(series: SeriesOfTitle, outages: Sequence[Outage] = ()) -> list[TitleChange]:
    """Return the changes of a series over every window with enough days.

    A title falls only if it does without the days on which the source of the signal was out.
    """
    tracked = TRACKED_BY_SIGNAL[series.signal]
    out = affected_days(outages, tracked.source.label, series.days)
    changes: list[TitleChange] = []
    for window in CHANGE_WINDOWS:
        result = change(series.days, series.values, window, cumulative=tracked.cumulative)
        if out and isinstance(result, Change) and result.direction == "faller":
            sound = [(day, value) for day, value in zip(series.days, series.values, strict=True) if day not in out]
            days, values = [day for day, _ in sound], [value for _, value in sound]
            result = change(days, values, window, cumulative=tracked.cumulative)
        if isinstance(result, Change):
            changes.append(TitleChange(series.media_id, series.kind, series.signal, result))
    return changes
