"""Plans and prices that other use cases need, each found or refused in one way."""

from uuid import UUID

from billing.application.unit_of_work import UnitOfWork
from billing.domain.checkouts.errors import PriceNotSold
from billing.domain.plans.errors import PlanNotFound
from billing.domain.plans.plan import FREE, Plan, Price


async def plan_of(work: UnitOfWork, code: str, *, lock: bool = False) -> Plan:
    """Return a plan, also an archived one; raise PlanNotFound."""
    plan = await work.plans.find(code, lock=lock)
    if plan is None:
        raise PlanNotFound(code)
    return plan


async def free_plan(work: UnitOfWork) -> Plan:
    """Return the plan of users who pay nothing."""
    return await plan_of(work, FREE)


async def stored_price(work: UnitOfWork, price_id: UUID) -> tuple[Plan, Price]:
    """Return the price that a row names, with its plan; no price is ever deleted, so raise LookupError without it."""
    price = await work.plans.price(price_id)
    if price is None:
        raise LookupError(f"price {price_id} does not exist")
    return await plan_of(work, price.plan), price


async def sold_price(work: UnitOfWork, price_id: UUID | None) -> tuple[Plan, Price]:
    """Return a price that can be chosen, with its plan; raise PriceNotSold."""
    price = None if price_id is None else await work.plans.price(price_id)
    if price is None or price.archived_at is not None:
        raise PriceNotSold
    plan = await plan_of(work, price.plan)
    if plan.archived_at is not None:
        raise PriceNotSold
    return plan, price
