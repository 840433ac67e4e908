"""What checkouts sell, read by the reference of their provider."""

from typing import Final

from sqlalchemy import bindparam, case, select

from billing.application.providers.sold import Sold
from billing.domain.money import Money
from billing.domain.payments.facts import ProviderName
from billing.infrastructure.subscriptions.tables import checkouts
from chassis.messaging.transaction import Transactions

_BY_REFERENCE: Final = select(
    checkouts.c.id,
    checkouts.c.user_id,
    checkouts.c.amount,
    checkouts.c.currency,
    case((checkouts.c.status == "paid", checkouts.c.ended_at)).label("paid_at"),
).where(checkouts.c.provider == bindparam("provider"), checkouts.c.reference == bindparam("reference"))


class SqlSoldCheckouts:
    """Implements `SoldCheckouts`, on a connection of its own."""

    def __init__(self, transactions: Transactions, provider: ProviderName) -> None:
        self._transactions = transactions
        self._provider = provider

    async def find(self, reference: str) -> Sold | None:
        """Return one checkout."""
        values = {"provider": self._provider, "reference": reference}
        async with self._transactions.read() as connection:
            row = (await connection.execute(_BY_REFERENCE, values)).one_or_none()
        return None if row is None else Sold(row.id, row.user_id, Money(row.amount, row.currency), row.paid_at)
