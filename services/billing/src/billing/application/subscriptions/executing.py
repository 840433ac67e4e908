"""The job that does a change at the provider."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from billing.application.plans.lookup import stored_price
from billing.application.providers.ports import RecurringProvider
from billing.application.providers.registry import Providers
from billing.application.subscriptions.applying import ApplySubscription
from billing.application.unit_of_work import Units
from billing.domain.payments.errors import PaymentRefused, ProviderRejected
from billing.domain.payments.facts import SubscriptionFacts
from billing.domain.plans.plan import Plan, Price
from billing.domain.subscriptions.changes import Change, ChangeKind, ChangeStatus
from billing.domain.subscriptions.subscription import Subscription
from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run

Target = tuple[Plan, Price] | None
"""What a change of the price leads to."""


class ExecuteChange:
    """Calls the provider with the id of the change as key, and stores in one transaction what became of it."""

    def __init__(self, units: Units, providers: Providers, apply: ApplySubscription, clock: Clock) -> None:
        self._units = units
        self._providers = providers
        self._apply = apply
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Do the change; raise ProviderFailed while it is not known whether it was done."""
        async with self._units.begin() as work:
            change = await work.subscriptions.change(UUID(run.job.payload["change"]))
            subscription = None if change is None else await work.subscriptions.find(change.subscription_id)
            target = None if change is None or change.price_id is None else await stored_price(work, change.price_id)
        if change is None or subscription is None or change.status is not ChangeStatus.PENDING:
            return
        try:
            facts = await self._do(change, subscription, target)
        except (PaymentRefused, ProviderRejected) as failure:
            latest = await self._providers.subscription(subscription.facts.ref)
            await self._end(run, change, latest, ChangeStatus.REFUSED, failure.code)
            return
        await self._end(run, change, facts, ChangeStatus.DONE, None)

    async def _do(self, change: Change, subscription: Subscription, target: Target) -> SubscriptionFacts | None:
        """Do the change and return what is true afterwards; null when the provider does not know the subscription."""
        provider = self._providers.recurring(subscription.facts.ref.provider)
        if provider is None:
            return _by_billing(change, subscription.facts, self._clock.now())
        await _at_provider(provider, change, subscription, target)
        return await provider.subscription(subscription.facts.ref.reference)

    async def _end(
        self,
        run: Run[Job],
        change: Change,
        facts: SubscriptionFacts | None,
        status: ChangeStatus,
        reason: str | None,
    ) -> None:
        async with self._units.begin() as work:
            if facts is not None:
                await self._apply(work, facts)
            ended = replace(change, status=status, reason=reason, ended_at=self._clock.now())
            await work.subscriptions.end_change(ended)
            await run.finish(work)


async def _at_provider(provider: RecurringProvider, change: Change, subscription: Subscription, target: Target) -> None:
    reference, key = subscription.facts.ref.reference, str(change.id)
    match change.kind:
        case ChangeKind.CANCEL:
            await provider.cancel(reference, change.timing, key=key)
        case ChangeKind.RESUME:
            await provider.resume(reference, key=key)
        case ChangeKind.PAUSE:
            await provider.pause(reference, change.until, key=key)
        case ChangeKind.CHANGE_PRICE:
            if target is None:
                raise LookupError(f"change {change.id} has no price")
            plan, price = target
            # Perhaps no user has paid this price before: then the provider does not know it.
            await provider.ensure_price(plan, price)
            await provider.change_price(reference, price, change.timing, key=key)
        case ChangeKind.PAY:
            if subscription.facts.open_invoice is not None:
                await provider.pay_invoice(subscription.facts.open_invoice, key=key)
        case ChangeKind.END_DUPLICATE:
            await provider.end_and_refund(reference, key=key)


def _by_billing(change: Change, facts: SubscriptionFacts, now: datetime) -> SubscriptionFacts:
    """Return what is true after a change at a provider that only takes single payments: billing itself does it."""
    match change.kind:
        case ChangeKind.CANCEL if change.timing == "period_end":
            return replace(facts, cancels_at=facts.period_end, failing_since=None)
        case ChangeKind.CANCEL | ChangeKind.END_DUPLICATE:
            return replace(facts, ended_at=now)
        case ChangeKind.RESUME:
            return replace(facts, cancels_at=None, next_price_id=None)
        case ChangeKind.CHANGE_PRICE:
            return replace(facts, next_price_id=change.price_id)
        case ChangeKind.PAUSE | ChangeKind.PAY:
            raise ProviderRejected(
                facts.ref.provider, "not_supported", "single payments can be neither paused nor repeated"
            )
