"""Read models: subscriptions with their titles, and what triggered them last."""

from dataclasses import dataclass
from datetime import datetime

from library.domain.subscriptions.subscription import Subscription
from library.domain.titles.title import Title


@dataclass(frozen=True, slots=True)
class LastTriggered:
    """When a subscription was triggered last, and the keys of its last episode and season."""

    at: datetime | None = None
    episode_key: str | None = None
    season_key: str | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """A subscription, its title (null while it is not imported), and what triggered it last."""

    subscription: Subscription
    title: Title | None
    last: LastTriggered = LastTriggered()
