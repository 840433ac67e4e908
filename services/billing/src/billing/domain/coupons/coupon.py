"""A coupon, and what it deducts from a price."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from billing.domain.coupons.errors import (
    CouponExhausted,
    CouponExpired,
    CouponNotForPlan,
    CouponNotFound,
    CouponOfOtherCurrency,
    CouponUsed,
)
from billing.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a coupon deducts and from what. They never change: subscriptions were sold under them."""

    percent: int | None = None
    """From 1 to 100; null when it deducts an amount."""
    amount: Money | None = None
    plans: frozenset[str] = frozenset()
    """Codes of the plans that it is for; empty for all."""
    months: int | None = None
    """For how many months of a subscription: 1 is the first payment, null every payment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How often and when a coupon can be used."""

    most: int | None = None
    """How often by all users; null without a limit."""
    most_per_user: int = 1
    valid_from: datetime
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """A coupon; `redemptions` counts checkouts that use it, without those that ended unpaid."""

    code: str
    terms: Terms
    limits: Limits
    redemptions: int = 0
    created_at: datetime
    archived_at: datetime | None = None

    def can_be_found(self, now: datetime) -> bool:
        """Return whether users can enter the code: it was not withdrawn, and its time has begun."""
        return self.archived_at is None and self.limits.valid_from <= now

    def check(self, plan: str, currency: str, used_by_user: int, now: datetime) -> None:
        """Raise an error unless a user who has used it so often can use it for a plan at a price of a currency."""
        if not self.can_be_found(now):
            raise CouponNotFound
        if self.limits.valid_until is not None and self.limits.valid_until <= now:
            raise CouponExpired
        if self.limits.most is not None and self.redemptions >= self.limits.most:
            raise CouponExhausted
        if used_by_user >= self.limits.most_per_user:
            raise CouponUsed
        if self.terms.plans and plan not in self.terms.plans:
            raise CouponNotForPlan(plan)
        if self.terms.amount is not None and self.terms.amount.currency != currency:
            raise CouponOfOtherCurrency(self.terms.amount.currency, currency)


class Deducting(Protocol):
    """What deducts a part of a price in percent, or an amount."""

    @property
    def percent(self) -> int | None:
        """From 1 to 100; null when it deducts an amount."""
        ...

    @property
    def amount(self) -> Money | None:
        """The amount; null when it deducts a part."""
        ...


def deduction(terms: Deducting, price: Money) -> Money:
    """Return what a coupon deducts from a price: a part of it, rounded half up, or an amount up to the price."""
    if terms.percent is not None:
        return price.share(terms.percent, 100)
    if terms.amount is None or terms.amount.currency != price.currency:
        raise ValueError("a coupon deducts a part, or an amount in the currency of the price")
    return min(terms.amount, price)


def normalised(code: str) -> str:
    """Return a code as it is stored: users write it in any case."""
    return code.strip().upper()
