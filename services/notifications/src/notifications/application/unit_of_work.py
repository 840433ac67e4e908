"""The unit of work of notifications: one transaction over the stores of all subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Every package of use cases imports this module, so it imports none of them when it runs.
    from notifications.application.deliveries.ports import Deliveries
    from notifications.application.digests.ports import WaitingDeliveries
    from notifications.application.messages.ports import Notifications
    from notifications.application.plans.ports import UserPlans
    from notifications.application.preferences.ports import PreferencesStore
    from notifications.application.targets.ports import Targets
    from notifications.application.upcoming.ports import UpcomingEpisodes
    from notifications.application.users.ports import Users
    from notifications.application.webhooks.ports import Webhooks


class UnitOfWork(Protocol):
    """One transaction; each subject has its own store."""

    @property
    def users(self) -> Users:
        """Users: what is known of them, the lock that serializes their writes, their erasure."""
        ...

    @property
    def notifications(self) -> Notifications:
        """Notifications."""
        ...

    @property
    def deliveries(self) -> Deliveries:
        """Deliveries, and their events."""
        ...

    @property
    def waiting(self) -> WaitingDeliveries:
        """Deliveries that wait for a digest or the end of quiet hours."""
        ...

    @property
    def upcoming(self) -> UpcomingEpisodes:
        """Episodes that lie ahead, of which users may want to hear before."""
        ...

    @property
    def plans(self) -> UserPlans:
        """The paid plans of users."""
        ...

    @property
    def preferences(self) -> PreferencesStore:
        """What users choose."""
        ...

    @property
    def webhooks(self) -> Webhooks:
        """Webhooks: endpoints, the log of events, and their deliveries."""
        ...

    @property
    def targets(self) -> Targets:
        """Targets of users, and the codes that confirm them."""
        ...
