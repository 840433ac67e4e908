"""Response bodies of dead letters."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from auth.application.dead_letters.ports import LetterDetails
from auth.domain.dead_letters.letters import DeadLetter, Status
from chassis.http.schemas import ResponseModel


class DeadLetterResponse(ResponseModel):
    """An event that a service has rejected because its data is invalid."""

    id: UUID = Field(description="Id of the letter", examples=["5e0f3c52-8a4f-5d0e-9d0c-0b1d2f3a4c5d"])
    reference: str = Field(
        description="By this id the command `dlq` names the letter: service, topic, partition and offset",
        examples=["stats/media.imported/3/1742"],
    )
    service: str = Field(description="The service that has rejected the event", examples=["stats"])
    topic: str = Field(description="Topic of the event", examples=["media.imported"])
    partition: int = Field(description="Partition of the event", examples=[3])
    offset: int = Field(description="Offset of the event", examples=[1742])
    key: str = Field(description="Key of the event", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    event_id: str = Field(
        description="Id of the event, empty if it has none", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a20"]
    )
    event_type: str = Field(description="Type of the event, empty if it has none", examples=["media.imported.v1"])
    code: str = Field(description="Why it was rejected, as a code", examples=["malformed_body"])
    reason: str = Field(description="Why it was rejected", examples=["kind: Input should be 'movie' or 'show'"])
    rejected_at: datetime = Field(description="When it was rejected", examples=["2026-11-29T07:00:00Z"])
    status: Status = Field(
        description="`open`; `redriving` or `discarding` while a requested action is not complete; `redriven` or"
        " `discarded`",
        examples=["open"],
    )
    note: str = Field(description="What was written about the action", examples=[""])
    requested_by: UUID | None = Field(
        description="Id of the administrator who requested the action; null if no user did, or by the command",
        examples=[None],
    )
    requested_at: datetime | None = Field(description="When the action was requested, or null", examples=[None])
    handled_at: datetime | None = Field(description="When the action was complete, or null", examples=[None])
    failure: str = Field(
        description="Why the last action had no effect, so that the letter is open again; otherwise empty",
        examples=[""],
    )

    @classmethod
    def of(cls, letter: DeadLetter) -> Self:
        """Return the response for a letter."""
        return cls.model_validate(letter, from_attributes=True)


class HeaderResponse(ResponseModel):
    """A header of the event."""

    name: str = Field(description="Name", examples=["ce_type"])
    value: str = Field(description="Value as text, `***` if it is secret", examples=["media.imported.v1"])


class DeadLetterDetailsResponse(DeadLetterResponse):
    """A dead letter with what the event contains."""

    rejections: int = Field(
        description="How often the service has rejected the event, this time included", examples=[1]
    )
    headers: list[HeaderResponse] = Field(description="Headers of the event, at most 100")
    payload: str | None = Field(
        description="Body of the event as text, at most 64 KiB; passwords, tokens, sealed values and addresses are"
        " `***`. Null if the event was too large for the topic of dead letters",
        examples=['{"kind": "series"}'],
    )
    payload_bytes: int = Field(description="Length of the body", examples=[18])
    payload_truncated: bool = Field(description="Whether `payload` is only the beginning", examples=[False])

    @classmethod
    def of_details(cls, details: LetterDetails) -> Self:
        """Return the response for a letter with its content."""
        content = details.content
        return cls.model_validate(
            {
                **DeadLetterResponse.of(details.letter).model_dump(),
                "rejections": details.rejections,
                "headers": [{"name": name, "value": value} for name, value in content.headers],
                "payload": content.payload,
                "payload_bytes": content.payload_bytes,
                "payload_truncated": content.truncated,
            }
        )


class SelectedLettersResponse(ResponseModel):
    """The number of letters for which an action was requested."""

    letters: int = Field(description="Number of open letters that met the conditions", examples=[12])
