"""What follows an attempt to deliver a webhook. Pure; chance is an argument."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chassis.core.outgoing.retry_after import bounded, http_date
from notifications.domain.deliveries.model import Delivered, Outcome, Refused, State
from notifications.domain.deliveries.retries import Pauses

PAUSES: Final = Pauses(timedelta(seconds=5), timedelta(hours=2))
LONGEST_WAIT: Final = timedelta(hours=6)
"""How long a receiver may postpone the next attempt by Retry-After."""


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a delivery: its end, or when it is attempted again."""

    state: State
    due_at: datetime | None = None


def after(outcome: Outcome, attempts: int, expires_at: datetime, now: datetime, jitter: float) -> Step:
    """Return what follows attempt `attempts` (from 1): repeated with growing pauses until the delivery expires."""
    if isinstance(outcome, Delivered):
        return Step(State.DELIVERED)
    if outcome.permanent or outcome.target_is_gone:
        return Step(State.FAILED)
    due_at = max(now + PAUSES.before(attempts, jitter), outcome.retry_at or now)
    return Step(State.FAILED) if due_at >= expires_at else Step(State.PENDING, due_at)


def outcome_of(status: int, retry_after: str | None, now: datetime) -> Outcome:
    """Return the outcome that a response means: any 2xx is success, a redirect is not followed and a failure."""
    if 200 <= status < 300:
        return Delivered(str(status))
    detail = f"the endpoint has responded with status {status}"
    if status == 410:
        return Refused("gone", detail, target_is_gone=True)
    if 300 <= status < 400:
        return Refused("redirected", f"{detail}; redirects are not followed")
    retry_at = _retry_at(retry_after, now) if status in (429, 503) else None
    code = "rate_limited" if status == 429 else f"status_{status // 100}xx"
    return Refused(code, detail, retry_at=retry_at)


def _retry_at(retry_after: str | None, now: datetime) -> datetime | None:
    """Return the time that a header Retry-After names (RFC 9110, 10.2.3), not too far away; null for another text."""
    if not retry_after:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return bounded(now + timedelta(seconds=int(text[:9])), now, LONGEST_WAIT)
    at = http_date(text)
    return None if at is None or at.tzinfo is None else bounded(at, now, LONGEST_WAIT)
