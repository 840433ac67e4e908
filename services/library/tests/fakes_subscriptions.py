"""The ports of saved items and subscriptions in memory; `contract/test_subscriptions.py` states their behavior."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from uuid import UUID

from library.application.subscriptions.commands import Situation
from library.domain.saved.action import Action
from library.domain.saved.item import SavedItem
from library.domain.subscriptions.occurrence import Occurrence
from library.domain.subscriptions.subscription import Subscription
from library.domain.subscriptions.trigger import OF_SEASONS, TRIGGERS, TriggerName
from library.domain.subscriptions.upcoming import AheadAiring, UpcomingDates
from library.domain.users.preferences import Preferences


@dataclass
class InMemorySaved:
    """Saved items in memory."""

    stored: dict[tuple[UUID, UUID], SavedItem] = field(default_factory=dict)

    async def find(self, user_id: UUID, media_id: UUID) -> SavedItem | None:
        """Return the item of a title."""
        return self.stored.get((user_id, media_id))

    async def save(self, item: SavedItem) -> None:
        """Store the item of a title."""
        self.stored[item.user_id, item.media_id] = item

    async def remove(self, item: SavedItem) -> None:
        """Remove the item of a title."""
        self.stored.pop((item.user_id, item.media_id), None)

    async def move(self, successors: Mapping[UUID, UUID]) -> None:
        """Move items to the successors of their titles."""
        for (user_id, media_id), item in list(self.stored.items()):
            if media_id in successors:
                del self.stored[user_id, media_id]
                moved = replace(item, media_id=successors[media_id])
                self.stored.setdefault((user_id, moved.media_id), moved)


@dataclass
class InMemoryActions:
    """Actions in memory."""

    stored: list[Action] = field(default_factory=list)

    async def append(self, action: Action) -> None:
        """Store an action."""
        self.stored.append(action)


@dataclass
class InMemorySubscriptions:
    """Subscriptions in memory; `published` are pairs of a subscription's user and the occurrence."""

    preferences: dict[UUID, Preferences]
    stored: dict[tuple[UUID, UUID, TriggerName], Subscription] = field(default_factory=dict)
    recorded: set[tuple[UUID, str]] = field(default_factory=set)
    published: list[tuple[UUID, Occurrence]] = field(default_factory=list)
    announced: dict[tuple[UUID, int, int], tuple[UUID, UUID, datetime]] = field(default_factory=dict)
    """The user, title and instant of airings, by subscription, season and episode."""
    announcements: list[tuple[UUID, str]] = field(default_factory=list)
    """Each user, and what was published to them of an airing."""

    async def find(self, user_id: UUID, media_id: UUID, trigger: TriggerName) -> Subscription | None:
        """Return a subscription."""
        return self.stored.get((user_id, media_id, trigger))

    async def active_triggers(self, user_id: UUID, media_id: UUID) -> tuple[TriggerName, ...]:
        """Return the active triggers of a title."""
        stored = (self.stored.get((user_id, media_id, trigger)) for trigger in TRIGGERS)
        return tuple(subscription.trigger for subscription in stored if subscription and subscription.active)

    async def save(self, subscription: Subscription) -> None:
        """Store a subscription."""
        self.stored[subscription.user_id, subscription.media_id, subscription.trigger] = subscription

    async def delete(self, subscription: Subscription, now: datetime) -> None:
        """Delete a subscription."""
        self._withdraw([key for key in self.announced if key[0] == subscription.id])
        del self.stored[subscription.user_id, subscription.media_id, subscription.trigger]
        self.recorded = {pair for pair in self.recorded if pair[0] != subscription.id}

    async def record(self, subscription: Subscription, occurrences: Mapping[str, datetime]) -> None:
        """Store occurrences."""
        self.recorded |= {(subscription.id, key) for key in occurrences}

    async def trigger(self, occurrences: Sequence[Occurrence], situation: Situation) -> int:
        """Publish each occurrence once per subscription that it concerns, one that ends a show once per user."""
        before = len(self.published)
        for occurrence in occurrences:
            chosen: dict[UUID, Subscription] = {}
            for subscription in self._concerned(occurrence, situation):
                chosen.setdefault(subscription.user_id, subscription)
            for user_id in sorted(chosen):
                key = chosen[user_id].id, occurrence.key
                if key not in self.recorded:
                    self.recorded.add(key)
                    self.published.append((user_id, occurrence))
        return len(self.published) - before

    async def end(self, ends: Sequence[Occurrence], now: datetime) -> None:
        """Deactivate subscriptions to seasons and episodes that were made before the end."""
        for end in ends:
            for key, subscription in self.stored.items():
                ended = subscription.media_id == end.subject.media_id and subscription.trigger in OF_SEASONS
                if ended and subscription.subscribed_at <= end.occurred_at:
                    self.stored[key] = subscription.ended(now)

    async def announce(self, ahead: Sequence[AheadAiring], now: datetime) -> int:
        """Publish what differs from what was announced; every season is taken to be known."""
        before, keys = len(self.announcements), set()
        for item in ahead:
            airing = item.airing
            for subscription in sorted(self.stored.values(), key=lambda item: item.user_id):
                key = subscription.id, airing.season, airing.episode
                of_title = subscription.media_id == item.subject.media_id
                if of_title and subscription.active and subscription.trigger == "new_episode":
                    keys.add(key)
                    stated = subscription.user_id, item.subject.media_id, airing.airs_at
                    if self.announced.get(key) != stated:
                        self.announced[key] = stated
                        self.announcements.append(
                            (subscription.user_id, f"{airing.season}x{airing.episode} {airing.airs_at.isoformat()}")
                        )
        self._withdraw([key for key in self.announced if key not in keys])
        return len(self.announcements) - before

    def _withdraw(self, keys: Sequence[tuple[UUID, int, int]]) -> None:
        for key in keys:
            user_id, _, _ = self.announced.pop(key)
            self.announcements.append((user_id, f"{key[1]}x{key[2]} None"))

    async def move(self, successors: Mapping[UUID, UUID], now: datetime) -> None:
        """Move subscriptions to the successors of their titles."""
        for (user_id, media_id, trigger), item in list(self.stored.items()):
            if media_id in successors:
                del self.stored[user_id, media_id, trigger]
                moved = replace(item, media_id=successors[media_id])
                if self.stored.setdefault((user_id, moved.media_id, trigger), moved) is not moved:
                    self._withdraw([key for key in self.announced if key[0] == item.id])

    def _concerned(self, occurrence: Occurrence, situation: Situation) -> Iterator[Subscription]:
        """Yield the subscriptions that an occurrence concerns, those with its own trigger first."""
        triggers = {occurrence.trigger} | (OF_SEASONS if occurrence.ends_show else frozenset())
        stored = [item for item in self.stored.values() if item.active and item.trigger in triggers]
        for item in sorted(stored, key=lambda item: (item.trigger != occurrence.trigger, item.trigger)):
            of_title = item.media_id == occurrence.subject.media_id
            if (
                of_title
                and item.subscribed_at <= occurrence.counts_until
                and self._accepts(item, occurrence, situation)
            ):
                yield item

    def _accepts(self, subscription: Subscription, occurrence: Occurrence, situation: Situation) -> bool:
        preferences = self.preferences.get(subscription.user_id)
        preferred = preferences.region if preferences else None
        region = subscription.filter.region or preferred or situation.default_region
        zone = preferences.time_zone if preferences else None
        today = situation.todays.get(zone or "", situation.now.astimezone(UTC).date())
        details, providers = occurrence.details, subscription.filter.provider_ids
        return (
            details.region in (None, region)
            and region not in occurrence.other_regions
            and (details.provider_id is None or providers is None or details.provider_id in providers)
            and (occurrence.day is None or occurrence.day <= today)
        )


@dataclass
class InMemoryUpcoming:
    """Upcoming dates in memory."""

    subscriptions: InMemorySubscriptions
    stored: dict[tuple[UUID, int], UpcomingDates] = field(default_factory=dict)

    async def save(self, dates: Sequence[UpcomingDates]) -> None:
        """Store newer versions."""
        for item in dates:
            stored = self.stored.get((item.subject_id, item.part))
            if stored is None or stored.version < item.version:
                self.stored[item.subject_id, item.part] = item

    async def due(self, days: Collection[date]) -> list[UpcomingDates]:
        """Return the dates on these days of titles with subscriptions."""
        titles = {item.media_id for item in self.subscriptions.stored.values() if item.active}
        stored = [self.stored[key] for key in sorted(self.stored)]
        return [item for item in stored if item.subject.media_id in titles and set(days) & set(item.days)]

    async def time_zones(self) -> list[str]:
        """Return the time zones of users."""
        zones = {item.time_zone for item in self.subscriptions.preferences.values() if item.time_zone}
        return sorted(zones)

    async def delete_past(self, before: date) -> None:
        """Delete past dates."""
        self.stored = {key: item for key, item in self.stored.items() if item.days[-1] >= before}
