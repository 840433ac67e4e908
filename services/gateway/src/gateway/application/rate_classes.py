"""The rate classes of users, as billing states them: in little memory, since every replica holds those of all users."""

import math
from array import array
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from gateway.application.ports import Principal
from gateway.domain.rate_limit import FREE_CLASS

SHARDS: Final = 1024
_NO_END: Final = 2**32 - 1
"""In the year 2106."""


@dataclass(frozen=True, slots=True)
class RateClassChange:
    """The class of a user from `version` on, until an instant in seconds since the epoch; null has no end."""

    user_id: UUID
    version: int
    rate_class: str
    valid_until: float | None


@dataclass(frozen=True, slots=True)
class UserRemoved:
    """The account of a user was deleted."""

    user_id: UUID


Change = RateClassChange | UserRemoved


class _Shard:
    """Some users, sorted by key. Arrays need no object per user, and an insertion moves some kilobytes at most."""

    __slots__ = ("classes", "ends", "keys", "versions")

    def __init__(self) -> None:
        self.keys = array("Q")
        self.versions = array("Q")
        self.ends = array("I")
        self.classes = array("B")

    def place(self, key: int) -> tuple[int, bool]:
        """Return where a key is or belongs, and whether it is there."""
        at = bisect_left(self.keys, key)
        return at, at < len(self.keys) and self.keys[at] == key

    def insert(self, at: int, key: int, version: int, end: int, rate_class: int) -> None:
        """Add a key at its place."""
        self.keys.insert(at, key)
        self.versions.insert(at, version)
        self.ends.insert(at, end)
        self.classes.insert(at, rate_class)

    def remove(self, at: int) -> None:
        """Remove the key at a place."""
        for column in (self.keys, self.versions, self.ends, self.classes):
            del column[at]


class RateClasses:
    """The users whose class is not the free one, and those who lost it: about 25 bytes each.

    A user is known by 74 bits of the id: the last 64, and 12 that choose the shard and are random as well (RFC 9562).
    """

    def __init__(self, now: Callable[[], float]) -> None:
        """`now` returns the seconds since the epoch."""
        self._now = now
        self._shards = [_Shard() for _ in range(SHARDS)]
        self._names = [FREE_CLASS]

    def __len__(self) -> int:
        """Return the number of users in memory."""
        return sum(len(shard.keys) for shard in self._shards)

    def of(self, user_id: UUID) -> str:
        """Return the class of a user now: the free one when nothing is known, or its end has passed."""
        shard, key = self._find(user_id)
        at, is_known = shard.place(key)
        if not is_known or shard.ends[at] <= self._now():
            return FREE_CLASS
        return self._names[shard.classes[at]]

    def apply(self, change: Change) -> None:
        """Apply a change, if it is newer than what is known.

        A free user who is not known stays unknown. One who is known keeps the version, so that an older event that
        Kafka delivers again is recognized.
        """
        shard, key = self._find(change.user_id)
        at, is_known = shard.place(key)
        if isinstance(change, UserRemoved):
            if is_known:
                shard.remove(at)
        elif not is_known:
            if change.rate_class != FREE_CLASS:
                shard.insert(at, key, change.version, _end_of(change), self._number(change.rate_class))
        elif change.version > shard.versions[at]:
            shard.versions[at] = change.version
            shard.ends[at] = _end_of(change)
            shard.classes[at] = self._number(change.rate_class)

    def _find(self, user_id: UUID) -> tuple[_Shard, int]:
        number = user_id.int
        return self._shards[(number >> 64) % SHARDS], number & 0xFFFF_FFFF_FFFF_FFFF

    def _number(self, rate_class: str) -> int:
        if rate_class not in self._names:
            self._names.append(rate_class)
        return self._names.index(rate_class)


def _end_of(change: RateClassChange) -> int:
    """Return the end in whole seconds."""
    return _NO_END if change.valid_until is None else max(0, min(math.ceil(change.valid_until), _NO_END))


class CurrentRateClasses:
    """The classes that were read from the log last; until it was read once, there are none."""

    def __init__(self) -> None:
        self._classes: RateClasses | None = None

    def __len__(self) -> int:
        """Return the number of users in memory."""
        return 0 if self._classes is None else len(self._classes)

    def replace(self, classes: RateClasses) -> None:
        """Use these classes from now on; later changes are applied to them."""
        self._classes = classes

    def of(self, principal: Principal) -> str:
        """Return the class of a user, whatever the token states; before the log was read, the plan of the token."""
        return principal.plan if self._classes is None else self._classes.of(principal.user_id)
