"""The figures of one month in one currency.

MRR is the monthly recurring revenue: the sum of the price per month of every subscription that is paid at an instant.
The movements are those of the MRR "bridge" that Stripe Billing and others report: what users who paid nothing at the
begin pay at the end is new, what users pay more is expansion, less is contraction, and what users paid who pay nothing
any more is lost. So `closing = opening + new + expansion - contraction - lost`, exactly.
The definitions are those of https://docs.stripe.com/billing/subscriptions/analytics.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Users who had one plan at the begin of the month and have one at its end; null is none."""

    before: str | None
    after: str | None
    users: int
    opening: int
    """What they paid per month at the begin, in minor units."""
    closing: int
    expansion: int
    contraction: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMonth:
    """The figures of one plan."""

    plan: str
    opening_mrr: int
    closing_mrr: int
    opening_users: int
    closing_users: int
    new_users: int
    """Users who paid nothing at the begin."""
    lost_users: int
    """Users who pay nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport:
    """The figures of a month; amounts are in minor units, shares in basis points (1/100 of a percent)."""

    month: date
    currency: str
    movements: tuple[Movement, ...]
    revenue: int = 0
    """What was invoiced, without tax and before discounts."""
    discounts: int = 0
    refunds: int = 0
    fees: int = 0
    written_off: int = 0
    is_final: bool = field(default=False, compare=False)

    @property
    def opening_mrr(self) -> int:
        """Return the MRR at the begin."""
        return sum(move.opening for move in self.movements)

    @property
    def closing_mrr(self) -> int:
        """Return the MRR at the end."""
        return sum(move.closing for move in self.movements)

    @property
    def new_mrr(self) -> int:
        """Return the MRR of users who paid nothing at the begin."""
        return sum(move.closing for move in self.movements if move.before is None)

    @property
    def lost_mrr(self) -> int:
        """Return the MRR of users who pay nothing any more."""
        return sum(move.opening for move in self.movements if move.after is None)

    @property
    def expansion(self) -> int:
        """Return what users pay more than at the begin."""
        return sum(move.expansion for move in self.movements)

    @property
    def contraction(self) -> int:
        """Return what users pay less than at the begin."""
        return sum(move.contraction for move in self.movements)

    @property
    def opening_users(self) -> int:
        """Return how many users paid at the begin."""
        return sum(move.users for move in self.movements if move.before is not None)

    @property
    def closing_users(self) -> int:
        """Return how many users pay at the end."""
        return sum(move.users for move in self.movements if move.after is not None)

    @property
    def new_users(self) -> int:
        """Return how many users paid nothing at the begin and pay at the end."""
        return sum(move.users for move in self.movements if move.before is None)

    @property
    def lost_users(self) -> int:
        """Return how many users paid at the begin and pay nothing any more."""
        return sum(move.users for move in self.movements if move.after is None)

    @property
    def arpu(self) -> int | None:
        """Return the revenue per user: MRR at the end by users who pay then; null without users."""
        return ratio(self.closing_mrr, self.closing_users)

    @property
    def user_churn(self) -> int | None:
        """Return the share of users at the begin who are lost; null without users."""
        return ratio(self.lost_users * 10_000, self.opening_users)

    @property
    def revenue_churn(self) -> int | None:
        """Return the share of the MRR at the begin that is lost or contracted; null without MRR."""
        return ratio((self.lost_mrr + self.contraction) * 10_000, self.opening_mrr)

    def by_plan(self) -> list[PlanMonth]:
        """Return the figures of each plan, by its code."""
        plans = sorted({plan for move in self.movements for plan in (move.before, move.after) if plan is not None})
        return [_of_plan(plan, self.movements) for plan in plans]


def _of_plan(plan: str, movements: Sequence[Movement]) -> PlanMonth:
    left = [move for move in movements if move.before == plan]
    reached = [move for move in movements if move.after == plan]
    return PlanMonth(
        plan=plan,
        opening_mrr=sum(move.opening for move in left),
        closing_mrr=sum(move.closing for move in reached),
        opening_users=sum(move.users for move in left),
        closing_users=sum(move.users for move in reached),
        new_users=sum(move.users for move in reached if move.before is None),
        lost_users=sum(move.users for move in left if move.after is None),
    )


def ratio(part: int, whole: int) -> int | None:
    """Return `part / whole`, rounded half up; null for a whole of zero."""
    return None if whole == 0 else (2 * part + whole) // (2 * whole)


def next_month(month: date) -> date:
    """Return the first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
