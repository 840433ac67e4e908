"""The order of a mix: no artist follows itself."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def spread(items: Sequence[T], key: Callable[[T], Hashable], rng: Random) -> list[T]:
    """Return items in random order, where none follows another with the same key as long as that is possible.

    It is possible when no key has more than half of the items, rounded up: then the key with the most items left is
    next whenever it has to be, and a random other one otherwise.
    """
    groups: dict[Hashable, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    for group in groups.values():
        rng.shuffle(group)
    ordered: list[T] = []
    last: Hashable = object()
    for left in range(len(items), 0, -1):
        choices = [name for name in groups if groups[name] and name != last] or [last]
        largest = max(choices, key=lambda name: len(groups[name]))
        if len(groups[largest]) * 2 > left:
            last = largest
        else:
            last = rng.choices(choices, [len(groups[name]) for name in choices])[0]
        ordered.append(groups[last].pop())
    return ordered
