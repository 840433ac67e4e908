"""Pages of lists, which are read further by a cursor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final, TypeVar
from uuid import UUID

from pydantic import Field

from chassis.core.lists.pages import Key, Part, Slice
from chassis.http.errors import ApiError, validation_error
from chassis.http.follow_up.cursors import Cursor, InvalidCursor, decode_cursor, encode_cursor
from chassis.http.schemas import CursorPage, CursorPageMeta, Parameters
from chassis.http.validation.problems import Problem

Item = TypeVar("Item")
Response = TypeVar("Response")

_PLACE: Final = {"limit", "offset", "cursor"}
"""Parameters that say which part of a list is requested, not which list."""
_NO_FILTERS: Final = "{}"
_EPOCH: Final = datetime(1, 1, 1, tzinfo=UTC)
_MOST_OFFSET: Final = 2_147_483_647
_MOST_DEEP_OFFSET: Final = 10_000
_MICROSECOND: Final = timedelta(microseconds=1)
_MOST_MICROSECONDS: Final = (datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH) // _MICROSECOND
_MOST_NUMBER: Final = 2**63 - 1

ReadKey = Callable[[object], Key]
"""Returns a key of a cursor, which a client may have changed; raises InvalidCursor."""


class CursorMeta(CursorPageMeta):
    """The position of a page in a list that may be deep."""

    total: int | None = Field(
        description="Number of items in the whole list, or null when more than 10000 match the filters", examples=[1]
    )
    offset: int = Field(description="Number of items on the pages before this one", examples=[0])


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: the name of the list, which no other list has, and the keys of its places."""

    name: str
    keys: tuple[ReadKey, ...]


class PartParams(Parameters):
    """Which part of a list to return: behind a number of items, or behind the page before."""

    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(
        default=0,
        ge=0,
        le=_MOST_OFFSET,
        description=f"Number of items before the page, at most {_MOST_OFFSET}; `cursor` reads a long list faster, and"
        " omits and repeats none while items arrive",
        examples=[0],
    )
    cursor: Cursor | None = Field(
        default=None,
        description="`nextCursor` of the page before, with the same order and filters; `offset` does not count then",
        examples=["m5vRkq0T2lZlWzQyXQ"],
    )

    def part(self, order: Order) -> Slice:
        """Return the part that is requested; raise ApiError for a cursor that was changed, or of another list."""
        if self.cursor is None:
            return Slice(self.limit, self.offset)
        try:
            *keys, before = decode_cursor(self.cursor, self._query(order))
            place = tuple(read(key) for read, key in zip(order.keys, keys, strict=True))
            return Slice(self.limit, number(before, _MOST_OFFSET), place)
        except ValueError as invalid:
            raise _cursor_error() from invalid

    def page(
        self, order: Order, requested: Slice, part: Part[Item], shown: Callable[[Item], Response]
    ) -> CursorPage[Response]:
        """Return the response of a part of a list."""
        return CursorPage(data=[shown(item) for item in part.items], meta=self.meta(order, requested, part))

    def meta(self, order: Order, requested: Slice, part: Part[Item]) -> CursorMeta:
        """Return the position of a part in its list."""
        count = len(part.items)
        before = min(requested.offset + count, _MOST_OFFSET)
        place = None if part.last is None else (*map(_written, part.last), before)
        return CursorMeta(
            count=count,
            total=part.total,
            limit=requested.limit,
            offset=requested.offset,
            has_more=part.last is not None,
            next_cursor=None if place is None else encode_cursor(place, self._query(order)),
        )

    def _query(self, order: Order) -> str:
        """Return the list, its order and filters, on which a cursor depends."""
        if self.model_fields_set <= _PLACE:
            return order.name + _NO_FILTERS
        return order.name + self.model_dump_json(exclude=_PLACE, exclude_defaults=True)


class DeepPartParams(PartParams):
    """Which part of a list to return that is too long to be read by `offset` to its end."""

    offset: int = Field(
        default=0,
        ge=0,
        le=_MOST_DEEP_OFFSET,
        description=f"Number of items before the page, at most {_MOST_DEEP_OFFSET}: read further with `cursor`",
        examples=[0],
    )


def instant(value: object) -> datetime:
    """Return an instant of a cursor."""
    return _EPOCH + number(value, _MOST_MICROSECONDS) * _MICROSECOND


def number(value: object, most: int = _MOST_NUMBER) -> int:
    """Return a number of a cursor."""
    if type(value) is not int or not 0 <= value <= most:
        raise InvalidCursor
    return value


small_number: Final = partial(number, most=2**31 - 1)


def identifier(value: object) -> UUID:
    """Return an id of a cursor."""
    return UUID(text(value))


def day(value: object) -> date:
    """Return a day of a cursor."""
    return date.fromisoformat(text(value))


def text(value: object) -> str:
    """Return a text of a cursor."""
    if not isinstance(value, str) or "\x00" in value:
        raise InvalidCursor
    return value


def unknown(value: object) -> None:
    """Return the key of an order that has none."""
    if value is not None:
        raise InvalidCursor


def optional(read: ReadKey) -> ReadKey:
    """Return the reader of a key that may be unknown."""
    return lambda value: None if value is None else read(value)


def _cursor_error() -> ApiError:
    """Return the error of a cursor that was changed, or of another list."""
    message = "must be nextCursor of a page of this list with the same order and filters"
    return validation_error(Problem("cursor", "query", "cursor_invalid", message))


def _written(key: Key) -> int | str | None:
    if isinstance(key, datetime):
        return (key - _EPOCH) // _MICROSECOND
    return str(key) if isinstance(key, date | UUID) else key
