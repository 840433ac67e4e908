"""Looking after subscriptions whose status changes by time alone."""

from typing import Final

from billing.application.jobs import sync_job
from billing.application.providers.registry import Providers
from billing.application.subscriptions.applying import ApplySubscription
from billing.application.unit_of_work import Units
from billing.domain.subscriptions.periods import due
from billing.domain.subscriptions.subscription import Subscription
from chassis.core.clock import Clock

BATCH: Final = 500


class AdvanceSubscriptions:
    """Fetches subscriptions that are due to change, and computes again those that billing itself renews."""

    def __init__(self, units: Units, providers: Providers, apply: ApplySubscription, clock: Clock) -> None:
        self._units = units
        self._providers = providers
        self._apply = apply
        self._clock = clock

    async def __call__(self) -> None:
        """Process a batch; what is left follows with the next call."""
        now = self._clock.now()
        async with self._units.begin() as work:
            overdue = await work.subscriptions.due(now, BATCH)
            own = [one for one in overdue if self._providers.recurring(one.facts.ref.provider) is None]
            ids = {one.id for one in own}
            await work.queue(*(sync_job(one.facts.ref, now) for one in overdue if one.id not in ids))
        for subscription in own:
            await self._advance(subscription)

    async def _advance(self, subscription: Subscription) -> None:
        async with self._units.begin() as work:
            await work.holders.lock([subscription.facts.user_id])
            current = await work.subscriptions.find(subscription.id, lock=True)
            if current is not None:
                await self._apply(work, due(current.facts, self._clock.now()))
