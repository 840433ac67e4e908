"""The events of this replica: one reader of Kafka for everything in the process that follows the log.

It reads without a consumer group, from the end, so that every replica has every event. After an outage of Kafka it
continues where it was. Only if the log no longer holds that position, it begins at the end again: a gap, after which
the subscribers start again. A topic that does not exist yet holds up no other; it is read from its first event.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Collection, Sequence
from typing import Final

from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.log_reader import LogReader, PositionLost, read_again, read_valid
from chassis.runtime.health import CheckResult
from gateway.application.events.subscribers import EventSubscriber
from gateway.domain.events.logged import LoggedEvent, Place, in_order_of_time
from gateway.domain.events.positions import Positions
from gateway.infrastructure.events.records import logged_event

logger = logging.getLogger(__name__)

POLL_SECONDS: Final = 0.5
MOST_RECORDS: Final = 500
STALE_SECONDS: Final = 5.0


class EventFeed:
    """Passes every event of the subscribers' topics to them, from its start on."""

    name = "events"

    def __init__(
        self,
        bootstrap: str,
        subscribers: Sequence[EventSubscriber],
        *,
        security: KafkaSecurity = PLAINTEXT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bootstrap = bootstrap
        self._security = security
        self._subscribers = subscribers
        self._topics = sorted({topic for subscriber in subscribers for topic in subscriber.topics})
        self._clock = clock
        self._stopping = asyncio.Event()
        self._positions: dict[Place, int] = {}
        self._missing: frozenset[str] = frozenset()
        self._current_at = -math.inf

    def age(self, topics: Collection[str] = ()) -> float:
        """Return the seconds since all events were last known to be read; infinity before the first time.

        It is also infinity while one of `topics` does not exist.
        """
        return math.inf if self._missing.intersection(topics) else self._clock() - self._current_at

    async def run(self) -> None:
        """Read until stopped. After a failure, wait and continue."""
        if self._topics:
            warning = "cannot read events from Kafka"
            await read_again(self._read, until=self._stopping, log=logger, warning=warning)

    async def stop(self) -> None:
        """Return within one poll."""
        self._stopping.set()

    async def check(self) -> CheckResult:
        """Return whether the feed is current. Register it as optional: the gateway also serves without it."""
        age = self.age()
        details: dict[str, float | int | str] = {"ageSeconds": round(age, 3)} if math.isfinite(age) else {}
        if self._topics and age >= STALE_SECONDS:
            return CheckResult("down", details)
        if self._missing:
            return CheckResult("degraded", {**details, "missingTopics": ", ".join(sorted(self._missing))})
        return CheckResult("up", details)

    async def _read(self) -> None:
        reader = LogReader(
            self._bootstrap, self._topics, client_id="gateway-events", security=self._security, awaits_topics=True
        )
        try:
            await self._start(reader)
            while not self._stopping.is_set():
                records = await reader.read(most=MOST_RECORDS, seconds=POLL_SECONDS)
                self._missing = reader.missing
                positions = _places(reader)
                if positions != self._positions:
                    self._positions = positions
                    self._deliver(in_order_of_time(read_valid(records, logged_event)))
                age = reader.age()
                if age is not None:
                    self._current_at = self._clock() - age
        except PositionLost:
            self._positions = {}
            raise
        finally:
            await reader.stop()

    async def _start(self, reader: LogReader) -> None:
        is_continued = bool(self._positions)
        await reader.start(dict[tuple[str, int], int](self._positions.items()), others_at_end=not is_continued)
        self._missing = reader.missing
        self._positions = _places(reader)
        if not is_continued:
            for subscriber in self._subscribers:
                subscriber.started(_of(subscriber, self._positions))

    def _deliver(self, events: Sequence[LoggedEvent]) -> None:
        for subscriber in self._subscribers:
            positions = _of(subscriber, self._positions)
            own = [event for event in events if event.place.topic in subscriber.topics]
            try:
                subscriber.received(own, positions)
            except Exception:
                # Its state is unknown now; for the others the feed goes on.
                logger.exception("subscriber of events failed", extra={"subscriber": type(subscriber).__name__})
                subscriber.started(positions)


def _places(reader: LogReader) -> dict[Place, int]:
    """Return the positions, with that of a topic that does not exist yet: it will begin there."""
    places = {Place(topic, 0): 0 for topic in reader.missing}
    return places | {Place(topic, partition): offset for (topic, partition), offset in reader.positions.items()}


def _of(subscriber: EventSubscriber, positions: Positions) -> Positions:
    return {place: offset for place, offset in positions.items() if place.topic in subscriber.topics}
