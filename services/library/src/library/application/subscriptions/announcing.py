"""Announcing airings that lie ahead: once per subscription and episode, and again when one is moved or withdrawn.

What is to be announced is compared with what was, so that it does not matter why they differ: an airing has come
closer, was moved or withdrawn, a user has subscribed or ended a subscription, a title was merged into another.
"""

from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.unit_of_work import UnitOfWork
from library.domain.subscriptions.upcoming import AheadAiring, days_ahead


class AnnounceUpcoming:
    """Announces the airings of the next days to those who subscribe to the episodes of the show, or to its seasons."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self) -> int:
        """Publish what differs from what was announced, in one transaction, and return how many events that are."""
        now = self._clock.now()
        async with self._units.begin() as work:
            # Two parts of a season may name an episode while it moves from one to the other.
            ahead: dict[tuple[UUID, int, int], AheadAiring] = {}
            for dates in await work.upcoming.due(days_ahead(now)):
                for item in dates.ahead(now):
                    ahead[item.subject.media_id, item.airing.season, item.airing.episode] = item
            return await work.subscriptions.announce(list(ahead.values()), now)
