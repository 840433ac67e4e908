"""For whom the current task works, so that the providers' budgets keep a reserve for those who wait.

A context variable, because it belongs to the whole run of a job: every call made within inherits it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from ingestion.domain.jobs import Priority

current_priority: Final[ContextVar[Priority]] = ContextVar("current_priority", default=Priority.PERSON)

RESERVED_SHARE: Final = 0.2
"""The share of every budget that work for nobody in particular leaves alone."""


def reserve() -> float:
    """Give the share of a budget that the current task must leave to others."""
    return RESERVED_SHARE if current_priority.get() > Priority.TRACKED else 0.0


_patience: Final[ContextVar[float | None]] = ContextVar("patience", default=None)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Let the calls within wait at most so long for a provider's budget."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


def patience_within(seconds: float) -> float:
    """Give how long the current call may wait, at most `seconds`."""
    limit = _patience.get()
    return seconds if limit is None else min(seconds, limit)
