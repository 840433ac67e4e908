"""Changes of signals by the method robust-1: the lists of risers and fallers, with their reasons."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, Protocol
from uuid import UUID

from insights.application.movements.read_models import Shortage
from insights.application.reasons.ports import ReasonReader
from insights.domain.movements.movement import Direction
from insights.domain.movements.robust import Change, baseline_days
from insights.domain.movements.tracked import TRACKED_BY_SIGNAL, TrackedSignal
from insights.domain.reasons.outage import Outage, affected_days
from insights.domain.reasons.reason import NearFact, Reason, reasons
from insights.domain.signals.signal import Signal
from insights.domain.titles.title import Title

_KINDS: Final = ("movie", "show")


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
    media_id: UUID | None = None

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
        items = await self._explained(strongest, TRACKED_BY_SIGNAL[signal], window_days)
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
