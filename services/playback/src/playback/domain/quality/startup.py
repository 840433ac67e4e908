"""Start-up times: counted between fixed boundaries, so that the counts of days and assets can be added."""

from collections.abc import Mapping
from typing import Final

BOUNDARIES_MS: Final = (
    100, 200, 300, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000, 7_000, 10_000, 15_000, 20_000, 30_000, 60_000, 600_000,
)  # fmt: skip
"""The upper ends of the intervals; the last one is the longest time that a client may report."""
LONGEST_MS: Final = BOUNDARIES_MS[-1]


def boundary_of(duration_ms: int) -> int:
    """Return the upper end of the interval of a time."""
    return next(boundary for boundary in BOUNDARIES_MS if duration_ms <= boundary)


def quantile(counts: Mapping[int, int], share: float) -> int | None:
    """Return the time within which a share of the starts succeeded, or null without starts.

    Within an interval the times are taken as evenly spread, so the error is at most the length of the interval.
    """
    total = sum(counts.values())
    if not total:
        return None
    rank, below, lower = share * total, 0, 0
    for boundary in BOUNDARIES_MS:
        count = counts.get(boundary, 0)
        if count and below + count >= rank:
            return round(lower + (boundary - lower) * (rank - below) / count)
        below, lower = below + count, boundary
    return LONGEST_MS
