"""Changes of signals by the method robust-1: computing them, and reading the lists."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from chassis.core.unit_of_work import UnitOfWorkFactory
from insights.application.movements.read_models import Shortage
from insights.domain.movements.movement import FRESH_DAYS, Direction
from insights.domain.movements.robust import Change, change, needed_days
from insights.domain.movements.tracked import CHANGE_WINDOWS, TRACKED
from insights.domain.signals.signal import Signal
from insights.domain.titles.title import Title

BATCH_TITLES: Final = 50
_KINDS: Final = ("movie", "show")


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


@dataclass(frozen=True, slots=True)
class ChangedTitle:
    """A title and the change of one of its signals."""

    title: Title
    change: Change
    renderings: list[bytes] = field(default_factory=list, compare=False, repr=False)
    """What the API made of it, kept with it."""


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which titles a list has; null is no limit."""

    kind: str | None = None
    genre: int | None = None
    country: str | None = None
    provider: str | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the titles of the list."""
        return _KINDS if self.kind is None else (self.kind,)


@dataclass(frozen=True, slots=True)
class ChangeList:
    """Risers and fallers; `as_of` is the newest day of any title, null when no title could be compared."""

    as_of: date | None
    items: list[ChangedTitle]

    def of(self, direction: Direction) -> list[ChangedTitle]:
        """Return the titles of a direction, the strongest first."""
        return [item for item in self.items if item.change.direction == direction]


@dataclass(frozen=True, slots=True)
class Changes:
    """Risers and fallers of a signal and a window, and the reason when there can be none."""

    as_of: date | None
    risers: list[ChangedTitle]
    fallers: list[ChangedTitle]
    shortage: Shortage | None


class ChangeWork(Protocol):
    """One transaction that computes changes."""

    async def claim(self, limit: int) -> list[UUID]:
        """Return at most `limit` titles to compute, and mark them as computed."""
        ...

    async def series(self, media_ids: Sequence[UUID], days: int) -> list[SeriesOfTitle]:
        """Return the tracked series of titles that are not deleted, of at most `days` days up to their newest."""
        ...

    async def replace(self, media_ids: Sequence[UUID], changes: Sequence[TitleChange]) -> None:
        """Replace all changes of titles."""
        ...

    async def delete_old(self, fresh_days: int) -> None:
        """Delete the changes that are more days older than the newest one of their signal and window."""
        ...


class ChangeReader(Protocol):
    """Reads lists of changes."""

    async def changes(self, signal: Signal, window_days: int, chosen: ChangeFilter, limit: int) -> ChangeList:
        """Return the `limit` strongest changes per direction, the strongest first."""
        ...

    async def first_day(self, signal: Signal) -> date | None:
        """Return the first day of a title's series that is among the tracked ones, null without any."""
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
            for series in await work.series(media_ids, max(map(needed_days, CHANGE_WINDOWS))):
                changes += changes_of(series)
                await asyncio.sleep(0)  # Medians of a title take about a millisecond: others may run in between.
            await work.replace(media_ids, changes)
        return len(media_ids)


def changes_of(series: SeriesOfTitle) -> list[TitleChange]:
    """Return the changes of a series over every window with enough days."""
    cumulative = _CUMULATIVE[series.signal]
    results = (change(series.days, series.values, window, cumulative=cumulative) for window in CHANGE_WINDOWS)
    return [
        TitleChange(series.media_id, series.kind, series.signal, result)
        for result in results
        if isinstance(result, Change)
    ]


class ChangeQueries:
    """Reads lists of changes."""

    def __init__(self, reader: ChangeReader) -> None:
        self._reader = reader

    async def changes(self, signal: Signal, window_days: int, chosen: ChangeFilter, limit: int) -> Changes:
        """Return the `limit` strongest risers and fallers of a signal and a window."""
        listing = await self._reader.changes(signal, window_days, chosen, limit)
        shortage = None if listing.as_of else await self._shortage(signal, window_days)
        return Changes(listing.as_of, listing.of("riser"), listing.of("faller"), shortage)

    async def _shortage(self, signal: Signal, window_days: int) -> Shortage:
        first = await self._reader.first_day(signal)
        if first is None:
            return Shortage("NO_DATA", f"{signal.label} was not observed yet")
        return Shortage(
            "NOT_ENOUGH_HISTORY",
            f"No title has enough days of {signal.label} for {window_days} days and the time before them;"
            f" the first day is {first}",
        )


_CUMULATIVE: Final[Mapping[Signal, bool]] = {tracked.signal: tracked.cumulative for tracked in TRACKED}
