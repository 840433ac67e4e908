"""The unit of work of notifications in one database transaction."""

from chassis.messaging.transaction import Transaction
from notifications.infrastructure.deliveries.repository import SqlDeliveries
from notifications.infrastructure.digests.repository import SqlWaitingDeliveries
from notifications.infrastructure.messages.repository import SqlNotifications
from notifications.infrastructure.plans.repository import SqlUserPlans
from notifications.infrastructure.preferences.repository import SqlPreferences
from notifications.infrastructure.targets.repository import SqlTargets
from notifications.infrastructure.upcoming.repository import SqlUpcomingEpisodes
from notifications.infrastructure.users.repository import SqlUsers
from notifications.infrastructure.webhooks.repository import SqlWebhooks


class SqlUnitOfWork:
    """The stores of all subjects in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self.users = SqlUsers(transaction.connection)
        self.notifications = SqlNotifications(transaction.connection)
        self.deliveries = SqlDeliveries(transaction)
        self.waiting = SqlWaitingDeliveries(transaction)
        self.upcoming = SqlUpcomingEpisodes(transaction.connection)
        self.plans = SqlUserPlans(transaction.connection)
        self.preferences = SqlPreferences(transaction.connection)
        self.webhooks = SqlWebhooks(transaction)
        self.targets = SqlTargets(transaction.connection)
