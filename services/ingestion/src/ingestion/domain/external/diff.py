"""The difference between two readings of a list. Pure."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

ChangeKind = Literal["added", "removed", "moved"]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One change of a list. Positions count from 1; an added item has no earlier one, a removed item no later one."""

    kind: ChangeKind
    key: str
    before: int | None
    after: int | None


def difference(before: Sequence[str], after: Sequence[str]) -> tuple[ItemChange, ...]:
    """Return what changed between two orders of distinct keys: removed items, then added and moved ones in order.

    As few items as possible count as moved: those outside of the longest run that kept its order.
    """
    old = {key: place for place, key in enumerate(before, start=1)}
    new = {key: place for place, key in enumerate(after, start=1)}
    kept = [key for key in after if key in old]
    in_order = {kept[index] for index in _longest_run([old[key] for key in kept])}
    removed = [ItemChange("removed", key, place, None) for key, place in old.items() if key not in new]
    others = [
        ItemChange("added", key, None, place) if key not in old else ItemChange("moved", key, old[key], place)
        for key, place in new.items()
        if key not in in_order
    ]
    return (*removed, *others)


def applied(before: Sequence[str], changes: Sequence[ItemChange]) -> list[str]:
    """Return the order that results from the changes of `difference`."""
    leaving = {change.key for change in changes}
    result = [key for key in before if key not in leaving]
    placed = sorted((change.after, change.key) for change in changes if change.after is not None)
    for place, key in placed:
        result.insert(place - 1, key)
    return result


def _longest_run(places: Sequence[int]) -> list[int]:
    """Return the indexes of a longest increasing subsequence, in O(n log n)."""
    lowest_ends: list[int] = []
    ends: list[int] = []
    previous: list[int | None] = []
    for index, place in enumerate(places):
        length = bisect_left(lowest_ends, place)
        previous.append(ends[length - 1] if length else None)
        if length == len(ends):
            lowest_ends.append(place)
            ends.append(index)
        else:
            lowest_ends[length] = place
            ends[length] = index
    run: list[int] = []
    at = ends[-1] if ends else None
    while at is not None:
        run.append(at)
        at = previous[at]
    return run[::-1]
