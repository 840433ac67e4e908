"""Following the public events from a position, or from now on: first the log, then memory, then what arrives."""

from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from gateway.application.events.catching_up import Gap, past_events, skip_gaps
from gateway.application.events.history import History
from gateway.application.events.log import Entry, FellBehind, PublicLog
from gateway.domain.errors import Unavailable
from gateway.domain.events.frames import event_frame
from gateway.domain.events.logged import Place
from gateway.domain.events.positions import Positions
from gateway.domain.events.public import PublicEvent, Selection

MOST_ENTRIES: Final = 256
"""Entries that are sent together."""
MOST_IDS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Batch:
    """What follows, in order: gaps and then entries, or nothing yet."""

    entries: Sequence[Entry] = ()
    gaps: Sequence[Gap] = ()


class Follower:
    """The public events for one client. Between two batches, `position` is the one behind what was yielded."""

    def __init__(self, log: PublicLog, history: History, selection: Selection, after: Positions | None) -> None:
        """Begin behind `after`; null is now. Raise Unavailable while this replica has no position itself."""
        if not log.is_started:
            raise Unavailable
        self._log = log
        self._history = history
        self._selection = selection
        self._generation = log.generation
        self._ids: OrderedDict[UUID, None] = OrderedDict()
        self._own: dict[Place, int] | None = None if after is None else self._starts(after)
        """Positions of this client, as long as they are not those of memory."""
        self._number = log.end if after is None else log.first
        self._last = log.position
        self._gaps: list[Gap] = []

    @property
    def position(self) -> str:
        """Return the position behind what was yielded."""
        if self._own is not None:
            return self._log.format.encode(self._own)
        return self._log.position if self._number == self._log.end else self._last

    @property
    def is_at_end(self) -> bool:
        """Return whether everything that is known was yielded."""
        return self._number == self._log.end and not self.is_behind

    @property
    def is_behind(self) -> bool:
        """Return whether events must be read from the log, which few clients may do at a time."""
        return self._own is not None and bool(self._behind(self._own))

    async def open(self) -> None:
        """Check the position against the log if memory does not hold what follows it; raise Unavailable."""
        if self._own is None:
            return
        ahead = {place for place, offset in self._own.items() if offset > self._log.positions.get(place, 0)}
        if places := {*self._behind(self._own), *ahead}:
            self._gaps = await skip_gaps(self._history, self._own, places, self._log.type_by_topic)

    async def batches(self, *, idle_seconds: float) -> AsyncGenerator[Batch, None]:
        """Yield what follows, and an empty batch whenever nothing did for a while.

        Raise FellBehind when memory no longer holds what follows, and Unavailable.
        """
        if self._gaps:
            yield Batch(gaps=self._gaps)
        if self._own is not None:
            async for batch in self._past(self._own):
                yield batch
            self._number = self._log.first
        while True:
            if self._generation != self._log.generation:
                raise FellBehind
            yield Batch(self._present())
            await self._log.wait(self._number, self._generation, idle_seconds)

    def _starts(self, after: Positions) -> dict[Place, int]:
        """Return where to begin in each partition.

        One that was added since has only events behind `after`. Topics that are not selected begin now, and so do those
        that were not public when `after` was written.
        """
        topics = self._log.topics_of(self._selection.types)
        former = {place.topic for place in after}
        return {
            place: after.get(place, 0) if place.topic in topics & former else now
            for place, now in self._log.positions.items()
        }

    def _behind(self, own: Positions) -> dict[Place, int]:
        """Return up to where the log must be read, by partition."""
        return {place: floor for place, floor in self._log.floors.items() if own.get(place, floor) < floor}

    async def _past(self, own: dict[Place, int]) -> AsyncIterator[Batch]:
        while ends := self._behind(own):
            entries: list[Entry] = []
            async for item in past_events(self._history, self._log.read, own, ends, self._log.type_by_topic):
                if isinstance(item, PublicEvent):
                    self._append(entries, item, own)
                    if len(entries) < MOST_ENTRIES:
                        continue
                # The position is behind what was read, so that it must not be sent before all of this is.
                yield Batch(entries)
                entries = []
                if isinstance(item, Gap):
                    yield Batch(gaps=[item])

    def _present(self) -> Sequence[Entry]:
        """Return the next entries of memory that the client wants."""
        entries = self._log.entries(self._number, MOST_ENTRIES)
        self._number += len(entries)
        if self._own is not None:
            return self._ahead(entries, self._own)
        if entries:
            self._last = entries[-1].position
        return [entry for entry in entries if self._selection.includes(entry.event)]

    def _ahead(self, entries: Sequence[Entry], own: dict[Place, int]) -> Sequence[Entry]:
        """Return the entries that the client does not have yet, with positions that it has not passed."""
        news: list[Entry] = []
        for entry in entries:
            event = entry.event
            if event.offset >= own.get(event.place, 0):
                own[event.place] = event.offset + 1
                self._append(news, event, own)
        if self._number == self._log.end:
            for place, offset in self._log.positions.items():
                own[place] = max(own.get(place, 0), offset)
            if own == self._log.positions:
                self._own = None
        return news

    def _append(self, entries: list[Entry], event: PublicEvent, own: Positions) -> None:
        """Add an event that the client wants, once if it was published twice."""
        if self._selection.includes(event) and event.event_id not in self._ids:
            self._ids[event.event_id] = None
            if len(self._ids) > MOST_IDS:
                self._ids.popitem(last=False)
            position = self._log.format.encode(own)
            entries.append(Entry(event, position, event_frame(event, position)))
