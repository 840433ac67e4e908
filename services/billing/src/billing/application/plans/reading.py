"""Reading plans and prices."""

from collections import defaultdict
from dataclasses import dataclass

from billing.application.plans.lookup import plan_of
from billing.application.unit_of_work import Readers
from billing.domain.plans.errors import PlanNotFound
from billing.domain.plans.plan import Plan, Price


@dataclass(frozen=True, slots=True)
class PricedPlan:
    """A plan with its prices."""

    plan: Plan
    prices: tuple[Price, ...]

    def sold(self) -> "PricedPlan":
        """Return the plan with those prices only that it is sold at."""
        return PricedPlan(self.plan, tuple(price for price in self.prices if price.archived_at is None))


class PlanQueries:
    """Reads plans."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def sold(self) -> list[PricedPlan]:
        """Return the plans that can be chosen, the lowest rank first, with the prices that they are sold at."""
        return [priced.sold() for priced in await self.all() if priced.plan.archived_at is None]

    async def all(self) -> list[PricedPlan]:
        """Return every plan with all of its prices, also archived ones."""
        async with self._readers.read() as work:
            plans = await work.plans.all()
            prices = await work.plans.prices([plan.code for plan in plans])
        by_plan: defaultdict[str, list[Price]] = defaultdict(list)
        for price in prices:
            by_plan[price.plan].append(price)
        return [PricedPlan(plan, tuple(by_plan[plan.code])) for plan in plans]

    async def one(self, code: str) -> PricedPlan:
        """Return a plan with all of its prices; raise PlanNotFound."""
        async with self._readers.read() as work:
            plan = await plan_of(work, code)
            return PricedPlan(plan, tuple(await work.plans.prices([code])))

    async def one_sold(self, code: str) -> PricedPlan:
        """Return a plan that can be chosen, with the prices that it is sold at; raise PlanNotFound."""
        priced = await self.one(code)
        if priced.plan.archived_at is not None:
            raise PlanNotFound(code)
        return priced.sold()
