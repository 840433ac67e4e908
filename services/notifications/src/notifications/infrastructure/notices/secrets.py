"""Deletion of what is sealed for deliveries that have expired."""

from datetime import datetime

from sqlalchemy import update

from chassis.messaging.transaction import Transactions, UnitsOfWork
from notifications.infrastructure.deliveries.tables import deliveries


class SqlSecrets:
    """Deletes in a transaction of its own."""

    def __init__(self, transactions: Transactions) -> None:
        self._units = UnitsOfWork(transactions, lambda transaction: transaction.connection)

    async def delete_expired(self, now: datetime) -> int:
        """Delete by the index of sealed contents."""
        expired = update(deliveries).where(deliveries.c.sealed.is_not(None), deliveries.c.expires_at <= now)
        async with self._units.begin() as connection:
            return (await connection.execute(expired.values(sealed=None))).rowcount
