"""What subscriptions pay per month, from the lines of paid invoices."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing.domain.money import Money
from billing.domain.payments.facts import InvoiceFacts, InvoiceLine
from billing.domain.plans.plan import INTERVAL_MONTHS, Interval, Price


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenuePeriod:
    """A paid period of a subscription."""

    line: int
    """Number of the line in its invoice."""
    plan: str
    interval: Interval
    monthly: Money
    """The price per month, with the discount of the invoice."""
    starts_at: datetime
    ends_at: datetime


def price_ids(facts: InvoiceFacts) -> set[UUID]:
    """Return the prices of the lines that pay for a period."""
    return {line.price_id for line in facts.lines if line.price_id is not None and _pays(line)}


def periods_of(facts: InvoiceFacts, prices: dict[UUID, Price]) -> list[RevenuePeriod]:
    """Return what a paid invoice pays for; none for a trial, for a credit and for single items.

    After an upgrade the line for the rest of the period counts as the whole new price, from the upgrade on.
    """
    periods = []
    for number, line in enumerate(facts.lines):
        price = None if line.price_id is None else prices.get(line.price_id)
        if price is None or line.period_start is None or line.period_end is None or not _pays(line):
            continue
        periods.append(
            RevenuePeriod(
                line=number,
                plan=price.plan,
                interval=price.interval,
                monthly=_monthly(facts, price),
                starts_at=line.period_start,
                ends_at=line.period_end,
            )
        )
    return periods


def _pays(line: InvoiceLine) -> bool:
    return line.amount.amount > 0


def _monthly(facts: InvoiceFacts, price: Price) -> Money:
    """Return the price per month less the part that the invoice was discounted by, rounded once, half up."""
    months = INTERVAL_MONTHS[price.interval]
    if facts.subtotal.amount <= 0:
        return price.money.share(1, months)
    return price.money.share((facts.subtotal - facts.discount).amount, facts.subtotal.amount * months)
