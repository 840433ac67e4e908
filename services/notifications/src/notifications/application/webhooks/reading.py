"""What owners and administrators see of webhooks."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from notifications.application.webhooks.access import unknown
from notifications.application.webhooks.ports import Attempt, Replay
from notifications.domain.webhooks.endpoints import Endpoint
from notifications.domain.webhooks.errors import WebhookDeliveryNotFound


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page of a list."""

    limit: int
    offset: int


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """A delivery of an event to an endpoint."""

    delivery_id: UUID
    event_id: UUID
    event_type: str
    occurred_at: datetime
    state: str
    due_at: datetime
    created_at: datetime
    ended_at: datetime | None
    attempts: int
    error_code: str | None
    error_detail: str | None


@dataclass(frozen=True, slots=True)
class DeliveryDetails:
    """A delivery with the body that is sent and its attempts, oldest first."""

    delivery: WebhookDelivery
    body: bytes | None = field(repr=False)
    """Null when the event is not in the log any more."""
    attempts: Sequence[tuple[int, Attempt]] = ()
    is_own: bool = False
    """Whether the event is its owner's alone."""


class WebhookReader(Protocol):
    """Reads webhooks."""

    async def endpoints(self, user_id: UUID, page: PageRequest) -> tuple[Sequence[Endpoint], int]:
        """Return a page of the user's endpoints, oldest first, and their number."""
        ...

    async def endpoint(self, endpoint_id: UUID) -> Endpoint | None:
        """Return an endpoint."""
        ...

    async def deliveries(
        self, endpoint_id: UUID, state: str | None, page: PageRequest
    ) -> tuple[Sequence[WebhookDelivery], int]:
        """Return a page of deliveries, newest first, and their number."""
        ...

    async def delivery(self, endpoint_id: UUID, delivery_id: UUID) -> DeliveryDetails | None:
        """Return a delivery."""
        ...

    async def replays(self, endpoint_id: UUID, page: PageRequest) -> tuple[Sequence[Replay], int]:
        """Return a page of replays, newest first, and their number."""
        ...


class ReadWebhooks:
    """Shows endpoints. With `user_id` null, as for administrators, endpoints of every user are shown."""

    def __init__(self, reader: WebhookReader) -> None:
        self._reader = reader

    async def endpoints(self, user_id: UUID, page: PageRequest) -> tuple[Sequence[Endpoint], int]:
        """Return a page of the user's endpoints."""
        return await self._reader.endpoints(user_id, page)

    async def endpoint(self, user_id: UUID | None, endpoint_id: UUID) -> Endpoint:
        """Return an endpoint; raise WebhookNotFound."""
        endpoint = await self._reader.endpoint(endpoint_id)
        if endpoint is None or user_id not in (None, endpoint.user_id):
            raise unknown(endpoint_id)
        return endpoint

    async def deliveries(
        self, user_id: UUID | None, endpoint_id: UUID, state: str | None, page: PageRequest
    ) -> tuple[Sequence[WebhookDelivery], int]:
        """Return a page of deliveries; raise WebhookNotFound."""
        await self.endpoint(user_id, endpoint_id)
        return await self._reader.deliveries(endpoint_id, state, page)

    async def delivery(self, user_id: UUID | None, endpoint_id: UUID, delivery_id: UUID) -> DeliveryDetails:
        """Return a delivery with its attempts; raise WebhookNotFound, WebhookDeliveryNotFound."""
        await self.endpoint(user_id, endpoint_id)
        details = await self._reader.delivery(endpoint_id, delivery_id)
        if details is None:
            raise WebhookDeliveryNotFound(f"the webhook has no delivery {delivery_id}")
        if user_id is None and details.is_own:
            shown = [(number, replace(attempt, response_body=None)) for number, attempt in details.attempts]
            return replace(details, body=None, attempts=shown)
        return details

    async def replays(self, user_id: UUID, endpoint_id: UUID, page: PageRequest) -> tuple[Sequence[Replay], int]:
        """Return a page of replays; raise WebhookNotFound."""
        await self.endpoint(user_id, endpoint_id)
        return await self._reader.replays(endpoint_id, page)
