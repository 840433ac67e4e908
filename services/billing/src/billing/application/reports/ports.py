"""What the reports need from storage."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from billing.domain.payments.facts import InvoiceFacts
from billing.domain.reports.month import MonthReport
from billing.domain.reports.periods import RevenuePeriod


class Reports(Protocol):
    """What subscriptions pay, and the reports of months that are final."""

    async def record(self, facts: InvoiceFacts, periods: Sequence[RevenuePeriod]) -> None:
        """Store what a paid invoice pays for; a repetition changes nothing."""
        ...

    async def compute(self, month: date, currency: str, until: datetime) -> MonthReport:
        """Return the figures of a month up to an instant, from what is stored now."""
        ...

    async def stored(self, currency: str, first: date, last: date) -> list[MonthReport]:
        """Return the reports of months that are final, in their order."""
        ...

    async def store(self, report: MonthReport) -> None:
        """Store the report of a month that is final, unless there is one."""
        ...

    async def begun(self) -> dict[str, date]:
        """Return the currencies that are paid in, each with the first month of it that has no final report."""
        ...

    async def forget(self, user_ids: Sequence[UUID]) -> None:
        """Keep what users have paid without them."""
        ...
