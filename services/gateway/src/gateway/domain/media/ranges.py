"""Byte ranges of files (RFC 9110 section 14). Of a file that is not in memory, the storage itself sends the part."""

import re
from typing import Final, NamedTuple

from gateway.domain.errors import RangeNotSatisfiable

_RANGE: Final = re.compile(rb"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))")


class Part(NamedTuple):
    """The bytes from `begin` up to and without `end`."""

    begin: int
    end: int


def requested_part(header: bytes | None, size: int) -> Part | None:
    """Return the part of a file that a header `Range` names, or null for the whole file.

    Several ranges, other units and malformed headers are ignored, as the standard allows. Raise RangeNotSatisfiable.
    """
    match = _RANGE.fullmatch(header.strip()) if header is not None else None
    if match is None:
        return None
    first, last, suffix = match.groups()
    if suffix is not None:
        begin, end = max(0, size - int(suffix)), size
        if not int(suffix):
            raise RangeNotSatisfiable(size)
    else:
        begin, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < int(first):
            return None
    if begin >= size:
        raise RangeNotSatisfiable(size)
    return Part(begin, end)


def names_one_part(header: bytes) -> bool:
    """Return whether a header `Range` is one that counts: storages treat all others in different ways."""
    match = _RANGE.fullmatch(header.strip())
    return match is not None and not (match[2] and int(match[2]) < int(match[1]))


def is_strong_tag(validator: bytes) -> bool:
    """Return whether a header `If-Range` is an entity tag by which a part can be requested (section 13.1.5)."""
    return len(validator) > 1 and validator.startswith(b'"') and validator.endswith(b'"')
