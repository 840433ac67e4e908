"""The library's unit of work in one database transaction."""

from chassis.messaging.transaction import Transaction
from library.infrastructure.entries.repository import SqlEntries
from library.infrastructure.external_lists.repository import SqlExternalLists
from library.infrastructure.lists.items import SqlListItems
from library.infrastructure.lists.members import SqlListMembers
from library.infrastructure.lists.repository import SqlLists
from library.infrastructure.plays.refolds import SqlRefolds
from library.infrastructure.plays.repository import SqlJournal
from library.infrastructure.positions.repository import SqlPositions
from library.infrastructure.rankings.averages import SqlRatingCounts
from library.infrastructure.rankings.repository import SqlRankings
from library.infrastructure.saved.repository import SqlActions, SqlSavedItems
from library.infrastructure.scrobbling.keys import SqlScrobbleKeys
from library.infrastructure.scrobbling.repository import SqlScrobbles
from library.infrastructure.statistics.store import SqlStatistics
from library.infrastructure.subscriptions.repository import SqlSubscriptions
from library.infrastructure.subscriptions.upcoming import SqlUpcoming
from library.infrastructure.titles.references import SqlReferences
from library.infrastructure.titles.repository import SqlTitles
from library.infrastructure.users.repository import SqlUsers
from library.infrastructure.users.responses import SqlResponses


class SqlUnitOfWork:
    """The stores of all subjects in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        connection = transaction.connection
        self.users = SqlUsers(transaction)
        self.responses = SqlResponses(connection)
        self.titles = SqlTitles(connection, transaction.changed)
        self.entries = SqlEntries(transaction)
        self.journal = SqlJournal(transaction)
        self.refolds = SqlRefolds(connection)
        self.references = SqlReferences(transaction)
        self.lists = SqlLists(transaction)
        self.external_lists = SqlExternalLists(transaction)
        self.list_items = SqlListItems(connection)
        self.list_members = SqlListMembers(connection)
        self.saved = SqlSavedItems(connection)
        self.actions = SqlActions(connection)
        self.subscriptions = SqlSubscriptions(transaction)
        self.upcoming = SqlUpcoming(connection)
        self.positions = SqlPositions(connection)
        self.scrobble_keys = SqlScrobbleKeys(connection)
        self.scrobbles = SqlScrobbles(connection)
        self.rankings = SqlRankings(connection)
        self.rating_counts = SqlRatingCounts(transaction)
        self.statistics = SqlStatistics(connection)
