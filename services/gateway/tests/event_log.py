"""A log in memory, which several replicas follow as far as a test lets them."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from chassis.testing.clock import NOON
from gateway.application.events.history import Bounds, Page, PositionExpired
from gateway.application.events.log import PublicLog
from gateway.domain.errors import Unavailable
from gateway.domain.events.logged import LoggedEvent, Place, in_order_of_time
from gateway.domain.events.positions import Positions
from gateway.domain.events.public import PublicEvent

TOPIC_BY_TYPE: Final = {"media.imported.v1": "media.imported", "trend.changed.v1": "trend.changed"}
PARTITIONS: Final = 2


def media_of(number: int) -> UUID:
    return UUID(int=number % 3 + 1)


def public(event: LoggedEvent) -> PublicEvent | None:
    """Return the public form; a body `internal` has none."""
    if event.body == b"internal":
        return None
    return PublicEvent(
        event.place, event.offset, event.event_id, event.type, event.time, media_of(event.event_id.int), event.body
    )


class MemoryLog:
    """The records of each partition; null is a record that is no event, or that compaction removed."""

    def __init__(self) -> None:
        self.records: dict[Place, list[LoggedEvent | None]] = {
            Place(topic, partition): [] for topic in TOPIC_BY_TYPE.values() for partition in range(PARTITIONS)
        }
        self.firsts: dict[Place, int] = dict.fromkeys(self.records, 0)
        self.available = True
        self.reads = 0
        self.most = 3
        self._written = 0

    @property
    def ends(self) -> dict[Place, int]:
        return {place: len(records) for place, records in self.records.items()}

    def write(
        self,
        event_type: str = "media.imported.v1",
        partition: int = 0,
        *,
        body: bytes = b"{}",
        same: UUID | None = None,
    ) -> LoggedEvent:
        """Append an event, or the event `same` again."""
        self._written += 1
        place = Place(TOPIC_BY_TYPE[event_type], partition)
        time = NOON + timedelta(seconds=self._written)
        event_id = same or UUID(int=self._written)
        event = LoggedEvent(place, len(self.records[place]), event_id, event_type, "", time, body)
        self.records[place].append(event)
        return event

    def write_other(self, topic: str = "media.imported", partition: int = 0) -> None:
        """Append a record that is no event."""
        self.records[Place(topic, partition)].append(None)

    def expire(self, place: Place, first: int) -> None:
        """Delete the records before an offset."""
        self.firsts[place] = first

    async def bounds(self, places: Collection[Place]) -> Bounds:
        self._require()
        return Bounds({place: self.firsts[place] for place in places}, {place: self.ends[place] for place in places})

    async def read(self, positions: Positions, ends: Positions) -> Page:
        self._require()
        self.reads += 1
        if any(offset < self.firsts[place] for place, offset in positions.items()):
            raise PositionExpired
        events: dict[Place, list[LoggedEvent]] = {}
        reached: dict[Place, int] = {}
        for place, offset in positions.items():
            reached[place] = min(offset + self.most, ends[place])
            events[place] = [event for event in self.records[place][offset : reached[place]] if event is not None]
        return Page(events, reached)

    def _require(self) -> None:
        if not self.available:
            raise Unavailable


class Replica:
    """The memory of one gateway, and how far it has read the log."""

    def __init__(self, log: MemoryLog, *, most_events: int = 1000, most_bytes: int = 1_000_000) -> None:
        self.source = log
        self.memory = PublicLog(TOPIC_BY_TYPE, public, most_events=most_events, most_bytes=most_bytes)
        self._read: dict[Place, int] = {}

    def start(self) -> None:
        """Begin at the end of the log."""
        self._read = dict(self.source.ends)
        self.memory.started(self._read)

    def read(self, only: Mapping[Place, int] | None = None) -> None:
        """Read to the end, or up to some offsets."""
        targets = self.source.ends if only is None else {**self._read, **only}
        events = [
            event
            for place, target in targets.items()
            for event in self.source.records[place][self._read.get(place, 0) : target]
            if event is not None
        ]
        self._read = dict(targets)
        self.memory.received(in_order_of_time(events), self._read)
