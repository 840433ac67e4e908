"""Changes that users request: a row and a job in one transaction; the id of the row is the key of the call."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing.application.jobs import change_job
from billing.application.plans.lookup import sold_price, stored_price
from billing.application.providers.registry import Providers
from billing.application.unit_of_work import UnitOfWork, Units
from billing.domain.checkouts.errors import CurrencyNotTaken
from billing.domain.money import Money, zero
from billing.domain.plans.plan import Plan, Price
from billing.domain.requests import RequestKey
from billing.domain.subscriptions.changes import Change, ChangeKind, Timing, timing_of
from billing.domain.subscriptions.errors import (
    ChangeNotFound,
    ChangeNotPossible,
    ChangePending,
    NoSubscription,
    SamePrice,
)
from billing.domain.subscriptions.status import ENDED, Status
from billing.domain.subscriptions.subscription import Subscription
from chassis.core.clock import Clock


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """What a user wants to change."""

    user_id: UUID
    key: RequestKey
    kind: ChangeKind
    timing: Timing = "period_end"
    """When a cancelation takes effect; for a change of the price it follows from the plans."""
    price_id: UUID | None = None
    until: datetime | None = None
    """When a pause ends; null when the user ends it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change of the price would do."""

    timing: Timing
    due_now: Money
    """What would be charged at once: the difference for the rest of the period."""
    plan: Plan
    price: Price
    effective_at: datetime


class ChangeSubscription:
    """Accepts changes; a job does them at the provider."""

    def __init__(self, units: Units, providers: Providers, clock: Clock) -> None:
        self._units = units
        self._providers = providers
        self._clock = clock

    async def __call__(self, request: ChangeRequest) -> Change:
        """Store a change and queue its job; a repetition returns the first one as it is now.

        Raise NoSubscription, ChangePending, ChangeNotPossible, PriceNotSold, SamePrice, CurrencyNotTaken or KeyReused.
        """
        async with self._units.begin() as work:
            await work.holders.lock([request.user_id])
            change_id = request.key.id_for(request.user_id)
            former = await work.subscriptions.change(change_id)
            if former is not None:
                request.key.check(former.fingerprint)
                return former
            subscription = await current(work, request.user_id)
            if await work.subscriptions.pending_changes(subscription.id):
                raise ChangePending
            timing = request.timing
            if request.kind is ChangeKind.CHANGE_PRICE:
                timing, _, _ = await self._target(work, subscription, request.price_id)
            self._check(subscription, request.kind, timing)
            now = self._clock.now()
            if request.until is not None and request.until <= now:
                raise ChangeNotPossible("until: must be in the future")
            change = Change(
                id=change_id,
                user_id=request.user_id,
                subscription_id=subscription.id,
                kind=request.kind,
                timing=timing,
                price_id=request.price_id,
                until=request.until,
                fingerprint=request.key.fingerprint,
                created_at=now,
            )
            await work.subscriptions.add_change(change)
            await work.queue(change_job(change.id, now))
            return change

    async def get(self, user_id: UUID, change_id: UUID) -> Change:
        """Return a change; raise ChangeNotFound."""
        async with self._units.begin() as work:
            change = await work.subscriptions.change(change_id)
        if change is None or change.user_id != user_id:
            raise ChangeNotFound(change_id)
        return change

    async def preview(self, user_id: UUID, price_id: UUID) -> Preview:
        """Return what a change of the price would do and cost, and change nothing.

        Raise what the change would raise, and ProviderFailed.
        """
        async with self._units.begin() as work:
            subscription = await current(work, user_id)
            timing, plan, price = await self._target(work, subscription, price_id)
        self._check(subscription, ChangeKind.CHANGE_PRICE, timing)
        provider = self._providers.recurring(subscription.facts.ref.provider)
        at_once = timing == "now" and provider is not None
        cost = zero(price.money.currency)
        if at_once and provider is not None:
            await provider.ensure_price(plan, price)
            cost = await provider.preview_change(subscription.facts.ref.reference, price)
        moment = self._clock.now() if at_once else subscription.facts.period_end
        return Preview(timing, cost, plan, price, moment)

    async def _target(
        self, work: UnitOfWork, subscription: Subscription, price_id: UUID | None
    ) -> tuple[Timing, Plan, Price]:
        """Return when a change of the price takes effect, the new plan and the new price."""
        plan, price = await sold_price(work, price_id)
        old, before = await stored_price(work, subscription.facts.price_id)
        if price.id == (subscription.facts.next_price_id or before.id):
            raise SamePrice
        if price.money.currency != before.money.currency:
            raise CurrencyNotTaken("this subscription", price.money.currency)
        return timing_of(old, before, plan, price), plan, price

    def _check(self, subscription: Subscription, kind: ChangeKind, timing: Timing) -> None:
        """Raise ChangeNotPossible for what the status, or the provider, does not allow."""
        facts, status = subscription.facts, subscription.status
        if kind is ChangeKind.RESUME:
            if facts.cancels_at is None and facts.next_price_id is None and facts.paused_at is None:
                raise ChangeNotPossible("Nothing is canceled, paused or about to change")
            return
        if kind is ChangeKind.PAY:
            if facts.open_invoice is None:
                raise ChangeNotPossible("No payment is overdue")
            return
        if status is Status.INCOMPLETE and not (kind is ChangeKind.CANCEL and timing == "now"):
            raise ChangeNotPossible("The first payment has not succeeded: a change is possible afterwards")
        if kind is ChangeKind.CANCEL:
            if facts.cancels_at is not None and timing == "period_end":
                raise ChangeNotPossible("The subscription ends at the end of its period already")
            return
        if status not in (Status.TRIALING, Status.ACTIVE):
            raise ChangeNotPossible(f"The subscription is {status.value}: pay what is due or resume it first")
        recurring = self._providers.recurring(facts.ref.provider) is not None
        if not recurring and (kind is ChangeKind.PAUSE or timing == "now"):
            raise ChangeNotPossible(f"{facts.ref.provider} is paid by period: choose the plan with the next payment")


async def current(work: UnitOfWork, user_id: UUID) -> Subscription:
    """Return the subscription of a user that has not ended; raise NoSubscription."""
    for subscription in await work.subscriptions.of_user(user_id):
        if subscription.status not in ENDED:
            return subscription
    raise NoSubscription
