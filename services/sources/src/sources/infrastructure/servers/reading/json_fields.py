"""Reads JSON that a server sent: untrusted, and of shapes that vary by version.

What a listing is built of must be there, else the response is invalid. A detail of the wrong type is unknown.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from sources.infrastructure.servers.failures import invalid

LONGEST_TEXT: Final = 4096
_LARGEST: Final = 2**63 - 1
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")

Object = Mapping[str, Any]


def document(body: bytes, expected: str) -> Object:
    """Return the object that a body is; raise SourceFailed."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise invalid(f"{expected} as JSON") from error
    if not isinstance(value, dict):
        raise invalid(f"{expected} as a JSON object")
    return value


def inner(value: Object, name: str) -> Object:
    """Return an object in an object; raise SourceFailed when it is missing."""
    result = value.get(name)
    if not isinstance(result, dict):
        raise invalid(f"the object {name}")
    return result


def objects(value: Object, name: str, *, required: bool = False) -> Sequence[Object]:
    """Return the objects of a list. Raise SourceFailed for another value, or when it is required and missing."""
    result = value.get(name)
    if result is None and not required:
        return ()
    if not isinstance(result, list) or not all(isinstance(item, dict) for item in result):
        raise invalid(f"the list {name} of objects")
    return result


def text(value: Object, name: str) -> str | None:
    """Return a text that can be stored, or null."""
    result = value.get(name)
    if isinstance(result, int) and not isinstance(result, bool):
        result = str(result)
    if not isinstance(result, str) or _CONTROL.search(result) or len(result) > LONGEST_TEXT:
        return None
    return result.strip() or None


def required_text(value: Object, name: str) -> str:
    """Return a text; raise SourceFailed when it is missing."""
    result = text(value, name)
    if result is None:
        raise invalid(f"the text {name}")
    return result


def whole(value: Object, name: str) -> int | None:
    """Return a whole number from 0 on, also one that is written as text, or null."""
    result = value.get(name)
    if isinstance(result, str) and result.isascii() and result.isdigit() and len(result) < 20:
        result = int(result)
    if isinstance(result, float) and result.is_integer():
        result = int(result)
    if not isinstance(result, int) or isinstance(result, bool) or not 0 <= result <= _LARGEST:
        return None
    return result


def number_within(value: Object, name: str, least: int, most: int) -> int | None:
    """Return a whole number within bounds, or null."""
    result = whole(value, name)
    return result if result is not None and least <= result <= most else None


def instant(value: Object, name: str) -> datetime | None:
    """Return a date with its time (ISO 8601; UTC unless it states a zone), or seconds since 1970, or null."""
    result = value.get(name)
    try:
        if isinstance(result, int | float) and not isinstance(result, bool):
            return datetime.fromtimestamp(result, UTC)
        if not isinstance(result, str):
            return None
        # Seven decimals are common, and the standard library reads six.
        parsed = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", result))
    except (ValueError, OverflowError, OSError):
        return None
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
