"""The figures of a month."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.billing.tests.histories import invoice

from billing.domain.money import Money
from billing.domain.payments.facts import InvoiceFacts, InvoiceLine
from billing.domain.plans.plan import Interval, Price
from billing.domain.reports.month import MonthReport, Movement, next_month, ratio
from billing.domain.reports.periods import periods_of
from chassis.testing.clock import NOON

pytestmark = pytest.mark.unit

PREMIUM, YEARLY = UUID(int=1), UUID(int=2)


def _price(price_id: UUID, interval: Interval, amount: int) -> Price:
    return Price(id=price_id, plan="premium", interval=interval, money=Money(amount, "USD"), created_at=NOON)


PRICES = {PREMIUM: _price(PREMIUM, "month", 1999), YEARLY: _price(YEARLY, "year", 19900)}


def _invoice(amount: int, price_id: UUID, discount: int = 0) -> InvoiceFacts:
    line = InvoiceLine(
        description="Premium",
        amount=Money(amount, "USD"),
        price_id=price_id,
        period_start=NOON,
        period_end=NOON.replace(month=12),
    )
    return replace(invoice(1, subtotal=amount, discount=discount), status="paid", lines=(line,))


@pytest.mark.parametrize(
    ("amount", "price_id", "discount", "monthly"),
    [(1999, PREMIUM, 0, 1999), (19900, YEARLY, 0, 1658), (1999, PREMIUM, 500, 1499), (700, PREMIUM, 0, 1999)],
)
def test_price_counts_per_month_with_its_discount(amount: int, price_id: UUID, discount: int, monthly: int) -> None:
    [period] = periods_of(_invoice(amount, price_id, discount), PRICES)
    assert (period.monthly, period.plan) == (Money(monthly, "USD"), "premium")


@pytest.mark.parametrize(("amount", "price_id"), [(0, PREMIUM), (-500, PREMIUM), (399, UUID(int=9))])
def test_trials_credits_and_single_items_are_no_recurring_revenue(amount: int, price_id: UUID) -> None:
    assert periods_of(_invoice(amount, price_id), PRICES) == []


@st.composite
def movements(draw: st.DrawFn) -> Movement:
    """Return the change of one user."""
    plans = (None, "basic", "premium")
    before, after = draw(st.sampled_from([(one, other) for one in plans for other in plans if one or other]))
    opening = 0 if before is None else draw(st.integers(1, 10**6))
    closing = 0 if after is None else draw(st.integers(1, 10**6))
    both = before is not None and after is not None
    return Movement(
        before=before,
        after=after,
        users=1,
        opening=opening,
        closing=closing,
        expansion=max(closing - opening, 0) if both else 0,
        contraction=max(opening - closing, 0) if both else 0,
    )


@given(st.lists(movements()))
def test_movements_lead_from_the_begin_to_the_end(moves: list[Movement]) -> None:
    month = MonthReport(month=date(2026, 11, 1), currency="USD", movements=tuple(moves))
    change = month.new_mrr + month.expansion - month.contraction - month.lost_mrr
    assert month.closing_mrr == month.opening_mrr + change
    plans = month.by_plan()
    assert sum(plan.closing_mrr for plan in plans) == month.closing_mrr
    assert sum(plan.opening_users for plan in plans) == month.opening_users
    assert month.closing_users - month.opening_users == month.new_users - month.lost_users


def test_shares_are_exact_and_have_no_value_without_a_whole() -> None:
    assert (ratio(1, 3), ratio(1, 2), ratio(2, 3), ratio(5, 0)) == (0, 1, 1, None)
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
