"""Reports in Postgres, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.domain.payments.facts import InvoiceFacts
from billing.domain.reports.month import MonthReport, Movement, next_month
from billing.domain.reports.periods import RevenuePeriod
from billing.infrastructure.payments.owners import owner
from billing.infrastructure.reports.tables import periods, reports, subjects

# A period lasts a month or a year, so that few begin early enough to reach an instant: two ranges of the index have
# all. Of several of a user the one that began last counts: after an upgrade both reach the end of the period.
_AT: Final = """
select distinct on (subject_id) subject_id, plan, monthly from (
  select subject_id, plan, monthly, starts_at from revenue_periods
  where currency = :currency and interval = 'month'
    and starts_at <= :{at} and starts_at > :{at} - interval '62 days' and ends_at > :{at}
  union all
  select subject_id, plan, monthly, starts_at from revenue_periods
  where currency = :currency and interval = 'year'
    and starts_at <= :{at} and starts_at > :{at} - interval '732 days' and ends_at > :{at}
) reaching order by subject_id, starts_at desc, monthly desc
"""
_MOVEMENTS: Final = text(
    "with opening as ("
    + _AT.format(at="begin")
    + "), closing as ("
    + _AT.format(at="until")
    + """)
select opening.plan as before, closing.plan as after, count(*) as users,
  coalesce(sum(opening.monthly), 0)::bigint as opening, coalesce(sum(closing.monthly), 0)::bigint as closing,
  coalesce(sum(greatest(closing.monthly - opening.monthly, 0)), 0)::bigint as expansion,
  coalesce(sum(greatest(opening.monthly - closing.monthly, 0)), 0)::bigint as contraction
from opening full join closing using (subject_id) group by 1, 2 order by 1, 2
"""
)
_AMOUNTS: Final = text("""
select e.account, sum(e.amount)::bigint as amount
from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
where t.occurred_at >= :begin and t.occurred_at < :until and e.currency = :currency
  and e.account in ('revenue', 'discounts', 'refunds', 'provider_fees', 'bad_debt')
group by e.account
""")
_BEGUN: Final = text("""
select p.currency, date_trunc('month', p.first at time zone 'utc')::date as first,
  (select max(month) from report_months r where r.currency = p.currency) as last
from (select currency, min(starts_at) as first from revenue_periods group by currency) p
""")


class SqlReports:
    """Reads and writes what subscriptions pay, and reports."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def record(self, facts: InvoiceFacts, paid: Sequence[RevenuePeriod]) -> None:
        """Insert rows where none exist; those of a user who was erased have none."""
        subject = await self._subject(facts.user_id)
        if subject is None:
            return
        for period in paid:
            starts_at, ends_at = period.starts_at, period.ends_at
            if facts.subscription is None:
                # Each payment extends what was paid before: it begins when that ends.
                query = select(func.max(periods.c.ends_at)).where(
                    periods.c.subject_id == subject, periods.c.invoice != facts.ref.reference
                )
                end = (await self._connection.execute(query)).scalar_one()
                if end is not None and end > starts_at:
                    starts_at, ends_at = end, end + (ends_at - starts_at)
            row = {
                "provider": facts.ref.provider,
                "invoice": facts.ref.reference,
                "line": period.line,
                "subject_id": subject,
                "plan": period.plan,
                "interval": period.interval,
                "currency": period.monthly.currency,
                "monthly": period.monthly.amount,
                "starts_at": starts_at,
                "ends_at": ends_at,
            }
            await self._connection.execute(insert(periods).values(row).on_conflict_do_nothing())

    async def _subject(self, user_id: UUID) -> UUID | None:
        query = select(subjects.c.id).where(subjects.c.user_id == user_id)
        subject_id: UUID | None = (await self._connection.execute(query)).scalar_one_or_none()
        if subject_id is not None:
            return subject_id
        if (await self._connection.execute(select(owner(user_id)))).scalar_one() is None:
            return None
        statement = insert(subjects).values(user_id=user_id)
        # On a conflict the row is written as it is, so that its id is returned.
        statement = statement.on_conflict_do_update(index_elements=["user_id"], set_={"user_id": user_id})
        subject: UUID = (await self._connection.execute(statement.returning(subjects.c.id))).scalar_one()
        return subject

    async def compute(self, month: date, currency: str, until: datetime) -> MonthReport:
        """Compare two instants, and sum the entries of the ledger between them."""
        arguments = {"currency": currency, "begin": datetime.combine(month, time(), UTC), "until": until}
        rows = (await self._connection.execute(_MOVEMENTS, arguments)).mappings().all()
        sums = {row.account: row.amount for row in await self._connection.execute(_AMOUNTS, arguments)}
        return MonthReport(
            month=month,
            currency=currency,
            movements=tuple(_movement(dict(row)) for row in rows),
            revenue=-sums.get("revenue", 0),
            discounts=sums.get("discounts", 0),
            refunds=sums.get("refunds", 0),
            fees=sums.get("provider_fees", 0),
            written_off=sums.get("bad_debt", 0),
        )

    async def stored(self, currency: str, first: date, last: date) -> list[MonthReport]:
        """Return rows."""
        query = select(reports.c.month, reports.c.document).where(
            reports.c.currency == currency, reports.c.month.between(first, last)
        )
        rows = await self._connection.execute(query.order_by(reports.c.month))
        return [_report(row.month, currency, row.document) for row in rows]

    async def store(self, report: MonthReport) -> None:
        """Insert a row where none exists."""
        document = asdict(report)
        for name in ("month", "currency", "is_final"):
            del document[name]
        row = {"currency": report.currency, "month": report.month, "document": document}
        await self._connection.execute(insert(reports).values(row).on_conflict_do_nothing())

    async def begun(self) -> dict[str, date]:
        """Compare the first period and the last report of each currency."""
        rows = await self._connection.execute(_BEGUN)
        return {row.currency: row.first if row.last is None else next_month(row.last) for row in rows}

    async def forget(self, user_ids: Sequence[UUID]) -> None:
        """Remove the users of rows."""
        await self._connection.execute(update(subjects).where(subjects.c.user_id.in_(user_ids)).values(user_id=None))


def _movement(values: dict[str, Any]) -> Movement:
    # The difference of one side alone is not a change of what a user pays.
    is_change = values["before"] is not None and values["after"] is not None
    changes = {} if is_change else {"expansion": 0, "contraction": 0}
    return Movement(**values | changes)


def _report(month: date, currency: str, document: dict[str, Any]) -> MonthReport:
    movements = tuple(Movement(**movement) for movement in document["movements"])
    return MonthReport(month=month, currency=currency, **document | {"movements": movements}, is_final=True)
