"""The ledger in Postgres, in the caller's transaction."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.application.ledger.ports import AccountBalance, Posted
from billing.domain.ledger.entries import LedgerTransaction, Occurrence, without_nothing
from billing.domain.payments.facts import ObjectRef
from billing.infrastructure.ledger.tables import entries, transactions

_ACCOUNTS: Final = (entries.c.account, entries.c.currency)
_POSTED: Final = (
    select(
        transactions.c.occurrence,
        *_ACCOUNTS,
        func.sum(entries.c.amount).label("amount"),
        func.max(transactions.c.number).label("number"),
    )
    .join(entries, entries.c.transaction_id == transactions.c.id)
    .group_by(transactions.c.occurrence, *_ACCOUNTS)
)
_UNBALANCED: Final = text(
    "select count(distinct transaction_id) from ("
    "select transaction_id from ledger_entries group by transaction_id, currency having sum(amount) <> 0) as unbalanced"
)
# One statement sees one snapshot: otherwise what is recorded between two would be a difference.
_ACCOUNT_BALANCES: Final = text("""
with posted as (select account, currency, sum(amount)::bigint as amount from ledger_entries group by account, currency),
stated as (
select account, currency, sum(amount)::bigint as amount from (
  select m.account, i.currency, m.amount from (
    select currency, status, sum(total - credit_applied) as owed, sum(credit_applied) as credit_applied,
      sum(discount) as discount, sum(subtotal) as subtotal, sum(tax) as tax, sum(paid) as paid
    from invoices where status in ('open', 'paid', 'uncollectible') group by currency, status
  ) i cross join lateral (values
    ('receivable', case i.status when 'uncollectible' then i.paid else i.owed end),
    ('bad_debt', case i.status when 'uncollectible' then i.owed - i.paid else 0 end),
    ('customer_credit', i.credit_applied), ('discounts', i.discount), ('revenue', -i.subtotal),
    ('tax_payable', -i.tax)
  ) m (account, amount)
  union all
  select m.account, p.currency, m.amount from (
    select provider, currency, sum(amount) as amount, coalesce(sum(fee), 0) as fee
    from payments where status = 'succeeded' group by provider, currency
  ) p cross join lateral (values
    ('cash:' || p.provider, p.amount - p.fee), ('receivable', -p.amount), ('provider_fees', p.fee)
  ) m (account, amount)
  union all
  select m.account, r.currency, m.amount from (
    select provider, currency, sum(amount) as amount from refunds where status = 'succeeded' group by provider, currency
  ) r cross join lateral (values ('refunds', r.amount), ('cash:' || r.provider, -r.amount)) m (account, amount)
) expected group by account, currency
)
select account, currency, coalesce(posted.amount, 0) as posted, coalesce(stated.amount, 0) as expected
from posted full join stated using (account, currency)
where coalesce(posted.amount, 0) <> 0 or coalesce(stated.amount, 0) <> 0 order by account, currency
""")
"""What is posted, and the sums of `billing.domain.ledger.postings` over all that is stored."""


class SqlLedger:
    """Reads and posts transactions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def posted(self, ref: ObjectRef) -> Mapping[Occurrence, Posted]:
        """Sum the entries about an object."""
        query = _POSTED.where(
            transactions.c.provider == ref.provider,
            transactions.c.kind == ref.kind,
            transactions.c.reference == ref.reference,
        )
        numbers: Counter[Occurrence] = Counter()
        sums: defaultdict[Occurrence, dict[tuple[str, str], int]] = defaultdict(dict)
        for row in await self._connection.execute(query):
            numbers[row.occurrence] = max(numbers[row.occurrence], row.number)
            sums[row.occurrence][row.account, row.currency] = int(row.amount)
        return {occurrence: Posted(numbers[occurrence], without_nothing(sums[occurrence])) for occurrence in sums}

    async def add(self, added: Sequence[LedgerTransaction]) -> None:
        """Insert transactions with their entries."""
        if not added:
            return
        heads = [
            {
                "id": transaction.id,
                "provider": transaction.source.ref.provider,
                "kind": transaction.source.ref.kind,
                "reference": transaction.source.ref.reference,
                "occurrence": transaction.source.occurrence,
                "number": transaction.number,
                "occurred_at": transaction.occurred_at,
            }
            for transaction in added
        ]
        rows = [
            {"transaction_id": transaction.id, "account": account, "currency": currency, "amount": amount}
            for transaction in added
            for (account, currency), amount in transaction.balances.items()
        ]
        await self._connection.execute(insert(transactions).values(heads))
        await self._connection.execute(insert(entries).values(rows))

    async def accounts(self) -> tuple[AccountBalance, ...]:
        """Sum both sides in one statement."""
        rows = await self._connection.execute(_ACCOUNT_BALANCES)
        return tuple(AccountBalance(row.account, row.currency, row.posted, row.expected) for row in rows)

    async def unbalanced(self) -> int:
        """Count transactions."""
        count: int = (await self._connection.execute(_UNBALANCED)).scalar_one()
        return count
