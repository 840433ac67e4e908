"""Cursors of lists: the sort value and the id of the last title of a page, and how many titles come before the next."""

from datetime import date
from functools import lru_cache
from math import isfinite
from typing import Any, Final, Literal
from uuid import UUID

from catalog.application.read_models import Position
from chassis.http.errors import ApiError, validation_error
from chassis.http.follow_up.cursors import InvalidCursor, decode_cursor, encode_cursor
from chassis.http.validation.problems import Problem

SortValue = Literal["rank", "number", "day"]
"""What titles are sorted by."""
MOST: Final = 2**31 - 1


@lru_cache(maxsize=1024)
def write_cursor(last: Position, before: int, query: str) -> str:
    """Return the cursor of the page that follows a title, as the last of `before` ones.

    Most requests are for the first pages of the same lists.
    """
    return encode_cursor((last.key, last.media_id, before), query)


@lru_cache(maxsize=1024)
def read_cursor(cursor: str, query: str, sorted_by: SortValue) -> tuple[Position, int]:
    """Return the position of a cursor, and the number of titles before it; raise a validation error for any other text.

    A client can compute the checksum, so each value is checked.
    """
    try:
        key, media_id, before = decode_cursor(cursor, query)
        if type(before) is not int or not 0 <= before <= MOST:
            raise InvalidCursor
        return Position(UUID(media_id), _key(key, sorted_by)), before
    except (ValueError, TypeError, AttributeError, OverflowError) as invalid:
        raise cursor_error("cursor_invalid", "must be nextCursor of a page of this list with this order") from invalid


def cursor_error(rule: str, message: str) -> ApiError:
    """Return the error of a cursor."""
    return validation_error(Problem("cursor", "query", rule, message))


def _key(value: Any, sorted_by: SortValue) -> int | float | date | None:
    """Return a sort value as its column has it."""
    if value is None:
        return None
    if sorted_by == "day":
        return date.fromisoformat(value)
    if sorted_by == "rank" and type(value) is int and 0 <= value <= MOST:
        return value
    if sorted_by == "number" and type(value) in (int, float) and isfinite(value):
        return float(value)
    raise InvalidCursor
