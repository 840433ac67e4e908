"""Lists in which a provider names something twice: the first mention stays."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)


def unique(values: Iterable[H]) -> tuple[H, ...]:
    """Return each value once, in the order of the first mentions."""
    return tuple(dict.fromkeys(values))


def unique_by(values: Iterable[T], key: Callable[[T], Hashable]) -> tuple[T, ...]:
    """Return the first value of each key, in order."""
    first: dict[Hashable, T] = {}
    for value in values:
        first.setdefault(key(value), value)
    return tuple(first.values())
