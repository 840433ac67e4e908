"""What follows an attempt: the end of a delivery, or another attempt and its time. Pure; chance is an argument."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chassis.core.backoff import upper_bound
from notifications.domain.deliveries.model import Delivered, Outcome, Refused, State
from notifications.domain.messages.kinds import Priority

MOST_ATTEMPTS: Final = 8
"""How often a delivery is attempted that a server refuses for now, or that breaks off."""
MOST_POSTPONED: Final = 30
"""How often a delivery is attempted whose receiver names the time of the next attempt."""
OUTAGE_PAUSE: Final = timedelta(seconds=30)
"""How long a delivery waits at least while the circuit breaker of its server is open."""
_DETAIL_CHARACTERS: Final = 500


@dataclass(frozen=True, slots=True)
class Pauses:
    """The pauses between attempts: doubled each time, up to the longest one."""

    first: timedelta
    longest: timedelta

    def before(self, attempt: int, jitter: float) -> timedelta:
        """Return the pause before attempt `attempt` (from 1): between half of the full one and the full one.

        `jitter` is between 0 and 1, so that deliveries that failed together are not repeated together.
        """
        base, cap = self.first.total_seconds(), self.longest.total_seconds()
        return timedelta(seconds=upper_bound(attempt - 1, base=base, cap=cap) * (0.5 + jitter / 2))


ORDINARY: Final = Pauses(timedelta(seconds=20), timedelta(hours=2))
URGENT: Final = Pauses(timedelta(seconds=2), timedelta(minutes=1))
"""A user is waiting at the screen."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a delivery is when an attempt ends."""

    attempts: int
    """Attempts before this one."""
    priority: int
    expires_at: datetime
    repeatable: bool
    """Whether its receiver recognizes a repetition."""


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a delivery: its end, or when it is attempted again."""

    state: State
    attempts: int
    due_at: datetime | None = None
    """When it is due again; null when it has ended."""
    code: str | None = None
    detail: str | None = None
    reference: str | None = None
    target_is_gone: bool = False


def after(outcome: Outcome, progress: Progress, now: datetime, jitter: float) -> Step:
    """Return what follows an attempt."""
    attempts = progress.attempts + 1
    if isinstance(outcome, Delivered):
        return Step(State.DELIVERED, attempts, reference=outcome.reference and _storable(outcome.reference))
    attempts = attempts if outcome.attempted else progress.attempts
    end = _end(outcome, progress, attempts)
    due_at = _next(outcome, progress, attempts, now, jitter)
    if end is None and due_at >= progress.expires_at:
        end = State.FAILED
    return Step(
        end or State.PENDING,
        attempts,
        None if end else due_at,
        outcome.code,
        _storable(outcome.detail),
        target_is_gone=outcome.target_is_gone,
    )


def _storable(text: str) -> str:
    """Return a text of a server in the form that can be stored: without NUL and lone surrogates, and not too long."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()[:_DETAIL_CHARACTERS]


def _end(outcome: Refused, progress: Progress, attempts: int) -> State | None:
    if outcome.permanent or outcome.target_is_gone:
        return State.FAILED
    if outcome.uncertain and not progress.repeatable:
        return State.UNCONFIRMED
    most = MOST_ATTEMPTS if outcome.retry_at is None else MOST_POSTPONED
    return State.FAILED if attempts >= most else None


def _next(outcome: Refused, progress: Progress, attempts: int, now: datetime, jitter: float) -> datetime:
    pauses = URGENT if progress.priority == Priority.CODE else ORDINARY
    pause = pauses.before(max(1, attempts), jitter)
    if not outcome.attempted:
        pause = min(OUTAGE_PAUSE, pauses.longest) * (0.5 + jitter / 2)
    return max(now + pause, outcome.retry_at or now)
