"""Reading what texts need to know of users."""

from uuid import UUID

from sqlalchemy import select

from chassis.messaging.transaction import Transactions
from notifications.application.messages.texts import Reader
from notifications.infrastructure.users.tables import users


class SqlReaders:
    """Reads languages and time zones."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def reader(self, user_id: UUID) -> Reader:
        """Read the row of a user, of which nothing is left when they were erased."""
        query = select(users.c.language, users.c.time_zone).where(users.c.user_id == user_id)
        async with self._transactions.read() as connection:
            row = (await connection.execute(query)).first()
        return Reader() if row is None else Reader(row.language, row.time_zone)
