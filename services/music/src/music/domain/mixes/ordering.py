"""The order of a mix: no artist follows itself, and each track goes with the one before it as far as that is known."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def harmonic(items: Sequence[T], key: Callable[[T], Hashable], fits: Callable[[T, T], float], rng: Random) -> list[T]:
    """Return items in an order with the rule of `spread`, in which each is likely to fit the one before it.

    Of those that may be next, one is as probable as the square of how well it fits: chance keeps mixes different.
    """
    left = list(items)
    counts = Counter(key(item) for item in items)
    ordered: list[T] = []
    while left:
        choices = [item for item in left if not ordered or key(item) != key(ordered[-1])] or left
        largest = max((key(item) for item in choices), key=lambda name: counts[name])
        if counts[largest] * 2 > len(left):
            choices = [item for item in choices if key(item) == largest]
        weights = [fits(ordered[-1], item) ** 2 for item in choices] if ordered else None
        following = rng.choices(choices, weights)[0]
        ordered.append(following)
        left.remove(following)
        counts[key(following)] -= 1
    return ordered


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
