"""Parameters and bodies of dead letters."""

from typing import Annotated, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from auth.application.dead_letters.ports import LetterFilter
from auth.domain.dead_letters.letters import Status
from auth.presentation.security.requests import possible
from chassis.http.schemas import Parameters, RequestModel

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Note = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class DeadLettersParams(Parameters):
    """Parameters of the list of dead letters."""

    service: Name | None = Field(
        default=None, description="Only events that this service has rejected", examples=["stats"]
    )
    topic: Name | None = Field(default=None, description="Only events of this topic", examples=["media.imported"])
    code: Name | None = Field(
        default=None, description="Only events that were rejected for this reason", examples=["malformed_body"]
    )
    status: Status | None = Field(
        default=None, description="Only letters of this status; all of them without it", examples=["open"]
    )
    since: AwareDatetime | None = Field(
        default=None, description="Only letters of this instant or later", examples=["2026-11-01T00:00:00Z"]
    )
    until: AwareDatetime | None = Field(
        default=None, description="Only letters of before this instant", examples=["2026-12-01T00:00:00Z"]
    )
    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=1_000_000, description="Number of items before the page", examples=[0])

    def where(self) -> LetterFilter:
        """Return the conditions."""
        return LetterFilter(
            self.service, self.topic, self.code, self.status, possible(self.since), possible(self.until)
        )


class ActionRequest(RequestModel):
    """An action on a dead letter."""

    note: Note | None = Field(
        default=None,
        description="Why, for the audit log and the letter; 1 to 500 characters",
        examples=["Fixed in release 1.2"],
    )

    @property
    def reason(self) -> str:
        """Return the note, empty without one."""
        return self.note or ""


class SelectionRequest(ActionRequest):
    """An action on all open dead letters that meet the conditions, at least one of which is required."""

    service: Name | None = Field(
        default=None, description="The service that has rejected the events", examples=["stats"]
    )
    topic: Name | None = Field(default=None, description="The topic of the events", examples=["media.imported"])
    code: Name | None = Field(
        default=None, description="The reason of the rejection, as a code", examples=["malformed_body"]
    )
    since: AwareDatetime | None = Field(
        default=None, description="Rejected at this instant or later", examples=["2026-11-01T00:00:00Z"]
    )
    until: AwareDatetime | None = Field(
        default=None, description="Rejected before this instant", examples=["2026-12-01T00:00:00Z"]
    )

    @model_validator(mode="after")
    def _narrow(self) -> Self:
        if not any((self.service, self.topic, self.code, self.since, self.until)):
            raise PydanticCustomError(
                "filter_missing", "must have at least one of service, topic, code, since and until"
            )
        return self

    def where(self) -> LetterFilter:
        """Return the conditions."""
        return LetterFilter(self.service, self.topic, self.code, since=possible(self.since), until=possible(self.until))
