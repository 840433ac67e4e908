"""Pages of deep lists, which are read further by a cursor."""

from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import Field

from chassis.http.errors import ApiError, validation_error
from chassis.http.follow_up.cursors import InvalidCursor
from chassis.http.schemas import CursorPageMeta
from chassis.http.validation.problems import Problem

EPOCH: Final = datetime(1, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_MOST_MICROSECONDS: Final = (datetime(9999, 12, 31, tzinfo=UTC) - EPOCH) // _MICROSECOND
_MOST_NUMBER: Final = 2**63 - 1


class CursorMeta(CursorPageMeta):
    """The position of a page in a list that may be deep."""

    total: int | None = Field(
        description="Number of items in the whole list, or null when more than 10000 match the filters", examples=[1]
    )
    offset: int = Field(description="Number of items on the pages before this one", examples=[0])


def cursor_error() -> ApiError:
    """Return the error of a cursor that was changed, or of another list."""
    message = "must be nextCursor of a page of this list with the same order and filters"
    return validation_error(Problem("cursor", "query", "cursor_invalid", message))


def microseconds(at: datetime) -> int:
    """Return an instant as a number for a cursor."""
    return (at - EPOCH) // _MICROSECOND


def instant(value: object) -> datetime:
    """Return the instant of such a number, which a client may have changed; raise InvalidCursor."""
    return EPOCH + number(value, _MOST_MICROSECONDS) * _MICROSECOND


def number(value: object, most: int = _MOST_NUMBER) -> int:
    """Return a number of a cursor, which a client may have changed; raise InvalidCursor."""
    if type(value) is not int or not 0 <= value <= most:
        raise InvalidCursor
    return value
