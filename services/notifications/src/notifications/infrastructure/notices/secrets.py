"""Deletion of what is sealed for deliveries that have expired."""

from datetime import datetime

from sqlalchemy import update

from chassis.messaging.transaction import Transactions
from notifications.infrastructure.deliveries.tables import deliveries


class SqlSecrets:
    """Deletes in a transaction of its own."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def delete_expired(self, now: datetime) -> int:
        """Delete by the index of sealed contents."""
        expired = update(deliveries).where(deliveries.c.sealed.is_not(None), deliveries.c.expires_at <= now)
        async with self._transactions.committed() as transaction:
            return (await transaction.connection.execute(expired.values(sealed=None))).rowcount
