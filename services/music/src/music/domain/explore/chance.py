"""Chance that can be repeated: the same seed draws the same."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final, TypeVar
from uuid import UUID

T = TypeVar("T")

LARGEST_SEED: Final = 2**31 - 1
POOL: Final = 4
"""How many times as many items are read as are drawn: neighbours in the order of ids are not always together."""
_MONTH: Final = timedelta(days=30.4375)


def pivot_of(seed: int) -> UUID:
    """Return the id from which items are read. Ids are random, so that those behind it are a random part."""
    return UUID(int=Random(f"pivot:{seed}").getrandbits(128))


def drawn(pool: Sequence[T], seed: int, number: int) -> list[T]:
    """Return some items of a pool in random order."""
    return Random(f"draw:{seed}").sample(pool, min(number, len(pool)))


def months_before(now: datetime, months: int) -> datetime:
    """Return the instant that is some mean months ago."""
    return now - months * _MONTH
