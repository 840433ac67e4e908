"""What a user may do with webhooks: their own endpoints, and the types of events that they may choose."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from chassis.core.rules.broken import BrokenRule
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.webhooks.endpoints import Endpoint
from notifications.domain.webhooks.errors import (
    InvalidWebhook,
    WebhookDisabled,
    WebhookNotFound,
    WebhookTypeReserved,
)
from notifications.domain.webhooks.event_types import EVENT_TYPES, reserved_for_administrators


@dataclass(frozen=True, slots=True)
class Owner:
    """The signed-in user."""

    user_id: UUID
    is_administrator: bool = False

    def check_types(self, types: Collection[str], field: str) -> None:
        """Raise InvalidWebhook, which names the field, or WebhookTypeReserved."""
        unknown = sorted(set(types) - EVENT_TYPES.keys())
        if unknown:
            raise InvalidWebhook(
                field,
                BrokenRule(
                    "event_type_unknown",
                    f"must not contain {unknown[0]!r}, which is no type of events",
                    {"value": unknown[0]},
                ),
            )
        reserved = reserved_for_administrators(types)
        if reserved and not self.is_administrator:
            raise WebhookTypeReserved(f"{reserved[0]} is for administrators only")


async def own_endpoint(work: UnitOfWork, owner: Owner, endpoint_id: UUID) -> Endpoint:
    """Lock the user and return their endpoint; raise WebhookNotFound or AccountErased."""
    await work.users.lock(owner.user_id)
    endpoint = await work.webhooks.endpoint(owner.user_id, endpoint_id)
    if endpoint is None:
        raise unknown(endpoint_id)
    return endpoint


async def enabled_endpoint(work: UnitOfWork, owner: Owner, endpoint_id: UUID) -> Endpoint:
    """Return an endpoint that receives events; raise WebhookDisabled too."""
    endpoint = await own_endpoint(work, owner, endpoint_id)
    if endpoint.disabled_at is not None:
        raise WebhookDisabled("the webhook is disabled; enable it first")
    return endpoint


def unknown(endpoint_id: UUID) -> WebhookNotFound:
    """Return the error of an id that no webhook of the user has."""
    return WebhookNotFound(f"no webhook has the id {endpoint_id}")
