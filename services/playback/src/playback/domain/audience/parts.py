"""Parts of an asset: twenty of the same length. Those that a user watched are a set of 20 bits."""

from typing import Final

PARTS: Final = 20
ALL: Final = (1 << PARTS) - 1
LONGEST_GAP_MS: Final = 1_000
"""Players know their position a few times a second: between two ranges without a break there is as much at most."""


def parts_of(begin_ms: int, end_ms: int, duration_ms: int) -> int:
    """Return the parts that were watched: those of which the range has something at most half a second off the middle.

    In a short video it is a quarter of a part. So a range that is reported in pieces gives the same parts in any order,
    and a part whose edge was touched only does not count.
    """
    leeway = min(LONGEST_GAP_MS / 2, duration_ms / PARTS / 4)
    middles = ((part, (2 * part + 1) * duration_ms / (2 * PARTS)) for part in range(PARTS))
    return sum(1 << part for part, middle in middles if begin_ms < middle + leeway and end_ms > middle - leeway)
