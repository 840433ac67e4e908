"""Events as the log holds them, and their order when several partitions are read together."""

import heapq
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Place(NamedTuple):
    """A partition of a topic: its events are in order."""

    topic: str
    partition: int


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event of the log; the body is JSON that has not been parsed."""

    place: Place
    offset: int
    event_id: UUID
    type: str
    subject: str
    time: datetime
    body: bytes


def in_order_of_time(events: Iterable[LoggedEvent]) -> list[LoggedEvent]:
    """Return events of several partitions as one sequence: by time, as far as the order within each allows."""
    waiting: dict[Place, deque[LoggedEvent]] = defaultdict(deque)
    for event in events:
        waiting[event.place].append(event)
    if len(waiting) <= 1:
        return [event for queue in waiting.values() for event in queue]
    heads = [(queue[0].time, place) for place, queue in waiting.items()]
    heapq.heapify(heads)
    ordered: list[LoggedEvent] = []
    while heads:
        _, place = heads[0]
        queue = waiting[place]
        ordered.append(queue.popleft())
        if queue:
            heapq.heapreplace(heads, (queue[0].time, place))
        else:
            heapq.heappop(heads)
    return ordered
