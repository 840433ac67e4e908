"""Cursors of searches: the tier and sort key of the last item, and which typing errors are tolerated."""

from typing import Any, Final

from chassis.http.errors import validation_error
from chassis.http.follow_up.cursors import InvalidCursor, decode_cursor, encode_cursor
from chassis.http.validation.problems import Problem
from search.application.searching.requests import Continuation
from search.application.searching.search import MOST_TOLERANCE
from search.domain.matching import Position

MOST_TIERS: Final = 1000
MOST_KEY: Final = 2**64 - 1


def write_cursor(next_page: Continuation, query: str) -> str:
    """Return the cursor of a page."""
    position = next_page.position
    return encode_cursor((position.tier, position.key, next_page.tolerance), query)


def read_cursor(cursor: str, query: str) -> Continuation:
    """Return where a page begins; raise a validation error for any other text.

    A client can compute the checksum, so each value is checked.
    """
    try:
        tier, key, tolerance = decode_cursor(cursor, query)
        if not (_within(tier, MOST_TIERS) and _within(key, MOST_KEY) and _within(tolerance, MOST_TOLERANCE)):
            raise InvalidCursor
    except ValueError as invalid:
        raise validation_error(
            Problem("cursor", "query", "cursor_invalid", "must be nextCursor of a page of this search")
        ) from invalid
    return Continuation(Position(tier, key), tolerance)


def _within(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value <= most
