"""Changes of plans and prices by finance."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from billing.application.jobs import regrant_job
from billing.application.plans.lookup import plan_of
from billing.application.unit_of_work import UnitOfWork, Units
from billing.domain.entitlements.holder import Holder
from billing.domain.money import Money
from billing.domain.plans.entitlements import Entitlements
from billing.domain.plans.errors import FreePlan, PlanChanged, PriceNotFound
from billing.domain.plans.plan import Interval, Plan, Price
from billing.domain.requests import RequestKey
from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class PlanDescription:
    """What finance sets of a plan."""

    code: str
    names: dict[str, str]
    descriptions: dict[str, str]
    rank: int
    entitlements: Entitlements
    trial_days: int


class ManagePlans:
    """Adds, changes and archives plans and prices."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def put(self, description: PlanDescription, actor: UUID, versions: frozenset[int] | None) -> Plan:
        """Add a plan, or change the one of this code if its version is one of `versions`; null accepts any.

        New limits hold for everyone who has the plan. Raise PlanChanged.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            before = await work.plans.find(description.code, lock=True)
            if versions is not None and (0 if before is None else before.version) not in versions:
                raise PlanChanged(description.code)
            after = Plan(
                code=description.code,
                names=description.names,
                descriptions=description.descriptions,
                rank=description.rank,
                entitlements=description.entitlements,
                trial_days=description.trial_days,
                version=1 if before is None else before.version + 1,
                created_at=now if before is None else before.created_at,
                updated_at=now,
                archived_at=None if before is None else before.archived_at,
            )
            if before is not None and replace(after, version=before.version, updated_at=before.updated_at) == before:
                return before
            await work.plans.save(after, actor)
            if before is not None and before.entitlements != after.entitlements:
                await work.queue(regrant_job(after.code, now))
        return after

    async def archive(self, code: str, actor: UUID, *, archived: bool) -> Plan:
        """Withdraw a plan from sale, or sell it again; who has it keeps it. Raise PlanNotFound or FreePlan."""
        now = self._clock.now()
        async with self._units.begin() as work:
            plan = await _paid_plan(work, code)
            if (plan.archived_at is not None) == archived:
                return plan
            after = replace(plan, version=plan.version + 1, updated_at=now, archived_at=now if archived else None)
            await work.plans.save(after, actor)
            return after

    async def add_price(self, key: RequestKey, code: str, interval: Interval, money: Money, actor: UUID) -> Price:
        """Sell a plan at a price, in place of its former price for the interval and currency; subscriptions keep that.

        A repetition returns the price of the first request. Raise PlanNotFound, FreePlan or KeyReused.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            await _paid_plan(work, code)
            price_id = key.id_for(actor)
            former = await work.plans.price(price_id)
            if former is not None:
                key.check_same((former.plan, former.interval, former.money) == (code, interval, money))
                return former
            price = Price(id=price_id, plan=code, interval=interval, money=money, created_at=now)
            await work.plans.replace_price(price, actor)
            return price

    async def archive_price(self, price_id: UUID) -> Price:
        """Withdraw a price from sale; subscriptions keep it. Raise PriceNotFound."""
        now = self._clock.now()
        async with self._units.begin() as work:
            price = await work.plans.price(price_id)
            if price is None:
                raise PriceNotFound(price_id)
            if price.archived_at is None:
                await work.plans.archive_price(price_id, now)
                price = replace(price, archived_at=now)
            return price


async def _paid_plan(work: UnitOfWork, code: str) -> Plan:
    """Return a plan, locked; raise PlanNotFound, or FreePlan for the one that is neither sold nor archived."""
    plan = await plan_of(work, code, lock=True)
    if plan.is_free:
        raise FreePlan
    return plan


class RegrantPlan:
    """The job that publishes new limits of a plan to all who have it, in batches."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Go on after the last user of the checkpoint until no user is left."""
        last = run.job.checkpoint.get("after")
        after = None if last is None else UUID(last)
        while True:
            async with self._units.begin() as work:
                holders = await self._batch(work, run.job.payload["plan"], after)
                if not holders:
                    await run.finish(work)
                    return
                after = holders[-1].user_id
                await run.checkpoint(work, {"after": str(after)})

    async def _batch(self, work: UnitOfWork, code: str, after: UUID | None) -> list[Holder]:
        plan = await plan_of(work, code)
        holders = await work.holders.of_plan(code, after, BATCH)
        now = self._clock.now()
        for holder in holders:
            changed = holder.granted(replace(holder.grant, entitlements=plan.entitlements), now)
            if changed is not holder:
                await work.holders.save(changed)
                await work.publish_holders(changed)
        return holders
