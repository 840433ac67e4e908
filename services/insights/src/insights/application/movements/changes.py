"""Changes of signals by the method robust-1: computing them, and reading the lists."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, Protocol
from uuid import UUID

from chassis.core.unit_of_work import UnitOfWorkFactory
from insights.application.movements.read_models import Shortage
from insights.application.reasons.ports import ReasonReader
from insights.domain.movements.movement import FRESH_DAYS, Direction
from insights.domain.movements.robust import Change, baseline_days, change, needed_days
from insights.domain.movements.tracked import CHANGE_WINDOWS, TRACKED, TrackedSignal
from insights.domain.reasons.outage import Outage, affected_days
from insights.domain.reasons.reason import NearFact, Reason, reasons
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
    reasons: list[Reason] = field(default_factory=list)
    renderings: list[bytes] = field(default_factory=list, compare=False, repr=False)
    """What the API made of it without its reasons, kept with it."""


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which titles a list has; null is no limit."""

    kind: str | None = None
    genre: int | None = None
    country: str | None = None
    provider: str | None = None
    direction: Direction | None = None

    @property
    def directions(self) -> tuple[Direction, ...]:
        """The lists that are wanted."""
        return ("riser", "faller") if self.direction is None else (self.direction,)

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

    async def outages(self) -> list[Outage]:
        """Return the outages of all sources; one whose end was not stated ends with the next."""
        ...

    async def replace(self, media_ids: Sequence[UUID], changes: Sequence[TitleChange]) -> None:
        """Replace all changes of titles."""
        ...

    async def delete_old(self, fresh_days: int) -> None:
        """Delete the changes that are more days older than the newest one of their signal and window."""
        ...


@dataclass(frozen=True, slots=True)
class Extent:
    """The first day of any title, and the number of days from the first to the newest of the longest series."""

    first_day: date
    longest_days: int


class ChangeReader(Protocol):
    """Reads lists of changes."""

    async def changes(self, signal: Signal, window_days: int, chosen: ChangeFilter, limit: int) -> ChangeList:
        """Return at least the `limit` strongest changes per direction, the strongest first."""
        ...

    async def extent(self, signal: Signal) -> Extent | None:
        """Return the extent of the tracked series of a signal, null without any."""
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
    tracked = _TRACKED[series.signal]
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


class ChangeQueries:
    """Reads lists of changes."""

    def __init__(self, reader: ChangeReader, facts: ReasonReader) -> None:
        self._reader = reader
        self._facts = facts

    async def changes(self, signal: Signal, window_days: int, chosen: ChangeFilter, limit: int) -> Changes:
        """Return the `limit` strongest risers and fallers of a signal and a window."""
        listing = await self._reader.changes(signal, window_days, chosen, limit)
        shortage = None if listing.as_of else await self._shortage(signal, window_days)
        strongest = [*listing.of("riser")[:limit], *listing.of("faller")[:limit]]
        items = await self._explained(strongest, _TRACKED[signal], window_days)
        explained = ChangeList(listing.as_of, items)
        return Changes(listing.as_of, explained.of("riser"), explained.of("faller"), shortage)

    async def _explained(
        self, items: Sequence[ChangedTitle], tracked: TrackedSignal, window_days: int
    ) -> list[ChangedTitle]:
        """Return the titles with their reasons: read once for all titles."""
        if not items:
            return []
        source = tracked.source.label
        days = {item.title.media_id: item.change.day for item in items}
        near = await self._facts.near(days, window_days, source)
        return [
            replace(
                item,
                reasons=reasons(
                    [
                        *near.facts.get(item.title.media_id, ()),
                        *_release(item.title),
                        *_outages(near.outages, source, item.change.day, window_days),
                    ],
                    item.change.day,
                    window_days,
                ),
            )
            for item in items
        ]

    async def _shortage(self, signal: Signal, window_days: int) -> Shortage:
        extent = await self._reader.extent(signal)
        if extent is None:
            return Shortage("NO_DATA", f"{signal.label} was not observed yet")
        if extent.longest_days >= window_days + baseline_days(window_days) // 2:
            return Shortage(
                "TOO_MANY_GAPS",
                f"{signal.label} was observed since {extent.first_day}, but no title has values on half of the last"
                f" {window_days} days and a quarter of the days before them",
            )
        return Shortage(
            "NOT_ENOUGH_HISTORY",
            f"No title has enough days of {signal.label} for {window_days} days and the time before them;"
            f" the first day is {extent.first_day}",
        )


def _release(title: Title) -> list[NearFact]:
    released = title.facts.release_date if title.facts else None
    return [] if released is None else [NearFact("RELEASED", released)]


def _outages(outages: Sequence[Outage], source: str, day: date, window_days: int) -> list[NearFact]:
    window = [day - timedelta(days=days) for days in range(window_days)] if outages else []
    affected = affected_days(outages, source, window)
    return [NearFact("SOURCE_OUTAGE", max(affected), source)] if affected else []


_TRACKED: Final[Mapping[Signal, TrackedSignal]] = {tracked.signal: tracked for tracked in TRACKED}
