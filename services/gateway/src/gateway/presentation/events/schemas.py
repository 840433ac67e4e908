"""Parameters and responses of the public events."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from chassis.http.schemas import Parameters, ResponseModel
from chassis.http.validation.inputs import Id
from contracts.public import PUBLIC_FORMS

TYPES: Final = tuple(PUBLIC_FORMS)
MEDIA_ID: Final = "63457a9a-2669-5ecc-a4d9-dd9a474a850a"
POSITION: Final = "AbO7BgIBAAAAAAEl3Q_e"
MOST_TITLES: Final = 100
MOST_EVENTS: Final = 500


def _public(value: str) -> str:
    if value not in PUBLIC_FORMS:
        raise PydanticCustomError("event_type", "must be one of {types}", {"types": ", ".join(TYPES)})
    return value


EventType = Annotated[str, AfterValidator(_public), Field(json_schema_extra={"enum": list(TYPES)})]


class EventParams(Parameters):
    """Which events to read, and from where on."""

    type: list[EventType] = Field(
        default=[], max_length=len(TYPES), description="Only events of these types", examples=[["media.changed.v1"]]
    )
    media_id: list[Id] = Field(
        default=[],
        max_length=MOST_TITLES,
        description=f"Only events about these titles, at most {MOST_TITLES}",
        examples=[[MEDIA_ID]],
    )
    after: str | None = Field(
        default=None,
        max_length=4096,
        description="Position behind which to read, the id of an event; `Last-Event-ID` counts instead if it is sent",
        examples=[POSITION],
    )
    limit: int = Field(
        default=100, ge=1, le=MOST_EVENTS, description="Maximum number of events of a JSON response", examples=[100]
    )


class PublicEvent(ResponseModel):
    """A public event; the schema of the payload is in `/asyncapi.json`, by type."""

    id: UUID = Field(description="Id of the event: the same if it is sent twice")
    type: str = Field(description="Type of the event", examples=["trend.changed.v1"])
    time: datetime = Field(description="When it was published")
    media_id: UUID | None = Field(
        description="The title, or null for an event that is about no single one", examples=[MEDIA_ID]
    )
    payload: dict[str, Any] = Field(description="What happened, by the schema of the type")


class PastEvent(PublicEvent):
    """A public event with its position."""

    position: str = Field(description="Position behind the event", examples=[POSITION])


class GapResponse(ResponseModel):
    """Events that the log no longer holds."""

    types: list[str] = Field(description="Types of the missing events", examples=[["media.changed.v1"]])
    reason: Literal["expired", "reset"] = Field(
        description="`expired`: events of this age were deleted. `reset`: the log does not reach the position",
        examples=["expired"],
    )


class EventsMeta(ResponseModel):
    """The position of a page in the log."""

    count: int = Field(description="Number of events on this page", examples=[1])
    limit: int = Field(description="Maximum number of events on a page", examples=[100])
    has_more: bool = Field(description="Whether more events follow now", examples=[False])
    position: str = Field(description="Position behind the page: send it as `after` to read on", examples=[POSITION])
    gaps: list[GapResponse] = Field(description="Events missing before those of the page", examples=[[]])


class EventsPage(ResponseModel):
    """A page of past events."""

    success: Literal[True] = Field(default=True, description="Always true: the request succeeded")
    data: list[PastEvent] = Field(description="The events, in the order of the log")
    meta: EventsMeta = Field(description="The position of the page in the log")
