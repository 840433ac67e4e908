"""The job that tries again to take the money of an overdue renewal."""

from uuid import UUID

from billing.application.providers.registry import Providers
from billing.application.subscriptions.applying import ApplySubscription
from billing.application.unit_of_work import Units
from billing.domain.payments.errors import PaymentRefused, ProviderRejected
from billing.domain.subscriptions.subscription import Subscription
from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run


class CollectPayment:
    """Makes the retry that is due. Its number is part of the key, so that a repetition of the job is the same retry."""

    def __init__(self, units: Units, providers: Providers, apply: ApplySubscription, clock: Clock) -> None:
        self._units = units
        self._providers = providers
        self._apply = apply
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Try the payment and store the result; raise ProviderFailed while the result is not known."""
        async with self._units.begin() as work:
            subscription = await work.subscriptions.find(UUID(run.job.payload["subscription"]))
        if subscription is None or not self._is_due(subscription):
            return
        paid = await self._pay(subscription)
        facts = await self._providers.subscription(subscription.facts.ref)
        async with self._units.begin() as work:
            await work.holders.lock([subscription.facts.user_id])
            current = await work.subscriptions.find(subscription.id, lock=True)
            if not paid and current is not None and current.retries == subscription.retries and self._is_due(current):
                await self._apply.retried(work, current)
            if facts is not None:
                await self._apply(work, facts)
            await run.finish(work)

    async def _pay(self, subscription: Subscription) -> bool:
        """Return whether the money was taken. Where only single payments are taken, the user has to make one."""
        provider, facts = self._providers.recurring(subscription.facts.ref.provider), subscription.facts
        if provider is None or facts.open_invoice is None:
            return False
        try:
            key = f"{subscription.id}:{facts.open_invoice}:{subscription.retries}"
            await provider.pay_invoice(facts.open_invoice, key=key)
        except (PaymentRefused, ProviderRejected):
            return False
        return True

    def _is_due(self, subscription: Subscription) -> bool:
        dunning = subscription.dunning
        due = None if dunning is None else dunning.next_retry_at
        return due is not None and due <= self._clock.now() and subscription.facts.ended_at is None
