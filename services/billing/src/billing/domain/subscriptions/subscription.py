"""A subscription as billing keeps it: the last facts about it, the retries, and the status that follows."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from billing.domain.payments.facts import SubscriptionFacts
from billing.domain.subscriptions.dunning import Dunning
from billing.domain.subscriptions.status import Status, changes_at, entitled_until, status_of

_NAMESPACE: Final = UUID("3f1d6a52-0f7e-4f57-9f0c-6a0c3d9b7e21")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A subscription of a user; `version` grows with every change."""

    id: UUID
    facts: SubscriptionFacts
    retries: int = 0
    last_retry_at: datetime | None = None
    status: Status
    changes_at: datetime | None
    """When it must be looked at again without a message of the provider; null when never."""
    version: int
    updated_at: datetime

    @property
    def dunning(self) -> Dunning | None:
        """The retries of the overdue renewal; null while nothing is overdue."""
        return _dunning(self.facts, self.retries, self.last_retry_at)

    @property
    def entitled_until(self) -> datetime:
        """When the entitlements end if nothing more is heard of it."""
        return entitled_until(self.facts, self.dunning)

    def observed(self, facts: SubscriptionFacts, now: datetime) -> "Subscription":
        """Return it with new facts; itself when nothing changes.

        What had expired unpaid stays so when the provider ends it. Another renewal that fails begins with no retry.
        """
        if facts.ended_at is not None and (self.status is Status.EXPIRED or self.facts.unpaid):
            facts = replace(facts, unpaid=True)
        same = facts.failing_since is not None and facts.failing_since == self.facts.failing_since
        return self._with(facts, self.retries if same else 0, self.last_retry_at if same else None, now)

    def retried(self, now: datetime) -> "Subscription":
        """Return it after one more retry that failed."""
        return self._with(self.facts, self.retries + 1, now, now)

    def at(self, now: datetime) -> "Subscription":
        """Return it with the status of an instant; itself when nothing changes."""
        return self._with(self.facts, self.retries, self.last_retry_at, now)

    def _with(
        self, facts: SubscriptionFacts, retries: int, last_retry_at: datetime | None, now: datetime
    ) -> "Subscription":
        dunning = _dunning(facts, retries, last_retry_at)
        after = replace(
            self,
            facts=facts,
            retries=retries,
            last_retry_at=last_retry_at,
            status=status_of(facts, dunning, now),
            changes_at=changes_at(facts, dunning, now),
        )
        return self if after == self else replace(after, version=self.version + 1, updated_at=now)


def first_observed(facts: SubscriptionFacts, now: datetime) -> Subscription:
    """Return a subscription that was not known before."""
    dunning = _dunning(facts, 0, None)
    return Subscription(
        id=uuid5(_NAMESPACE, f"{facts.ref.provider}:{facts.ref.reference}"),
        facts=facts,
        status=status_of(facts, dunning, now),
        changes_at=changes_at(facts, dunning, now),
        version=1,
        updated_at=now,
    )


def _dunning(facts: SubscriptionFacts, retries: int, last_retry_at: datetime | None) -> Dunning | None:
    return None if facts.failing_since is None else Dunning(facts.failing_since, retries, last_retry_at)
