"""Exponential back-off with full jitter."""

import random
from typing import Final

LONGEST_PAUSE: Final = 30.0
_LARGEST_EXPONENT: Final = 30


def upper_bound(attempt: int, *, base: float, cap: float) -> float:
    """Return the longest pause before attempt `attempt` (from 0), in seconds: `min(cap, base * 2 ** attempt)`."""
    return min(cap, base * 2.0 ** min(attempt, _LARGEST_EXPONENT))


def backoff(attempt: int, *, base: float = 0.2, cap: float = LONGEST_PAUSE) -> float:
    """Return the seconds to wait before attempt `attempt` (from 0): uniform between 0 and `upper_bound`.

    Full jitter spreads clients that failed together:
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    return random.uniform(0, upper_bound(attempt, base=base, cap=cap))
