"""The priority of the current task: how much of a provider's budget a call may use, and how long it waits for it.

Both are context variables, because they belong to the whole run of a job: every call within the run inherits them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from ingestion.domain.jobs import Priority

current_priority: Final[ContextVar[Priority]] = ContextVar("current_priority", default=Priority.USER)

RESERVED_SHARE: Final = 0.2
"""The share of every budget, from 0 to 1, that background work leaves to users and followed shows."""

_longest_wait: Final[ContextVar[float | None]] = ContextVar("longest_wait", default=None)


def reserved_share() -> float:
    """Return the share of a budget, from 0 to 1, that the current task must leave to more urgent ones."""
    return RESERVED_SHARE if current_priority.get() > Priority.TRACKED else 0.0


@contextmanager
def wait_at_most(seconds: float) -> Iterator[None]:
    """Limit how long each call within the block waits for a provider's budget."""
    token = _longest_wait.set(seconds)
    try:
        yield
    finally:
        _longest_wait.reset(token)


def wait_within(seconds: float) -> float:
    """Return how many seconds the current call may wait for a budget: `seconds`, or less within `wait_at_most`."""
    limit = _longest_wait.get()
    return seconds if limit is None else min(seconds, limit)
