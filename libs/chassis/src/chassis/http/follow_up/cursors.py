"""Cursors: where the next page of a list begins, as an opaque text that is valid for one query only.

The text holds the position in the open and a checksum over position and query. It is no secret and grants nothing: the
checksum detects a cursor that was changed or sent with another query. A client could compute it, so the reader of
a position checks its values as those of any parameter.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Annotated, Any, Final

from pydantic import Field
from pydantic_core import from_json, to_json

CHECKSUM: Final = 9
MOST_CHARACTERS: Final = 400

Cursor = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS, pattern="^[A-Za-z0-9_-]+$")]
"""A parameter with a cursor."""


class InvalidCursor(ValueError):
    """The cursor was changed, or belongs to another query."""


def encode_cursor(position: Sequence[object], query: str) -> str:
    """Return the cursor of a position, whose values are JSON, in the results of a query."""
    body = to_json(list(position))
    return urlsafe_b64encode(_checksum(body, query) + body).rstrip(b"=").decode()


def decode_cursor(cursor: str, query: str) -> list[Any]:
    """Return the position of a cursor; raise InvalidCursor when it is not one of this query."""
    try:
        content = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (Error, ValueError) as malformed:
        raise InvalidCursor from malformed
    body = content[CHECKSUM:]
    if content[:CHECKSUM] != _checksum(body, query) or not _is_canonical(cursor, content):
        raise InvalidCursor
    try:
        position = from_json(body)
    except ValueError as malformed:
        raise InvalidCursor from malformed
    if not isinstance(position, list):
        raise InvalidCursor
    return position


def _is_canonical(cursor: str, content: bytes) -> bool:
    """Return whether a cursor is the one text of its content: the last character has bits that decoding ignores."""
    return urlsafe_b64encode(content).rstrip(b"=").decode() == cursor


def _checksum(body: bytes, query: str) -> bytes:
    return blake2b(body, digest_size=CHECKSUM, key=_key(query)).digest()


@lru_cache(maxsize=1024)
def _key(query: str) -> bytes:
    """Return the key of a query's checksums; clients page through the same few lists."""
    return blake2b(query.encode(), digest_size=32).digest()
