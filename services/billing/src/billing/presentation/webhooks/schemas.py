"""Bodies about messages of providers."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from billing.application.webhooks.ports import WebhookFilter
from billing.domain.payments.facts import ObjectKind, ObjectRef, ProviderName
from billing.domain.webhooks.webhook import Webhook, WebhookStatus
from chassis.http.schemas import Parameters, ResponseModel

_EVENT = "evt_1SXq2mKZ0aGq4hYc"
_MOST_OFFSET = 1_000_000


class WebhookReceipt(ResponseModel):
    """The receipt of a message."""

    is_new: bool = Field(description="False for a message that was received before", examples=[True])


class ObjectResponse(ResponseModel):
    """An object of a provider."""

    kind: ObjectKind = Field(description="What it is", examples=["subscription"])
    reference: str = Field(description="The provider's id of it", examples=["sub_1SXq2mKZ0aGq4hYc"])

    @classmethod
    def of(cls, ref: ObjectRef) -> Self:
        """Return the response of an object."""
        return cls(kind=ref.kind, reference=ref.reference)


class WebhookResponse(ResponseModel):
    """A message of a provider."""

    id: UUID = Field(description="Id of the message", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    provider: ProviderName = Field(description="Who sent it", examples=["stripe"])
    event_id: str = Field(description="The provider's id of it", examples=[_EVENT])
    type: str = Field(description="The provider's name of what happened", examples=["invoice.paid"])
    status: WebhookStatus = Field(description="How far it is", examples=["settled"])
    objects: list[ObjectResponse] = Field(description="What it is about")
    open_objects: list[ObjectResponse] = Field(description="What was not applied since it arrived")
    attempts: int = Field(description="Attempts to apply its objects that failed", examples=[0])
    failure: str | None = Field(description="Why the last attempt failed", examples=[None])
    occurred_at: datetime | None = Field(description="When it happened (UTC)", examples=["2026-11-21T12:00:00Z"])
    received_at: datetime = Field(description="When it arrived (UTC)", examples=["2026-11-21T12:00:01Z"])
    retry_at: datetime | None = Field(
        description="When its objects are requested again, unless they are applied before (UTC)",
        examples=["2026-11-21T12:10:01Z"],
    )
    settled_at: datetime | None = Field(
        description="When the last of its objects was applied (UTC)", examples=["2026-11-21T12:00:02Z"]
    )

    @classmethod
    def of(cls, webhook: Webhook) -> Self:
        """Return the response of a message."""
        return cls(
            id=webhook.id,
            provider=webhook.provider,
            event_id=webhook.event_id,
            type=webhook.type,
            status=webhook.status,
            objects=[ObjectResponse.of(ref) for ref in webhook.objects],
            open_objects=[ObjectResponse.of(ref) for ref in webhook.open_objects],
            attempts=webhook.attempts,
            failure=webhook.failure,
            occurred_at=webhook.occurred_at,
            received_at=webhook.received_at,
            retry_at=webhook.retry_at,
            settled_at=webhook.settled_at,
        )


class WebhooksParams(Parameters):
    """Which messages to list."""

    provider: ProviderName | None = Field(default=None, description="Messages of one provider", examples=["stripe"])
    status: WebhookStatus | None = Field(default=None, description="Messages in one state", examples=["failed"])
    type: str | None = Field(
        default=None, min_length=1, max_length=200, description="Messages of one type", examples=["invoice.paid"]
    )
    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=_MOST_OFFSET, description="Number of items before the page", examples=[0])

    def filter(self) -> WebhookFilter:
        """Return the filter."""
        return WebhookFilter(self.provider, self.status, self.type, self.limit, self.offset)
