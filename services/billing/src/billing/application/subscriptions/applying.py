"""Applying what a provider states about a subscription: state, entitlements and event in one transaction."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from billing.application.jobs import change_job, collect_job
from billing.application.unit_of_work import UnitOfWork
from billing.domain.entitlements.holder import Grant, grant_of
from billing.domain.payments.facts import SubscriptionFacts
from billing.domain.plans.errors import PlanNotFound
from billing.domain.plans.plan import FREE, Plan
from billing.domain.subscriptions.changes import Change, ChangeKind
from billing.domain.subscriptions.status import ENTITLED, Status
from billing.domain.subscriptions.subscription import Subscription, first_observed
from chassis.core.clock import Clock

_NAMESPACE: Final = UUID("f2d0a3c7-5f0c-4f5d-8f0a-0f0f7d7d3d7e")


class ApplySubscription:
    """Applies facts. They are those of one instant, so a job that reads and applies them runs once per object."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, facts: SubscriptionFacts) -> Subscription:
        """Store the facts within the caller's transaction and return what follows; a repetition changes nothing."""
        now = self._clock.now()
        # The row of the user comes first in every transaction, so that two subscriptions of one user take turns.
        holders = await work.holders.lock([facts.user_id])
        before = await work.subscriptions.by_reference(facts.ref)
        after = first_observed(facts, now) if before is None else before.observed(facts, now)
        if after != before:
            await work.subscriptions.save(after)
        await self.follow_up(work, after, now, is_known=facts.user_id in holders)
        return after

    async def retried(self, work: UnitOfWork, subscription: Subscription) -> Subscription:
        """Store one more retry that failed, within the caller's transaction."""
        now = self._clock.now()
        await work.holders.lock([subscription.facts.user_id])
        after = subscription.retried(now)
        await work.subscriptions.save(after)
        await self.follow_up(work, after, now, is_known=True)
        return after

    async def follow_up(self, work: UnitOfWork, subscription: Subscription, now: datetime, *, is_known: bool) -> None:
        """Queue what a status demands, and publish what its user is entitled to now."""
        await self._demand(work, subscription, now, is_known=is_known)
        if is_known:
            await grant_best(work, subscription.facts.user_id, now)

    async def _demand(self, work: UnitOfWork, subscription: Subscription, now: datetime, *, is_known: bool) -> None:
        facts, dunning = subscription.facts, subscription.dunning
        if facts.ended_at is not None:
            return
        if subscription.status is Status.EXPIRED or not is_known:
            # The provider would go on charging a user who has gone, or who has nothing for it any more.
            await _request(work, subscription, ChangeKind.CANCEL, now)
            return
        for duplicate in await _duplicates(work, facts.user_id):
            await _request(work, duplicate, ChangeKind.END_DUPLICATE, now)
        if dunning is not None and dunning.next_retry_at is not None and dunning.next_retry_at <= now:
            await work.queue(collect_job(subscription.id, now))


async def _duplicates(work: UnitOfWork, user_id: UUID) -> list[Subscription]:
    """Return the subscriptions that began while the user had another one: who pays twice does so by mistake."""
    entitled = [one for one in await work.subscriptions.of_user(user_id) if one.status in ENTITLED]
    return sorted(entitled, key=lambda one: (one.facts.started_at or one.facts.created_at, one.id))[1:]


async def _request(work: UnitOfWork, subscription: Subscription, kind: ChangeKind, now: datetime) -> None:
    change = Change(
        id=uuid5(_NAMESPACE, f"{subscription.id}:{kind}"),
        user_id=subscription.facts.user_id,
        subscription_id=subscription.id,
        kind=kind,
        created_at=now,
    )
    if await work.subscriptions.add_change(change):
        await work.queue(change_job(change.id, now))


async def cancel_all(work: UnitOfWork, user_id: UUID, now: datetime) -> None:
    """Request the end of every subscription of a user."""
    for subscription in await work.subscriptions.of_user(user_id):
        if subscription.facts.ended_at is None:
            await _request(work, subscription, ChangeKind.CANCEL, now)


async def grant_best(work: UnitOfWork, user_id: UUID, now: datetime) -> None:
    """Grant a user, whose row is locked, what the best of their subscriptions allows, and publish it if it differs.

    Nothing is done for a user who is not known or erased.
    """
    holder = (await work.holders.lock([user_id])).get(user_id)
    if holder is None:
        return
    after = holder.granted(await _best_grant(work, user_id), now)
    if after is not holder:
        await work.holders.save(after)
        await work.publish_holders(after)


async def _best_grant(work: UnitOfWork, user_id: UUID) -> Grant:
    subscriptions = await work.subscriptions.of_user(user_id)
    entitled = [
        (await _plan_of(work, subscription), subscription)
        for subscription in subscriptions
        if subscription.status in ENTITLED
    ]
    if entitled:
        plan, best = max(entitled, key=lambda pair: (pair[0].rank, pair[1].entitled_until))
        return grant_of(
            plan,
            status=best.status.value,
            subscription_id=best.id,
            valid_until=best.entitled_until,
            cancels_at=best.facts.cancels_at,
        )
    free = await _plan(work, FREE)
    if not subscriptions:
        return grant_of(free)
    # Its status is why the user has nothing of it any more.
    return grant_of(free, status=subscriptions[0].status.value, subscription_id=subscriptions[0].id)


async def _plan_of(work: UnitOfWork, subscription: Subscription) -> Plan:
    price = await work.plans.price(subscription.facts.price_id)
    if price is None:
        raise LookupError(f"subscription {subscription.id} has a price that does not exist")
    return await _plan(work, price.plan)


async def _plan(work: UnitOfWork, code: str) -> Plan:
    plan = await work.plans.find(code)
    if plan is None:
        raise PlanNotFound(code)
    return plan
