"""What coupons deduct, and when they can be used."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.coupons import errors
from billing.domain.coupons.coupon import Coupon, Limits, Terms, deduction, normalised
from billing.domain.errors import BillingError
from billing.domain.money import Money
from chassis.testing.clock import NOON

pytestmark = pytest.mark.unit

DAY = timedelta(days=1)
COUPON = Coupon(
    code="WINTER25",
    terms=Terms(percent=25, plans=frozenset({"premium"})),
    limits=Limits(most=2, most_per_user=1, valid_from=NOON - DAY, valid_until=NOON + DAY),
    created_at=NOON - DAY,
)


@given(st.integers(1, 100), st.integers(1, 10**12))
def test_part_of_a_price_is_between_nothing_and_the_price(percent: int, amount: int) -> None:
    deducted = deduction(Terms(percent=percent), Money(amount, "USD")).amount
    assert 0 <= deducted <= amount
    assert abs(200 * deducted - 2 * amount * percent) <= 100


@pytest.mark.parametrize(
    ("terms", "price", "deducted"),
    [
        (Terms(percent=25), 1999, 500),
        (Terms(percent=10), 1005, 101),
        (Terms(percent=100), 999, 999),
        (Terms(amount=Money(500, "USD")), 1999, 500),
        (Terms(amount=Money(5000, "USD")), 1999, 1999),
    ],
)
def test_deduction(terms: Terms, price: int, deducted: int) -> None:
    assert deduction(terms, Money(price, "USD")) == Money(deducted, "USD")


def test_coupon_that_can_be_used_is_accepted() -> None:
    COUPON.check("premium", "EUR", 0, NOON)
    replace(COUPON, terms=Terms(percent=1)).check("basic", "EUR", 0, NOON)


@pytest.mark.parametrize(
    ("coupon", "plan", "uses", "error"),
    [
        (replace(COUPON, archived_at=NOON), "premium", 0, errors.CouponNotFound),
        (replace(COUPON, limits=replace(COUPON.limits, valid_from=NOON + DAY)), "premium", 0, errors.CouponNotFound),
        (replace(COUPON, limits=replace(COUPON.limits, valid_until=NOON)), "premium", 0, errors.CouponExpired),
        (replace(COUPON, redemptions=2), "premium", 0, errors.CouponExhausted),
        (COUPON, "premium", 1, errors.CouponUsed),
        (COUPON, "basic", 0, errors.CouponNotForPlan),
        (replace(COUPON, terms=Terms(amount=Money(5, "USD"))), "basic", 0, errors.CouponOfOtherCurrency),
    ],
)
def test_coupon_that_cannot_be_used_is_refused(coupon: Coupon, plan: str, uses: int, error: type[BillingError]) -> None:
    with pytest.raises(error):
        coupon.check(plan, "EUR", uses, NOON)


def test_code_is_read_in_any_case() -> None:
    assert normalised(" Winter25 ") == "WINTER25"
