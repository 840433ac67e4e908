"""Reading what users share."""

from sqlalchemy import select

from chassis.messaging.transaction import Transactions
from contracts.auth import UserChangedV1
from library.application.users.profiles import SharedProfile
from library.infrastructure.users.tables import users


class SqlProfileReader:
    """Users by the digest of their names, in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def by_username(self, username: str) -> SharedProfile | None:
        """Read a user by index.

        Two users have one digest for the moment in which one has given up the name, another has taken it, and only one
        of the two events has arrived: there is no user then.
        """
        columns = (users.c.user_id, users.c.profile_public, users.c.show_watch_history, users.c.show_ratings)
        query = select(*columns).where(users.c.username_digest == UserChangedV1.digest_of(username)).limit(2)
        async with self._transactions.read() as connection:
            rows = (await connection.execute(query)).all()
        return SharedProfile(*rows[0]) if len(rows) == 1 else None
