"""The part of a file that a client requests (RFC 9110 section 14)."""

import re
from dataclasses import dataclass
from typing import Final

_RANGE: Final = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.ASCII)


class RangeNotSatisfiable(Exception):
    """The requested range begins behind the end of the file."""

    def __init__(self, total: int) -> None:
        super().__init__(f"The file has {total} bytes")
        self.total = total


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes of a file, at least one."""

    begin: int
    length: int


def requested_range(header: str | None, total: int) -> ByteRange | None:
    """Return the only range of a header; null for the whole file, and for a header that is not understood.

    Raise RangeNotSatisfiable. A header with several ranges is ignored, as RFC 9110 permits.
    """
    match = None if header is None else _RANGE.fullmatch(header.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        length = min(int(match[2]), total)
        begin, end = total - length, total
    else:
        begin, end = int(match[1]), min(int(match[2]) + 1 if match[2] else total, total)
        if match[2] and int(match[2]) < begin:
            return None
    if begin >= total or begin >= end:
        raise RangeNotSatisfiable(total)
    return ByteRange(begin, end - begin)
