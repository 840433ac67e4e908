"""The unit of work of social in one database transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.messaging.transaction import Transaction, Transactions, UnitsOfWork
from chassis.storage.sessions.ended import SqlEndedSessions
from social.domain.relations.events import DomainEvent
from social.infrastructure.activity.feed import SqlFeed
from social.infrastructure.activity.repository import SqlActivities
from social.infrastructure.activity.sharing import SqlSharing
from social.infrastructure.event_mapping import message_of
from social.infrastructure.live.repository import SqlLive
from social.infrastructure.people.repository import SqlPeople
from social.infrastructure.relations.follows import SqlBlocks, SqlFollows
from social.infrastructure.relations.friendships import SqlFriendships
from social.infrastructure.relations.lists import SqlLocks
from social.infrastructure.relations.repository import SqlRelations
from social.infrastructure.reviews.erasure import SqlReviewErasure
from social.infrastructure.reviews.merging import SqlReviewMergers
from social.infrastructure.tables import ended_sessions
from social.infrastructure.together.repository import SqlSessions


class SqlUnitOfWork:
    """The stores of all subjects in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        connection = transaction.connection
        self.people = SqlPeople(connection)
        self.relations = SqlRelations(connection)
        self.locks = SqlLocks(connection)
        self.friendships = SqlFriendships(connection)
        self.follows = SqlFollows(connection)
        self.blocks = SqlBlocks(connection)
        self.review_erasure = SqlReviewErasure(transaction)
        self.review_mergers = SqlReviewMergers(transaction)
        self.activities = SqlActivities(transaction)
        self.sharing = SqlSharing(connection)
        self.feed = SqlFeed(connection)
        self.live = SqlLive(transaction)
        self.together = SqlSessions(connection)
        self.ended_sessions = SqlEndedSessions(connection, ended_sessions)

    async def publish(self, *events: DomainEvent) -> None:
        """Add the contracts of events to the outbox."""
        await self._transaction.publish(*map(message_of, events))


class SqlUnits(UnitsOfWork[SqlUnitOfWork]):
    """Opens units of work, and connections for queries."""

    def __init__(self, transactions: Transactions) -> None:
        super().__init__(transactions, SqlUnitOfWork)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnitOfWork]:
        """Open a connection on which each statement is a transaction of its own."""
        async with self._transactions.read() as connection:
            yield SqlUnitOfWork(Transaction(connection, self._transactions))
