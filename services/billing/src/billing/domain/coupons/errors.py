"""Errors of coupons.

BillingError
├── CouponNotFound
├── CouponExists
├── CouponExpired
├── CouponExhausted
├── CouponUsed
├── CouponNotForPlan
├── CouponOfOtherCurrency
└── TooManyCouponAttempts
"""

from billing.domain.errors import BillingError


class CouponNotFound(BillingError):
    """No coupon that can be used, by now or still, has this code."""

    def __init__(self) -> None:
        super().__init__("No coupon has this code")


class CouponExists(BillingError):
    """Another coupon has the code already."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The coupon {code} exists already with other terms")


class CouponExpired(BillingError):
    """The time of a coupon has passed."""

    def __init__(self) -> None:
        super().__init__("The coupon has expired")


class CouponExhausted(BillingError):
    """A coupon was used as often as it may be."""

    def __init__(self) -> None:
        super().__init__("The coupon has been used as often as it may be")


class CouponUsed(BillingError):
    """A user has used a coupon as often as one user may."""

    def __init__(self) -> None:
        super().__init__("You have used the coupon as often as one user may")


class CouponNotForPlan(BillingError):
    """A coupon is not for this plan."""

    def __init__(self, plan: str) -> None:
        super().__init__(f"The coupon is not for the plan {plan}")


class CouponOfOtherCurrency(BillingError):
    """A coupon deducts an amount in another currency than that of the price."""

    def __init__(self, expected: str, currency: str) -> None:
        super().__init__(f"The coupon is for prices in {expected}, not {currency}")


class TooManyCouponAttempts(BillingError):
    """A user has tried codes that do not exist too often."""

    def __init__(self) -> None:
        super().__init__("Too many unknown codes: try again in an hour")
