"""Ports of the use cases about subscriptions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from library.application.subscriptions.commands import Situation
from library.application.subscriptions.read_models import SubscriptionRow
from library.domain.subscriptions.occurrence import Occurrence
from library.domain.subscriptions.subscription import Subscription
from library.domain.subscriptions.trigger import TriggerName
from library.domain.subscriptions.upcoming import AheadAiring, UpcomingDates


class Subscriptions(Protocol):
    """Subscriptions within one transaction."""

    async def find(self, user_id: UUID, media_id: UUID, trigger: TriggerName) -> Subscription | None:
        """Return a subscription, also an inactive one, or null when there never was one."""
        ...

    async def active_triggers(self, user_id: UUID, media_id: UUID) -> tuple[TriggerName, ...]:
        """Return the triggers of a title that the user subscribes to, in the order of `TRIGGERS`."""
        ...

    async def save(self, subscription: Subscription) -> None:
        """Store a subscription."""
        ...

    async def delete(self, subscription: Subscription, now: datetime) -> None:
        """Delete a subscription with what has triggered it, as if it had never been made.

        What was announced to it is withdrawn.
        """
        ...

    async def record(self, subscription: Subscription, occurrences: Mapping[str, datetime]) -> None:
        """Store the keys and times of occurrences that have triggered a subscription elsewhere."""
        ...

    async def trigger(self, occurrences: Sequence[Occurrence], situation: Situation) -> int:
        """Publish each occurrence to every subscription that it concerns for the first time; return how many.

        An occurrence concerns a subscription that is active, has its trigger, was made before it, and accepts its
        region and service. One that ends a show concerns `new_season` and `new_episode` too, and every user once.
        """
        ...

    async def announce(self, ahead: Sequence[AheadAiring], now: datetime) -> int:
        """Publish how these airings differ from what was announced to subscribers, and return how many events.

        An announced airing that is not among them was withdrawn, unless it is past, or its season is not known at the
        moment: while the read models are rebuilt. Does nothing while another process announces.
        """
        ...

    async def end(self, ends: Sequence[Occurrence], now: datetime) -> None:
        """End the subscriptions to seasons and episodes of shows that ended, if they were made before the end."""
        ...

    async def move(self, successors: Mapping[UUID, UUID], now: datetime) -> None:
        """Move the subscriptions to titles to those that they were merged into, unless the user has the same there.

        What was announced to those that do not move is withdrawn.
        """
        ...


class Upcoming(Protocol):
    """Dates that lie ahead, within one transaction."""

    async def save(self, dates: Sequence[UpcomingDates]) -> None:
        """Store the dates that events state; a version that is not newer changes nothing."""
        ...

    async def due(self, days: Collection[date]) -> list[UpcomingDates]:
        """Return the dates on these days of titles with subscriptions, as their newest events state them."""
        ...

    async def time_zones(self) -> list[str]:
        """Return the time zones of users."""
        ...

    async def delete_past(self, before: date) -> None:
        """Delete those of which every day is before this one."""
        ...


class SubscriptionReader(Protocol):
    """Reads subscriptions. Every read is bound to one user."""

    async def triggers(self, user_id: UUID, media_id: UUID) -> tuple[TriggerName, ...]:
        """Return the triggers of a title that the user subscribes to, in the order of `TRIGGERS`."""
        ...

    async def page(self, user_id: UUID, part: Slice) -> Part[SubscriptionRow]:
        """Return a part of the active subscriptions, newest first."""
        ...
