"""The latest public events in memory: read from Kafka once, encoded once, and served to every client of the stream.

Clients have no queue of their own. Each has a number, that of its next entry, so a slow one costs nothing: when its
entry has been dropped, its stream ends and it continues from the log.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from gateway.domain.events.frames import event_frame
from gateway.domain.events.logged import LoggedEvent, Place
from gateway.domain.events.positions import PositionFormat, Positions
from gateway.domain.events.public import PublicEvent

MOST_EVENTS: Final = 20_000
MOST_BYTES: Final = 16 * 1024 * 1024
_SWEEP: Final = 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A public event and the position behind it, also as the bytes that a stream sends."""

    event: PublicEvent
    position: str
    frame: bytes


class FellBehind(Exception):
    """The entry that a client needs next is no longer in memory."""


class PublicLog:
    """The latest public events, in one order for all clients of this replica."""

    def __init__(
        self,
        topic_by_type: Mapping[str, str],
        read: Callable[[LoggedEvent], PublicEvent | None],
        *,
        most_events: int = MOST_EVENTS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._topic_by_type = topic_by_type
        self.type_by_topic = {topic: name for name, topic in topic_by_type.items()}
        self.topics = frozenset(self.type_by_topic)
        self.format = PositionFormat(sorted(self.topics))
        self.read = read
        self._most_events = most_events
        self._most_bytes = most_bytes
        self._entries: list[Entry] = []
        self._dropped = 0
        """How many entries at the beginning of the list do not count any more."""
        self._first = 0
        self._bytes = 0
        self._ids: set[UUID] = set()
        self._positions: dict[Place, int] = {}
        self._floors: dict[Place, int] = {}
        self._text = ""
        self._news = asyncio.Event()
        self.generation = 0
        """Grows when the feed starts again: positions of before may be beyond a gap."""

    @property
    def is_started(self) -> bool:
        """Return whether the feed has begun."""
        return bool(self._positions)

    @property
    def positions(self) -> Positions:
        """Return the positions behind the last entry."""
        return self._positions

    @property
    def floors(self) -> Positions:
        """Return the lowest positions from which on all events are in memory."""
        return self._floors

    @property
    def position(self) -> str:
        """Return the text of `positions`."""
        if not self._text:
            self._text = self.format.encode(self._positions)
        return self._text

    @property
    def first(self) -> int:
        """Return the number of the first entry."""
        return self._first

    @property
    def end(self) -> int:
        """Return the number that the next entry will have."""
        return self._first + len(self._entries) - self._dropped

    def topics_of(self, types: Collection[str]) -> frozenset[str]:
        """Return the topics of some types; of all without any."""
        return frozenset(self._topic_by_type[name] for name in types) if types else self.topics

    def entries(self, number: int, most: int) -> Sequence[Entry]:
        """Return at most `most` entries from a number on; raise FellBehind when they are gone."""
        if number < self._first:
            raise FellBehind
        at = number - self._first + self._dropped
        return self._entries[at : at + most]

    async def wait(self, number: int, generation: int, seconds: float) -> None:
        """Return when there is an entry with a number or a new start, and after `seconds` at the latest."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.end <= number and self.generation == generation:
                    await self._news.wait()

    def started(self, positions: Positions) -> None:
        """Begin at `positions`, without entries."""
        self._first = self.end
        self._entries, self._dropped, self._bytes = [], 0, 0
        self._ids.clear()
        self._floors = dict(positions)
        self._advance(positions)
        self.generation += 1
        self._wake()

    def received(self, events: Sequence[LoggedEvent], positions: Positions) -> None:
        """Add the public events; one that was published twice is added once.

        A partition that was added since is read from its first record. The text of a position has all partitions of a
        topic, so that the new ones are in those of the first events already.
        """
        for place in positions.keys() - self._positions.keys():
            self._positions[place] = self._floors[place] = 0
        for event in events:
            self._positions[event.place] = event.offset + 1
            public = self.read(event)
            if public is not None and public.event_id not in self._ids:
                self._add(public)
        self._advance(positions)
        self._wake()

    def _add(self, event: PublicEvent) -> None:
        position = self.format.encode(self._positions)
        frame = event_frame(event, position)
        self._entries.append(Entry(event, position, frame))
        self._ids.add(event.event_id)
        self._bytes += len(frame)
        while self._bytes > self._most_bytes or self.end - self._first > self._most_events:
            self._drop()

    def _drop(self) -> None:
        oldest = self._entries[self._dropped]
        self._floors[oldest.event.place] = oldest.event.offset + 1
        self._ids.discard(oldest.event.event_id)
        self._bytes -= len(oldest.frame)
        self._first += 1
        self._dropped += 1
        if self._dropped >= _SWEEP:
            del self._entries[: self._dropped]
            self._dropped = 0

    def _advance(self, positions: Positions) -> None:
        self._positions = dict(positions)
        self._text = ""

    def _wake(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()
