"""Keeping coupons, and checking the codes that users enter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from billing.application.unit_of_work import Readers, UnitOfWork
from billing.domain.coupons.coupon import Coupon, Limits, Terms, deduction, normalised
from billing.domain.coupons.errors import CouponExists, CouponNotFound, TooManyCouponAttempts
from billing.domain.money import Money
from billing.domain.plans.errors import PlanNotFound, PriceNotFound
from billing.domain.plans.plan import Price
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory

MOST_ATTEMPTS: Final = 20
"""Unknown codes that a user can try in an hour."""
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DiscountedPrice:
    """A price with a coupon."""

    coupon: Coupon
    price: Money
    deduction: Money

    @property
    def total(self) -> Money:
        """Return what is left to pay."""
        return self.price - self.deduction


class ManageCoupons:
    """Adds, changes and archives coupons."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def all(self) -> Sequence[Coupon]:
        """Return every coupon, the newest first."""
        async with self._readers.read() as work:
            return await work.coupons.all()

    async def one(self, code: str) -> Coupon:
        """Return a coupon; raise CouponNotFound."""
        async with self._readers.read() as work:
            coupon = await work.coupons.find(normalised(code))
        if coupon is None:
            raise CouponNotFound
        return coupon

    async def add(self, code: str, terms: Terms, limits: Limits, actor: UUID) -> Coupon:
        """Add a coupon; a repetition returns it. Raise PlanNotFound, or CouponExists for other terms."""
        coupon = Coupon(code=normalised(code), terms=terms, limits=limits, created_at=self._clock.now())
        async with self._units.begin() as work:
            for plan in sorted(terms.plans):
                if await work.plans.find(plan) is None:
                    raise PlanNotFound(plan)
            if await work.coupons.add(coupon, actor):
                return coupon
            existing = await work.coupons.find(coupon.code)
        if existing is None or (existing.terms, existing.limits) != (terms, limits):
            raise CouponExists(coupon.code)
        return existing

    async def change(self, code: str, limits: Limits) -> Coupon:
        """Replace how often and when a coupon can be used; raise CouponNotFound."""
        async with self._units.begin() as work:
            coupon = replace(await self._locked(work, code), limits=limits)
            await work.coupons.save(coupon)
            return coupon

    async def archive(self, code: str) -> Coupon:
        """Withdraw a coupon: who has it keeps it. Raise CouponNotFound."""
        async with self._units.begin() as work:
            coupon = await self._locked(work, code)
            if coupon.archived_at is None:
                coupon = replace(coupon, archived_at=self._clock.now())
                await work.coupons.save(coupon)
            return coupon

    @staticmethod
    async def _locked(work: UnitOfWork, code: str) -> Coupon:
        coupon = await work.coupons.find(normalised(code), lock=True)
        if coupon is None:
            raise CouponNotFound
        return coupon


class CheckCoupon:
    """Checks a code that a user enters, which can be guessed: unknown codes are counted."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def __call__(self, user_id: UUID, code: str, price_id: UUID) -> DiscountedPrice:
        """Return the price with the coupon; raise the error for which it cannot be used, or TooManyCouponAttempts."""
        now = self._clock.now()
        async with self._readers.read() as work:
            if await work.coupons.attempts(user_id, now - _HOUR) >= MOST_ATTEMPTS:
                raise TooManyCouponAttempts
            price = await self._price(work, price_id)
            coupon = await work.coupons.find(normalised(code))
            uses = 0 if coupon is None else await work.coupons.used(coupon.code, user_id)
        if coupon is None or not coupon.can_be_found(now):
            async with self._units.begin() as work:
                await work.coupons.add_attempt(user_id, now)
            raise CouponNotFound
        coupon.check(price.plan, price.money.currency, uses, now)
        return DiscountedPrice(coupon, price.money, deduction(coupon.terms, price.money))

    @staticmethod
    async def _price(work: UnitOfWork, price_id: UUID) -> Price:
        price = await work.plans.price(price_id)
        if price is None or price.archived_at is not None:
            raise PriceNotFound(price_id)
        return price
