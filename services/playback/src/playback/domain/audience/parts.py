"""Parts of an asset: twenty of the same length. Those that a user watched are a set of 20 bits."""

from typing import Final

PARTS: Final = 20
ALL: Final = (1 << PARTS) - 1


def parts_of(begin_ms: int, end_ms: int, duration_ms: int) -> int:
    """Return the parts that a range of positions contains: a part was watched when its middle was.

    So a range that is reported in pieces gives the same parts, in any order, and a part whose edge was touched only
    does not count.
    """
    watched = 0
    for part in range(PARTS):
        if begin_ms * 2 * PARTS <= (2 * part + 1) * duration_ms < end_ms * 2 * PARTS:
            watched |= 1 << part
    return watched
