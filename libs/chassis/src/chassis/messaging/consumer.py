"""What a service declares in order to consume a topic: a route, and the deliveries that the route applies."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel

from chassis.messaging.envelope import NO_SOURCE, EventKey
from chassis.messaging.records import InvalidEvent, Record
from chassis.messaging.transaction import Transaction

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Delivery(Generic[M]):
    """One event to apply, with its id and source, by which it is claimed."""

    event_id: UUID
    event: M
    record: Record
    source: str = NO_SOURCE

    @property
    def key(self) -> EventKey:
        """What the inbox claims."""
        return EventKey(self.event_id, self.source)


@dataclass(frozen=True, slots=True)
class Route(Generic[M]):
    """Which contract a topic carries and what applies it.

    `apply` gets every new event of a batch, in order per key, inside the batch's transaction. It must not commit.
    Routes with the same `apply` get their events of a batch together, so that events of one subject can be folded.
    An `InvalidEvent` that it raises rejects the event (alone, after a second attempt): the event becomes a dead
    letter. Any other exception that is not an infrastructure failure is a defect: it is retried a few times, then
    the subscription stops and the event stays uncommitted.
    """

    topic: str
    event_type: str
    model: type[M]
    apply: Callable[[Transaction, Sequence[Delivery[M]]], Awaitable[None]]


AnyRoute = Route[Any]
AnyDelivery = Delivery[Any]

__all__ = ["AnyDelivery", "AnyRoute", "Delivery", "InvalidEvent", "Route"]
