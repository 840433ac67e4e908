"""Applying what a provider states about a subscription: state, entitlements and event in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from billing.application.jobs import change_job, collect_job
from billing.application.plans.lookup import free_plan, stored_price
from billing.application.unit_of_work import UnitOfWork
from billing.domain.entitlements.holder import Grant, Holder, grant_of
from billing.domain.payments.facts import SubscriptionFacts
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
        holder = (await work.holders.lock([facts.user_id])).get(facts.user_id)
        before = await work.subscriptions.by_reference(facts.ref)
        after = first_observed(facts, now) if before is None else before.observed(facts, now)
        if after != before:
            await work.subscriptions.save(after)
        await _follow_up(work, after, holder, now)
        return after

    async def retried(self, work: UnitOfWork, subscription: Subscription) -> Subscription:
        """Store one more retry that failed, within the caller's transaction."""
        now = self._clock.now()
        user_id = subscription.facts.user_id
        holder = (await work.holders.lock([user_id])).get(user_id)
        after = subscription.retried(now)
        await work.subscriptions.save(after)
        await _follow_up(work, after, holder, now)
        return after


async def _follow_up(work: UnitOfWork, subscription: Subscription, holder: Holder | None, now: datetime) -> None:
    """Request what a status demands, and publish what the user is entitled to now; an erased user has no `holder`."""
    own = await work.subscriptions.of_user(subscription.facts.user_id)
    if subscription.facts.ended_at is None:
        await _demand(work, subscription, own, now, is_known=holder is not None)
    if holder is None:
        return
    after = holder.granted(await _best_grant(work, own), now)
    if after is not holder:
        await work.holders.save(after)
        await work.publish_holders(after)


async def _demand(
    work: UnitOfWork, subscription: Subscription, own: Sequence[Subscription], now: datetime, *, is_known: bool
) -> None:
    if subscription.status is Status.EXPIRED or not is_known:
        # The provider would go on charging a user who has gone, or who has nothing for it any more.
        await _request(work, subscription, ChangeKind.CANCEL, now)
        return
    for duplicate in _duplicates(own):
        await _request(work, duplicate, ChangeKind.END_DUPLICATE, now)
    dunning = subscription.dunning
    if dunning is not None and dunning.next_retry_at is not None and dunning.next_retry_at <= now:
        await work.queue(collect_job(subscription.id, now))


def _duplicates(own: Sequence[Subscription]) -> list[Subscription]:
    """Return the subscriptions that began while the user had another one: who pays twice does so by mistake."""
    entitled = [one for one in own if one.status in ENTITLED]
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


async def _best_grant(work: UnitOfWork, own: Sequence[Subscription]) -> Grant:
    """Return what the best of a user's subscriptions, the newest first, allows."""
    entitled = [
        (await stored_price(work, subscription.facts.price_id), subscription)
        for subscription in own
        if subscription.status in ENTITLED
    ]
    if entitled:
        (plan, _), best = max(entitled, key=lambda pair: (pair[0][0].rank, pair[1].entitled_until))
        return grant_of(
            plan,
            status=best.status.value,
            subscription_id=best.id,
            valid_until=best.entitled_until,
            cancels_at=best.facts.cancels_at,
        )
    free = await free_plan(work)
    if not own:
        return grant_of(free)
    # Its status is why the user has nothing of it any more.
    return grant_of(free, status=own[0].status.value, subscription_id=own[0].id)
