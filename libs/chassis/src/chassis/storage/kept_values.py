"""Values that a process keeps in memory up to a size; those that were read first are forgotten first."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class KeptValues(Generic[K, V]):
    """Values of which the sizes are at most `most` together; one value may be larger alone.

    `get` is the method of a dictionary: a page looks up everything that it shows.
    """

    __slots__ = ("_most", "_size", "_size_of", "_values", "get")

    def __init__(self, most: int, *, size_of: Callable[[V], int] = lambda _: 1) -> None:
        """Keep no value yet. `size_of` must return the same for a value whenever it is called."""
        self._most = most
        self._size_of = size_of
        self._size = 0
        self._values: dict[K, V] = {}
        self.get: Final = self._values.get

    def keep(self, key: K, value: V) -> None:
        """Keep a value as the newest, in place of the former one of the key."""
        self._forget(key)
        self._values[key] = value
        self._size += self._size_of(value)
        while self._size > self._most and len(self._values) > 1:
            self._forget(next(iter(self._values)))

    def _forget(self, key: K) -> None:
        if key in self._values:
            self._size -= self._size_of(self._values.pop(key))
