"""Bodies about the kinds of sources."""

from typing import Any, Literal, Self

from pydantic import Field

from chassis.http.schemas import ResponseModel
from sources.application.media_sources.ports import KindField, KindOfSource
from sources.domain.media_sources.source import SourceKind


class KindFieldResponse(ResponseModel):
    """A field that a user states to connect a source."""

    name: str = Field(description="Its name in the body of a request", examples=["url"])
    type: Literal["text", "boolean", "integer", "list"] = Field(description="Type of its value", examples=["text"])
    is_required: bool = Field(description="Whether it must be stated", examples=[True])
    is_secret: bool = Field(description="Whether it is stored encrypted and never shown", examples=[False])
    description: str = Field(description="What it is", examples=["Address of the server"])
    default: Any = Field(description="Its value when it is omitted, or null", examples=[None])
    example: Any = Field(description="Such a value, or null", examples=["https://media.example"])
    choices: list[str] = Field(description="The values that it may have; empty for any", examples=[[]])
    most_characters: int | None = Field(description="Its greatest length, or null", examples=[2048])

    @classmethod
    def of(cls, field: KindField) -> Self:
        """Return the body of a field."""
        return cls(
            name=field.name,
            type=field.type,
            is_required=field.is_required,
            is_secret=field.is_secret,
            description=field.description,
            default=field.default,
            example=field.example,
            choices=list(field.choices),
            most_characters=field.most_characters,
        )


class KindOfSourceResponse(ResponseModel):
    """A kind of source that the user may add."""

    kind: SourceKind = Field(description="Its name", examples=["webdav"])
    configuration: list[KindFieldResponse] = Field(description="Fields that are stored and shown")
    credentials: list[KindFieldResponse] = Field(description="Fields that are stored encrypted, and never shown")
    is_for_administrators: bool = Field(description="Whether only administrators may add it", examples=[False])

    @classmethod
    def of(cls, kind: KindOfSource) -> Self:
        """Return the body of a kind."""
        return cls(
            kind=kind.kind,
            configuration=[KindFieldResponse.of(field) for field in kind.configuration],
            credentials=[KindFieldResponse.of(field) for field in kind.credentials],
            is_for_administrators=kind.is_for_administrators,
        )
