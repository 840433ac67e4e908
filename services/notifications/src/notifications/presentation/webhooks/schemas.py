"""Response bodies of webhooks."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from notifications.application.webhooks.endpoints import Created
from notifications.application.webhooks.ports import Attempt, Replay
from notifications.application.webhooks.reading import DeliveryDetails, WebhookDelivery
from notifications.domain.webhooks.endpoints import Endpoint
from notifications.domain.webhooks.event_types import Audience, EventType
from notifications.domain.webhooks.events import Field as FilterField
from notifications.presentation.webhooks.requests import FILTERS_TEXT, STATES, TYPES_TEXT, State


class EventTypeResponse(ResponseModel):
    """A type of events."""

    name: str = Field(description="Name of the type", examples=["play.recorded"])
    audience: Audience = Field(
        description="`own`: the owner's events. `public`: facts about titles. `operations`: of the installation, for"
        " administrators",
        examples=["own"],
    )
    meaning: str = Field(
        description="When it happens", examples=["The owner watched a movie or an episode, or retracted that they did"]
    )
    filter_fields: list[FilterField] = Field(
        description="What it can be filtered by", examples=[["kind", "mediaId", "tmdbId"]]
    )

    @classmethod
    def of(cls, item: EventType) -> Self:
        """Return the response of a type."""
        return cls(name=item.name, audience=item.audience, meaning=item.meaning, filter_fields=list(item.fields))


class WebhookResponse(ResponseModel):
    """A webhook without its secret."""

    id: UUID = Field(description="Id of the webhook", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    url: str = Field(description="Where events are sent", examples=["https://hooks.example/marquee"])
    description: str = Field(description="A note of its owner", examples=["Living room"])
    event_types: list[str] = Field(description=TYPES_TEXT, examples=[["media.published", "play.recorded"]])
    filters: dict[FilterField, list[str]] = Field(description=FILTERS_TEXT, examples=[{"kind": ["movie"]}])
    enabled: bool = Field(description="Whether it receives events", examples=[True])
    disabled_reason: Literal["owner", "gone", "failing"] | None = Field(
        description="Why it is disabled. `owner`: by its owner. `gone`: it has responded with 410. `failing`: it has"
        " failed for days. Null while it is enabled",
        examples=[None],
    )
    failing_since: datetime | None = Field(
        description="Since when every attempt failed (UTC), or null when the last one succeeded", examples=[None]
    )
    previous_secret_until: datetime | None = Field(
        description="Until when the secret before the last rotation signs too (UTC), or null", examples=[None]
    )
    created_at: datetime = Field(description="When it was created (UTC)", examples=["2026-11-21T12:00:00Z"])
    updated_at: datetime = Field(description="When its owner changed it last (UTC)", examples=["2026-11-21T12:00:00Z"])

    @classmethod
    def of(cls, endpoint: Endpoint) -> Self:
        """Return the response of an endpoint."""
        return cls.model_validate(_fields(endpoint))


class WebhookSecretResponse(WebhookResponse):
    """A webhook with its secret, which is shown this once."""

    secret: str = Field(
        description="The secret that signs, by Standard Webhooks; it is never shown again",
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="],
    )

    @classmethod
    def with_secret(cls, created: Created) -> Self:
        """Return the response of an endpoint with its new secret."""
        return cls.model_validate(_fields(created.endpoint) | {"secret": created.secret})


def _fields(endpoint: Endpoint) -> dict[str, object]:
    settings = endpoint.settings
    return {
        "id": endpoint.endpoint_id,
        "url": settings.url,
        "description": settings.description,
        "event_types": list(settings.event_types),
        "filters": {name: list(values) for name, values in settings.filters.items()},
        "enabled": endpoint.disabled_at is None,
        "disabled_reason": endpoint.health.disabled_reason,
        "failing_since": endpoint.health.failing_since,
        "previous_secret_until": endpoint.previous_until,
        "created_at": endpoint.created_at,
        "updated_at": endpoint.updated_at,
    }


class TestResponse(ResponseModel):
    """The delivery of a test."""

    delivery_id: UUID = Field(
        description="Id of the delivery, which shows what came of it", examples=["0f7b3f0e-3b52-5d6f-9c53-7a0c1d3cf8b1"]
    )


class WebhookDeliveryResponse(ResponseModel):
    """A delivery of an event."""

    id: UUID = Field(description="Id of the delivery", examples=["0f7b3f0e-3b52-5d6f-9c53-7a0c1d3cf8b1"])
    webhook_id_header: UUID = Field(
        description="The header `webhook-id`: the same in every attempt and replay of the event",
        examples=["6b1f4b62-7c0e-4d1b-9f7a-2b8f6f0f3c11"],
    )
    event_type: str = Field(description="Type of the event", examples=["play.recorded"])
    occurred_at: datetime = Field(description="When the event happened (UTC)", examples=["2026-11-21T12:00:00Z"])
    state: State = Field(description=STATES, examples=["delivered"])
    due_at: datetime = Field(description="When it is or was due (UTC)", examples=["2026-11-21T12:00:00Z"])
    created_at: datetime = Field(description="When it was queued first (UTC)", examples=["2026-11-21T12:00:00Z"])
    ended_at: datetime | None = Field(
        description="When it ended (UTC), or null while it waits", examples=["2026-11-21T12:00:01Z"]
    )
    attempts: int = Field(description="Attempts since it was queued last", examples=[1])
    error_code: str | None = Field(description="Why the last attempt failed, or null", examples=[None])
    error_detail: str | None = Field(description="The same in words, or null", examples=[None])

    @classmethod
    def of(cls, item: WebhookDelivery) -> Self:
        """Return the response of a delivery."""
        return cls.model_validate(_delivery_fields(item))


class AttemptResponse(ResponseModel):
    """An attempt to deliver an event."""

    attempt: int = Field(description="Number of the attempt, from 1", examples=[1])
    attempted_at: datetime = Field(description="When it was made (UTC)", examples=["2026-11-21T12:00:00Z"])
    milliseconds: int = Field(description="How long it took", examples=[84])
    request_headers: dict[str, str] = Field(
        description="The headers that were sent, without the signature",
        examples=[{"content-type": "application/json", "webhook-id": "6b1f4b62-7c0e-4d1b-9f7a-2b8f6f0f3c11"}],
    )
    status: int | None = Field(description="Status of the response, or null without one", examples=[204])
    response_headers: dict[str, str] | None = Field(
        description="The headers of the response, at most 50, without cookies; null without a response", examples=[{}]
    )
    response_body: str | None = Field(
        description="The first 4 KiB of the response as text; null without one", examples=[""]
    )
    response_cut: bool = Field(description="Whether the response was longer", examples=[False])
    error_code: str | None = Field(description="Why it failed, or null", examples=[None])
    error_detail: str | None = Field(description="The same in words, or null", examples=[None])

    @classmethod
    def of(cls, number: int, item: Attempt) -> Self:
        """Return the response of an attempt."""
        return cls(
            attempt=number,
            attempted_at=item.at,
            milliseconds=item.milliseconds,
            request_headers=dict(item.request_headers),
            status=item.status,
            response_headers=None if item.response_headers is None else dict(item.response_headers),
            response_body=item.response_body,
            response_cut=item.is_cut,
            error_code=item.error_code,
            error_detail=item.error_detail,
        )


class WebhookDeliveryDetails(WebhookDeliveryResponse):
    """A delivery with its request and its attempts."""

    request_body: str | None = Field(
        description="The body that is sent; null when the event is not in the log any more, and for administrators when"
        " it is a user's own",
        examples=['{"type":"media.published","timestamp":"2026-11-21T12:00:00Z","data":{"slug":"severance"}}'],
    )
    log: list[AttemptResponse] = Field(description="Every attempt, the oldest first")

    @classmethod
    def with_attempts(cls, details: DeliveryDetails) -> Self:
        """Return the response of a delivery with its attempts."""
        return cls.model_validate(
            _delivery_fields(details.delivery)
            | {
                "request_body": None if details.body is None else details.body.decode(),
                "log": [AttemptResponse.of(number, item) for number, item in details.attempts],
            }
        )


def _delivery_fields(item: WebhookDelivery) -> dict[str, object]:
    return {
        "id": item.delivery_id,
        "webhook_id_header": item.event_id,
        "event_type": item.event_type,
        "occurred_at": item.occurred_at,
        "state": item.state,
        "due_at": item.due_at,
        "created_at": item.created_at,
        "ended_at": item.ended_at,
        "attempts": item.attempts,
        "error_code": item.error_code,
        "error_detail": item.error_detail,
    }


class ReplayResponse(ResponseModel):
    """A replay and how far it is."""

    id: UUID = Field(description="Id of the replay", examples=["7c1f4b62-7c0e-4d1b-9f7a-2b8f6f0f3c11"])
    begins_at: datetime = Field(
        alias="from", description="The first instant of the period (UTC)", examples=["2026-11-20T00:00:00Z"]
    )
    ends_at: datetime = Field(
        alias="to",
        description="The end of the period (UTC), at most when it was requested",
        examples=["2026-11-21T00:00:00Z"],
    )
    types: list[str] = Field(description="The types that it sends", examples=[["play.recorded"]])
    state: Literal["running", "finished"] = Field(
        description="`running`: it still queues events. `finished`: all are queued", examples=["running"]
    )
    position: datetime = Field(description="Up to when it has read (UTC)", examples=["2026-11-20T08:00:00Z"])
    scanned: int = Field(description="Events that it has read", examples=[500])
    replayed: int = Field(
        description="Events that it has queued; those that passed the filters and did not wait already", examples=[120]
    )
    created_at: datetime = Field(description="When it was requested (UTC)", examples=["2026-11-21T12:00:00Z"])
    finished_at: datetime | None = Field(description="When it finished (UTC), or null", examples=[None])

    @classmethod
    def of(cls, item: Replay) -> Self:
        """Return the response of a replay."""
        return cls(
            id=item.replay_id,
            begins_at=item.begins_at,
            ends_at=item.ends_at,
            types=list(item.event_types),
            state="running" if item.finished_at is None else "finished",
            position=item.position[0],
            scanned=item.scanned,
            replayed=item.replayed,
            created_at=item.created_at,
            finished_at=item.finished_at,
        )
