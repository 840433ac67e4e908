"""Redeeming coupons: each checkout counts once, in the transaction that stores it."""

from dataclasses import replace
from uuid import UUID

from billing.application.providers.ports import Discount
from billing.application.unit_of_work import UnitOfWork
from billing.domain.coupons.coupon import Coupon, normalised
from billing.domain.coupons.errors import CouponNotFound
from billing.domain.plans.plan import Price
from chassis.core.clock import Clock


class RedeemCoupon:
    """Redeems a coupon for a checkout, and releases it when the checkout ends unpaid."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(
        self, work: UnitOfWork, code: str, *, user_id: UUID, checkout_id: UUID, price: Price
    ) -> Discount:
        """Redeem a coupon within the caller's transaction, and return what it deducts; a repetition counts once.

        Raise CouponNotFound, CouponExpired, CouponExhausted, CouponUsed, CouponNotForPlan or CouponOfOtherCurrency.
        """
        coupon = await work.coupons.find(normalised(code), lock=True)
        if coupon is None:
            raise CouponNotFound
        if await work.coupons.redeemed(checkout_id) != coupon.code:
            now = self._clock.now()
            uses = await work.coupons.used(coupon.code, user_id)
            coupon.check(price.plan, price.money.currency, uses, now)
            await work.coupons.redeem(coupon.code, user_id, checkout_id, now)
            await work.coupons.save(replace(coupon, redemptions=coupon.redemptions + 1))
        return discount_of(coupon)

    @staticmethod
    async def release(work: UnitOfWork, checkout_id: UUID) -> None:
        """Release the coupon of a checkout that ended unpaid, within the caller's transaction."""
        code = await work.coupons.redeemed(checkout_id)
        coupon = None if code is None else await work.coupons.find(code, lock=True)
        # Another transaction may have released it before this one has the lock.
        if coupon is not None and await work.coupons.redeemed(checkout_id) is not None:
            await work.coupons.release(checkout_id)
            await work.coupons.save(replace(coupon, redemptions=coupon.redemptions - 1))


def discount_of(coupon: Coupon) -> Discount:
    """Return a coupon as a provider applies it."""
    terms = coupon.terms
    return Discount(code=coupon.code, percent=terms.percent, amount=terms.amount, months=terms.months)
