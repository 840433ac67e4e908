"""Reports by month: computed from paid invoices and the ledger, and stored when they are final."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from billing.application.unit_of_work import Readers, UnitOfWork, Units
from billing.domain.payments.facts import InvoiceFacts
from billing.domain.reports.month import MonthReport, next_month
from billing.domain.reports.periods import periods_of, price_ids
from chassis.core.clock import Clock

FINAL_AFTER: Final = timedelta(days=14)
"""How long after its end a month can change: renewals that failed are tried again for ten days."""
MOST_MONTHS: Final = 36


async def record_revenue(work: UnitOfWork, facts: InvoiceFacts) -> None:
    """Store what an invoice pays for, within the caller's transaction; nothing unless it is paid."""
    if facts.status != "paid":
        return
    prices = {price_id: await work.plans.price(price_id) for price_id in sorted(price_ids(facts))}
    periods = periods_of(facts, {key: price for key, price in prices.items() if price is not None})
    if periods:
        await work.reports.record(facts, periods)


class ReportMonths:
    """Returns reports, and stores those of months that can not change any more."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def between(self, currency: str, first: date, last: date) -> list[MonthReport]:
        """Return the reports of months in their order, without those that have not begun."""
        now = self._clock.now()
        async with self._readers.read() as work:
            reports = {report.month: report for report in await work.reports.stored(currency, first, last)}
            month = first
            while month <= last and _begin(month) <= now:
                if month not in reports:
                    until = min(_begin(next_month(month)), now)
                    reports[month] = await work.reports.compute(month, currency, until)
                month = next_month(month)
        return [reports[month] for month in sorted(reports)]

    async def close(self) -> None:
        """Store the reports of all months that are final and have none."""
        async with self._readers.read() as work:
            begun = await work.reports.begun()
        for currency, month in begun.items():
            while _begin(next_month(month)) + FINAL_AFTER <= self._clock.now():
                async with self._units.begin() as work:
                    await work.reports.store(await work.reports.compute(month, currency, _begin(next_month(month))))
                month = next_month(month)


def _begin(month: date) -> datetime:
    return datetime.combine(month, time(), UTC)
