"""The state machine: a status follows from what the provider states, from the retries that were made, and from now.

It is a function, not a sequence of transitions: whatever order notices arrive in, and however often, the same facts
give the same status.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from billing.domain.payments.facts import SubscriptionFacts
from billing.domain.subscriptions.dunning import LONGEST, Dunning


class Status(StrEnum):
    """The status of a subscription. The values are stored and part of the API."""

    INCOMPLETE = "incomplete"
    """Its first payment has not succeeded."""
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    """A renewal failed, and is tried again."""
    UNPAID = "unpaid"
    """Every retry failed; the user keeps the entitlements for the days of grace."""
    PAUSED = "paused"
    CANCELED = "canceled"
    """It ended by the wish of its user, or of an administrator."""
    EXPIRED = "expired"
    """It ended because it was not paid."""


ENTITLED: Final = frozenset({Status.TRIALING, Status.ACTIVE, Status.PAST_DUE, Status.UNPAID})
"""With these the user has what the plan allows."""
ENDED: Final = frozenset({Status.CANCELED, Status.EXPIRED})
FIRST_PAYMENT: Final = timedelta(hours=23)
"""How long a first payment may take. Stripe gives up after that time."""

RENEWAL: Final = timedelta(hours=6)
"""How long a provider takes at most to renew a subscription, or to find that it cannot."""


def status_of(facts: SubscriptionFacts, dunning: Dunning | None, now: datetime) -> Status:
    """Return the status at an instant. `dunning` is null while nothing is overdue."""
    # Whatever the clock of the provider shows, what has ended for it is over.
    if facts.ended_at is not None:
        return Status.EXPIRED if facts.unpaid or facts.started_at is None else Status.CANCELED
    if facts.started_at is None:
        return Status.INCOMPLETE if now < facts.created_at + FIRST_PAYMENT else Status.EXPIRED
    if facts.cancels_at is not None and facts.cancels_at <= now:
        return Status.CANCELED
    if dunning is not None:
        return _overdue(dunning, now)
    if facts.paused_at is not None and facts.paused_at <= now:
        return Status.PAUSED
    if facts.trial_ends_at is not None and now < facts.trial_ends_at:
        return Status.TRIALING
    return Status.ACTIVE


def _overdue(dunning: Dunning, now: datetime) -> Status:
    if dunning.next_retry_at is not None:
        return Status.PAST_DUE
    if dunning.expires_at is None or now < dunning.expires_at:
        return Status.UNPAID
    return Status.EXPIRED


def changes_at(facts: SubscriptionFacts, dunning: Dunning | None, now: datetime) -> datetime | None:
    """Return when the status changes by time alone, or a retry is due; null when neither will happen."""
    moments = [facts.trial_ends_at, facts.cancels_at, facts.paused_at]
    if facts.ended_at is None:
        # A renewal, in case the provider's message about it is lost.
        moments += [facts.period_end, facts.period_end + RENEWAL]
    if facts.started_at is None:
        moments.append(facts.created_at + FIRST_PAYMENT)
    if dunning is not None:
        moments += [dunning.next_retry_at, dunning.expires_at]
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def entitled_until(facts: SubscriptionFacts, dunning: Dunning | None) -> datetime:
    """Return when the entitlements end if nothing more is heard from the provider.

    While the subscription renews, that leaves the time that a failed renewal would be given, so that neither an outage
    of the provider nor one of billing takes away what was paid for.
    """
    if facts.ended_at is not None:
        return facts.ended_at
    if facts.cancels_at is not None:
        return facts.cancels_at
    if dunning is None:
        return facts.period_end + LONGEST
    return dunning.expires_at or dunning.failing_since + LONGEST
