"""Request bodies and parameters of webhooks."""

from typing import Annotated, Final, Literal, Self
from uuid import UUID

from fastapi import Path
from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.http.schemas import Parameters, RequestModel
from chassis.http.validation.inputs import Instant, not_before
from notifications.domain.webhooks.endpoints import EndpointSettings
from notifications.domain.webhooks.events import FIELDS
from notifications.domain.webhooks.events import Field as FilterField

MOST_VALUES: Final = 100
WebhookId = Annotated[
    UUID, Path(alias="webhookId", description="Id of the webhook", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
]
WebhookDeliveryId = Annotated[
    UUID,
    Path(alias="deliveryId", description="Id of the delivery", examples=["0f7b3f0e-3b52-5d6f-9c53-7a0c1d3cf8b1"]),
]
TypeName = Annotated[str, Field(min_length=1, max_length=50)]
FilterValue = Annotated[str, Field(min_length=1, max_length=100)]
Values = Annotated[list[FilterValue], Field(min_length=1, max_length=MOST_VALUES)]

TYPES_TEXT: Final = "Types of events; `GET /api/v1/notifications/webhooks/event-types` lists them"
FILTERS_TEXT: Final = (
    f"The values that events must have in each field ({', '.join(FIELDS)}), at most {MOST_VALUES} each. A field that a"
    " type lacks excludes none of its events"
)
State = Literal["pending", "delivered", "failed", "cancelled"]
STATES: Final = (
    "`pending`: it is sent when it is due. `delivered`: the endpoint has accepted it. `failed`: it was refused, or not"
    " accepted in time. `cancelled`: the webhook was disabled, or the event deleted"
)


class WebhookRequest(RequestModel):
    """The settings of a webhook."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "url": "https://hooks.example/marquee",
                    "eventTypes": ["play.recorded", "media.published"],
                    "filters": {"kind": ["movie"]},
                }
            ]
        }
    )

    url: str = Field(
        min_length=1,
        max_length=2048,
        description="Where events are sent: HTTPS on a public address, without user and fragment",
        examples=["https://hooks.example/marquee"],
    )
    description: str = Field(
        default="", max_length=200, description="A note of its owner, at most 200 characters", examples=["Living room"]
    )
    event_types: list[TypeName] = Field(
        min_length=1, max_length=50, description=TYPES_TEXT, examples=[["play.recorded", "media.published"]]
    )
    filters: dict[FilterField, Values] = Field(
        default_factory=dict, description=FILTERS_TEXT, examples=[{"kind": ["movie"]}]
    )
    enabled: bool = Field(default=True, description="Whether it receives events", examples=[True])

    def settings(self) -> EndpointSettings:
        """Return the settings."""
        return EndpointSettings(
            self.url,
            tuple(sorted(set(self.event_types))),
            self.description,
            {name: tuple(sorted(set(values))) for name, values in self.filters.items()},
            self.enabled,
        )


class WebhookChanges(RequestModel):
    """The settings to change; the others stay."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"enabled": False}]})

    url: str | None = Field(
        default=None,
        min_length=1,
        max_length=2048,
        description="Where events are sent: HTTPS on a public address, without user and fragment",
        examples=["https://hooks.example/marquee"],
    )
    description: str | None = Field(
        default=None, max_length=200, description="A note of its owner, at most 200 characters", examples=["Office"]
    )
    event_types: list[TypeName] | None = Field(
        default=None, min_length=1, max_length=50, description=TYPES_TEXT, examples=[["play.recorded"]]
    )
    filters: dict[FilterField, Values] | None = Field(
        default=None, description=FILTERS_TEXT, examples=[{"kind": ["show"]}]
    )
    enabled: bool | None = Field(
        default=None,
        description="Whether it receives events. Events that happen while it is disabled need a replay",
        examples=[False],
    )

    def changed(self, before: EndpointSettings) -> EndpointSettings:
        """Return the settings after the change."""
        return EndpointSettings(
            before.url if self.url is None else self.url,
            before.event_types if self.event_types is None else tuple(sorted(set(self.event_types))),
            before.description if self.description is None else self.description,
            before.filters
            if self.filters is None
            else {name: tuple(sorted(set(values))) for name, values in self.filters.items()},
            before.enabled if self.enabled is None else self.enabled,
        )


class ReplayRequest(RequestModel):
    """Send the events of a period again."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"from": "2026-11-20T00:00:00Z", "to": "2026-11-21T00:00:00Z", "types": ["play.recorded"]}]
        }
    )

    begins_at: Annotated[Instant, not_before(2000)] = Field(
        alias="from", description="The first instant of the period (RFC 3339)", examples=["2026-11-20T00:00:00Z"]
    )
    ends_at: Annotated[Instant, not_before(2000)] = Field(
        alias="to", description="The end of the period, which is not part of it", examples=["2026-11-21T00:00:00Z"]
    )
    types: list[TypeName] | None = Field(
        default=None,
        min_length=1,
        max_length=50,
        description=f"{TYPES_TEXT}; without it, those of the webhook",
        examples=[["play.recorded"]],
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.begins_at >= self.ends_at:
            raise PydanticCustomError("period_order", "from must be before to")
        return self


class DeliveryParams(Parameters):
    """A page of deliveries."""

    state: State | None = Field(default=None, description=f"Only those in a state. {STATES}", examples=["failed"])
    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=2_147_483_647, description="Number of items before the page", examples=[0])
