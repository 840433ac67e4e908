"""Base models and the envelope of every response: single result, page and error, with camelCase names."""

from typing import Final, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

T = TypeVar("T")
_UNSTORABLE: Final = frozenset(map(chr, (0, *range(0xD800, 0xE000))))


class ResponseModel(BaseModel):
    """Base of response bodies."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, frozen=True)


class RequestModel(BaseModel):
    """Base of request bodies: unknown fields and texts that no table can store are errors that name the field.

    Values keep their JSON type: no number is parsed from a string, no boolean from a number, no integer from 5.0. A
    field of a type that JSON lacks (a date) uses a type of `chassis.http.validation.inputs`.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
    )

    @field_validator("*")
    @classmethod
    def _storable(cls, value: T) -> T:
        if isinstance(value, str) and not _UNSTORABLE.isdisjoint(value):
            raise PydanticCustomError("unstorable", "must not contain NUL or a lone surrogate")
        return value


class Parameters(RequestModel):
    """Base of the query parameters of a route. Values are texts, whose form `chassis.http.parameters` checks."""

    model_config = ConfigDict(strict=False)


class Success(ResponseModel, Generic[T]):
    """A single result."""

    success: Literal[True] = Field(default=True, description="Always true: the request succeeded")
    data: T = Field(description="The result")


class PageMeta(ResponseModel):
    """The position of a page in its list."""

    count: int = Field(description="Number of items on this page", examples=[1])
    total: int | None = Field(
        description="Number of items in the whole list, or null when they are not counted", examples=[1]
    )
    limit: int = Field(description="Maximum number of items on a page", examples=[20])
    offset: int = Field(description="Number of items before this page", examples=[0])
    has_more: bool = Field(
        description="Whether another page follows: request it with `offset` + `limit`", examples=[False]
    )
    next_cursor: str | None = Field(
        default=None,
        description="Always null. Lists are paged by `limit` and `offset`; the field is reserved",
        examples=[None],
    )


class CursorPageMeta(PageMeta):
    """The position of a page in a list that is read further by a cursor."""

    has_more: bool = Field(
        description="Whether another page follows: request it with `cursor`, or with `offset` + `limit`",
        examples=[False],
    )
    next_cursor: str | None = Field(
        default=None,
        description="Value of `cursor` for the next page of the same list, order and filters; null on the last page",
        examples=[None],
    )


class Page(ResponseModel, Generic[T]):
    """One page of a list."""

    success: Literal[True] = Field(default=True, description="Always true: the request succeeded")
    data: list[T] = Field(description="The items of this page, in the order of the list")
    meta: PageMeta = Field(description="The position of the page in its list")


class CursorPage(Page[T], Generic[T]):
    """One page of a list that is read further by a cursor."""

    meta: CursorPageMeta = Field(description="The position of the page in its list")


class ImageSet(ResponseModel):
    """URLs of one image in four sizes; the gateway serves the same files at `/api/v1/images`."""

    small: str = Field(
        description="For lists of small items: 92 to 342 pixels wide, by the kind of image",
        examples=["https://image.tmdb.org/t/p/w342/8uO0gUM8aNqYLs1OsTBQiXu0fEv.jpg"],
    )
    medium: str = Field(
        description="For cards: 185 to 780 pixels wide",
        examples=["https://image.tmdb.org/t/p/w500/8uO0gUM8aNqYLs1OsTBQiXu0fEv.jpg"],
    )
    large: str = Field(
        description="For the page of a title: 300 to 1280 pixels wide",
        examples=["https://image.tmdb.org/t/p/w780/8uO0gUM8aNqYLs1OsTBQiXu0fEv.jpg"],
    )
    original: str = Field(
        description="In the size that was uploaded",
        examples=["https://image.tmdb.org/t/p/original/8uO0gUM8aNqYLs1OsTBQiXu0fEv.jpg"],
    )


class ErrorBody(ResponseModel):
    """The error."""

    code: str = Field(description="Stable code of the cause: clients compare it", examples=["VALIDATION_ERROR"])
    message: str = Field(
        description="Description of the error for developers; its wording may change",
        examples=["limit: must be at most 50, not 51"],
    )
    status_code: int = Field(description="The HTTP status", examples=[400])
    details: dict[str, object] = Field(
        default_factory=dict,
        description="Data that a client needs to handle the code. `VALIDATION_ERROR`: `errors`, a list of `field`, `in`"
        " (`path`, `query`, `header` or `body`), `rule` (stable code), `params` (the values in the message by name,"
        " such as `minLength`) and `message`. Empty for most other codes",
        examples=[{}],
    )
    request_id: str = Field(
        description="Id of the request, the same as in the header `X-Request-Id`",
        examples=["9f1c2d3e4b5a69788796a5b4c3d2e1f0"],
    )


class Failure(ResponseModel):
    """An error."""

    success: Literal[False] = Field(default=False, description="Always false: the request failed")
    error: ErrorBody = Field(description="The error")


def page_meta(*, count: int, total: int, limit: int, offset: int) -> PageMeta:
    """Return the position of a page in a counted list."""
    return PageMeta(count=count, total=total, limit=limit, offset=offset, has_more=offset + count < total)
