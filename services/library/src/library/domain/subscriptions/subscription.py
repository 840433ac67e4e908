"""A subscription of a user to one trigger of a title."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from library.domain.subscriptions.trigger import TriggerName


@dataclass(frozen=True, slots=True)
class Filter:
    """Which occurrences count: offers in a region, by some services."""

    region: str | None = None
    """Null: the region that the user prefers."""
    provider_ids: tuple[int, ...] | None = None
    """TMDB's numbers of services; null: any service."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription; what happened before `subscribed_at` does not trigger it.

    It keeps its id when it was ended and is made again, and when its title is merged into another.
    """

    id: UUID
    user_id: UUID
    media_id: UUID
    trigger: TriggerName
    filter: Filter
    active: bool
    subscribed_at: datetime
    """When it was activated or its filter changed."""
    created_at: datetime
    updated_at: datetime

    def ended(self, now: datetime) -> "Subscription":
        """Return the subscription after its end; an inactive one is returned as it is."""
        return replace(self, active=False, updated_at=now) if self.active else self


def subscribed(
    before: Subscription | None,
    user_id: UUID,
    media_id: UUID,
    trigger: TriggerName,
    chosen: Filter,
    now: datetime,
) -> Subscription:
    """Return the subscription after a user subscribed: the one before if that changes nothing."""
    if before is None:
        return Subscription(uuid4(), user_id, media_id, trigger, chosen, True, now, now, now)
    if before.active and before.filter == chosen:
        return before
    return replace(before, filter=chosen, active=True, subscribed_at=now, updated_at=now)
