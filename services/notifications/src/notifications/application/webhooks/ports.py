"""Ports of the use cases about webhooks: their store in one transaction, and what they are sealed and sent by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.rules.broken import BrokenRule
from notifications.domain.deliveries.model import State
from notifications.domain.webhooks.endpoints import Endpoint, Health
from notifications.domain.webhooks.events import Filters, WebhookEvent


@dataclass(frozen=True, slots=True)
class Listener:
    """An endpoint that events of some types go to."""

    endpoint_id: UUID
    user_id: UUID
    event_types: frozenset[str]
    filters: Filters
    created_at: datetime
    is_administrator: bool


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery of an event to an endpoint."""

    endpoint_id: UUID
    user_id: UUID
    event_id: UUID
    event_type: str
    occurred_at: datetime
    origin: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When new deliveries are sent, and how long they are tried."""

    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was sent in an attempt and what came back; no secret is among it."""

    at: datetime
    milliseconds: int
    request_headers: Mapping[str, str]
    status: int | None = None
    response_headers: Mapping[str, str] | None = None
    response_body: str | None = None
    is_cut: bool = False
    error_code: str | None = None
    error_detail: str | None = None


@dataclass(frozen=True, slots=True)
class WebhookResult:
    """What an attempt changes on a claimed delivery and its endpoint."""

    delivery_id: UUID
    endpoint_id: UUID
    user_id: UUID
    claim: UUID
    url: str
    state: State
    at: datetime
    due_at: datetime | None = None
    health: Health | None = None
    """Null when nothing was attempted."""
    attempt: Attempt | None = None
    code: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """A job that sends events of a period again."""

    replay_id: UUID
    endpoint_id: UUID
    user_id: UUID
    begins_at: datetime
    ends_at: datetime
    event_types: tuple[str, ...]
    created_at: datetime
    position: tuple[datetime, UUID]
    """The event that was replayed last."""
    scanned: int = 0
    replayed: int = 0
    finished_at: datetime | None = None


class Webhooks(Protocol):
    """Webhooks within one transaction."""

    async def count(self, user_id: UUID) -> int:
        """Return how many endpoints a user has."""
        ...

    async def endpoint(self, user_id: UUID, endpoint_id: UUID) -> Endpoint | None:
        """Return an endpoint of a user."""
        ...

    async def add(self, endpoint: Endpoint) -> None:
        """Store a new endpoint."""
        ...

    async def change(self, endpoint: Endpoint) -> None:
        """Store settings, secrets, and whether it is enabled; an endpoint that is disabled loses what waits for it."""
        ...

    async def delete(self, user_id: UUID, endpoint_id: UUID) -> bool:
        """Delete an endpoint with its deliveries; return whether there was one."""
        ...

    async def log(self, events: Sequence[WebhookEvent]) -> set[UUID]:
        """Store events in the log; return the ids of those that are new."""
        ...

    async def listeners(self, types: Collection[str], user_ids: Collection[UUID]) -> Sequence[Listener]:
        """Return the enabled endpoints that get events of some of the types, public ones or those of the users.

        They are not deleted until the transaction ends.
        """
        ...

    async def enqueue(self, deliveries: Sequence[NewDelivery], schedule: Schedule, *, again: bool = False) -> int:
        """Store deliveries and wake the worker; return their number.

        One that exists stays as it is, unless `again`: then one that has ended is to be sent again.
        """
        ...

    async def settle(self, result: WebhookResult) -> bool:
        """Store what became of a delivery, its attempt and the health of its endpoint.

        Return false, and change nothing, when another process holds the endpoint by now.
        """
        ...

    async def repeat(self, endpoint_id: UUID, delivery_id: UUID, schedule: Schedule) -> bool:
        """Make a delivery due again, unless it waits already; return whether there is such a delivery."""
        ...

    async def add_replay(self, replay: Replay) -> bool:
        """Store a replay; return false when one of the endpoint runs already."""
        ...

    async def next_replay(self, most_waiting: int) -> Replay | None:
        """Lock and return a replay that runs, that no other transaction has locked, the least advanced first.

        Those of endpoints for which `most_waiting` deliveries wait are left out.
        """
        ...

    async def events_after(self, replay: Replay, limit: int) -> Sequence[WebhookEvent]:
        """Return the next events of a replay in their order, public ones and those of its user."""
        ...

    async def listener(self, endpoint_id: UUID) -> Listener | None:
        """Return an endpoint if it is enabled."""
        ...

    async def save_replay(self, replay: Replay) -> None:
        """Store how far a replay is."""
        ...


class Secrets(Protocol):
    """Seals and opens the secrets of endpoints."""

    def seal_webhook(self, endpoint_id: UUID, secret: str) -> bytes:
        """Return a secret as it is stored."""
        ...

    def open_webhook(self, endpoint_id: UUID, sealed: bytes) -> str:
        """Return a secret; raise CannotOpen."""
        ...


@dataclass(frozen=True, slots=True)
class SentResponse:
    """The response of an endpoint, or why there is none."""

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_cut: bool = False
    error_code: str | None = None
    error_detail: str | None = None
    waits_until: datetime | None = None
    """When it may be sent, if the path of outgoing connections does not hold: nothing was sent."""


class Sender(Protocol):
    """Sends webhooks."""

    def problem(self, url: str) -> BrokenRule | None:
        """Return the rule that the URL of an endpoint breaks, or null."""
        ...

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> SentResponse:
        """Send a message once, follow no redirect, and return what came of it; raise nothing for any response."""
        ...

    async def close(self) -> None:
        """Close its connections."""
        ...
