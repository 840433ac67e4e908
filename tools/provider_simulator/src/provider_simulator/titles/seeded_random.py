"""Deterministic numbers from integers: the same parts always give the same number, on every machine."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_MASK = 0xFFFFFFFFFFFFFFFF


def mix(*parts: int) -> int:
    """Return a well spread 64-bit number for the given integers (the finaliser of splitmix64 over each part)."""
    state = 0x9E3779B97F4A7C15
    for part in parts:
        state = ((state ^ (part & _MASK)) * 0xBF58476D1CE4E5B9) & _MASK
        state ^= state >> 27
        state = (state * 0x94D049BB133111EB) & _MASK
        state ^= state >> 31
    return state


def unit(*parts: int) -> float:
    """Return a number from 0 (included) to 1 (excluded)."""
    return (mix(*parts) >> 11) / 9007199254740992.0


def between(low: float, high: float, *parts: int) -> float:
    """Return a number from `low` to `high`."""
    return low + (high - low) * unit(*parts)


def pick(options: Sequence[T], *parts: int) -> T:
    """Return one of the options, each equally likely."""
    return options[mix(*parts) % len(options)]
