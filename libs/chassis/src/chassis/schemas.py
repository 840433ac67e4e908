"""The shapes every answer has: the envelope, the page and the error, with camelCase names."""

from typing import Final, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel

T = TypeVar("T")
_UNSTORABLE: Final = frozenset(map(chr, (0, *range(0xD800, 0xE000))))


class Answer(BaseModel):
    """Base of what a service answers."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, frozen=True)


class Ask(BaseModel):
    """Base of what a client sends: an unknown field is an error that names it, and so is a text no table can hold."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, frozen=True, extra="forbid"
    )

    @field_validator("*")
    @classmethod
    def _storable(cls, value: T) -> T:
        if isinstance(value, str) and not _UNSTORABLE.isdisjoint(value):
            raise ValueError("holds a character that cannot be stored (NUL or half of a surrogate pair)")
        return value


class Success(Answer, Generic[T]):
    """A single result."""

    success: Literal[True] = True
    data: T


class PageMeta(Answer):
    """Where a page stands in its list."""

    count: int = Field(description="Items on this page", examples=[20])
    total: int | None = Field(description="Items in the whole list, null where it is not counted", examples=[210])
    limit: int = Field(description="Most items a page may hold", examples=[20])
    offset: int = Field(description="Items before this page", examples=[0])
    has_more: bool = Field(description="Whether a further page exists", examples=[True])
    next_cursor: str | None = Field(default=None, description="Opaque place of the next page, for deep reads")


class Page(Answer, Generic[T]):
    """One page of a list."""

    success: Literal[True] = True
    data: list[T]
    meta: PageMeta


class ErrorBody(Answer):
    """What went wrong."""

    code: str = Field(description="Stable code, one per cause", examples=["VALIDATION_ERROR"])
    message: str = Field(description="What is wrong, for a person", examples=["limit: must be at most 50"])
    status_code: int = Field(examples=[400])
    details: dict[str, object] = Field(default_factory=dict, description="What the code needs to be acted on")
    request_id: str = Field(description="Quote it when asking for help")


class Failure(Answer):
    """An error."""

    success: Literal[False] = False
    error: ErrorBody


def page_meta(*, count: int, total: int, limit: int, offset: int) -> PageMeta:
    """Give the meta of a counted page."""
    return PageMeta(count=count, total=total, limit=limit, offset=offset, has_more=offset + count < total)
