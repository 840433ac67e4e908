"""Reading the log from the position of a client until memory holds what follows.

Partitions are merged by time, so that events of one title in different topics come in a sensible order too.
"""

from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gateway.application.events.history import History, PositionExpired
from gateway.domain.events.frames import Reason
from gateway.domain.events.logged import LoggedEvent, Place
from gateway.domain.events.positions import Positions
from gateway.domain.events.public import PublicEvent


@dataclass(frozen=True, slots=True)
class Gap:
    """Events of some types that a client misses."""

    types: frozenset[str]
    reason: Reason


@dataclass(slots=True)
class _Queue:
    """What was read of a partition and not sent yet, and where to read on."""

    next: int
    waiting: deque[tuple[datetime, int, PublicEvent | None]] = field(default_factory=deque)


async def skip_gaps(
    history: History, own: dict[Place, int], places: Collection[Place], type_of: Mapping[str, str]
) -> list[Gap]:
    """Move positions that the log does not hold to the next ones that it holds, and return what is missed.

    `type_of` has the type of each topic.
    """
    bounds = await history.bounds(places)
    gaps: list[Gap] = []
    expired = {place for place in places if own[place] < bounds.firsts[place]}
    reset = {place for place in places if own[place] > bounds.ends[place]}
    reasons: tuple[tuple[Reason, set[Place], Positions], ...] = (
        ("expired", expired, bounds.firsts),
        ("reset", reset, bounds.ends),
    )
    for reason, missed, targets in reasons:
        own.update({place: targets[place] for place in missed})
        if missed:
            gaps.append(Gap(frozenset(type_of[place.topic] for place in missed), reason))
    return gaps


async def past_events(
    history: History,
    read: Callable[[LoggedEvent], PublicEvent | None],
    own: dict[Place, int],
    ends: Positions,
    type_of: Mapping[str, str],
) -> AsyncIterator[PublicEvent | Gap | None]:
    """Yield the events from `own` to `ends` and advance `own` with each; null after each page."""
    queues = {place: _Queue(own[place]) for place, end in ends.items() if own[place] < end}
    while queues:
        empty = {place: queue.next for place, queue in queues.items() if not queue.waiting}
        try:
            page = await history.read(empty, {place: ends[place] for place in empty})
        except PositionExpired:
            for gap in await skip_gaps(history, own, empty, type_of):
                yield gap
            for place in empty:
                queues[place].next = own[place]
        else:
            for place, offset in page.positions.items():
                queue = queues[place]
                queue.next = offset
                queue.waiting.extend((event.time, event.offset, read(event)) for event in page.events.get(place, ()))
        for event in _merged(queues, own, ends):
            yield event
        yield None


def _merged(queues: dict[Place, _Queue], own: dict[Place, int], ends: Positions) -> Iterator[PublicEvent]:
    """Yield events by time, as long as every partition has one waiting or is finished, which removes its queue."""
    for place in [place for place, queue in queues.items() if not queue.waiting]:
        _finish(place, queues, own, ends)
    while queues and all(queue.waiting for queue in queues.values()):
        place = min(queues, key=lambda place: queues[place].waiting[0][0])
        queue = queues[place]
        _, offset, event = queue.waiting.popleft()
        own[place] = offset + 1
        if not queue.waiting:
            _finish(place, queues, own, ends)
        if event is not None:
            yield event


def _finish(place: Place, queues: dict[Place, _Queue], own: dict[Place, int], ends: Positions) -> None:
    """Move behind everything that was read of a partition, and remove its queue at its end."""
    own[place] = max(own[place], queues[place].next)
    if own[place] >= ends[place]:
        del queues[place]
