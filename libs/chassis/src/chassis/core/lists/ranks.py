"""Ranks of items that users order: integers with gaps, so that an item is placed between two others by one write.

When no integer is left between two items, the ranks of the list are distributed again.
"""

from typing import Final

GAP: Final = 1 << 20


def ranks_between(after: int | None, before: int | None, count: int) -> list[int] | None:
    """Return `count` ascending ranks between two ranks, or null when there are too few.

    Null as `after` is the beginning of the list, null as `before` its end.
    """
    if after is None and before is None:
        return [GAP * number for number in range(1, count + 1)]
    if before is None:
        return [(after or 0) + GAP * number for number in range(1, count + 1)]
    if after is None:
        return [before - GAP * number for number in range(count, 0, -1)]
    step = (before - after) // (count + 1)
    return [after + step * number for number in range(1, count + 1)] if step else None
