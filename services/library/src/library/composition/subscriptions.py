"""Builds the use cases about subscriptions."""

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import Transactions
from library.application.subscriptions.announcing import AnnounceUpcoming
from library.application.subscriptions.changes import Subscribe, Unsubscribe
from library.application.subscriptions.evaluation import (
    RecordUpcoming,
    SubscriptionUseCases,
    TriggerDue,
    TriggerSubscriptions,
)
from library.application.unit_of_work import UnitOfWork
from library.infrastructure.subscriptions.reading import SqlSubscriptionReader


def subscription_use_cases(
    units: UnitOfWorkFactory[UnitOfWork], transactions: Transactions, clock: Clock, default_region: str
) -> SubscriptionUseCases:
    """Return the use cases; open no connection."""
    return SubscriptionUseCases(
        subscribe=Subscribe(units, clock),
        unsubscribe=Unsubscribe(units, clock),
        trigger=TriggerSubscriptions(clock, default_region),
        record_upcoming=RecordUpcoming(),
        trigger_due=TriggerDue(units, clock, default_region),
        announce_upcoming=AnnounceUpcoming(units, clock),
        items=SqlSubscriptionReader(transactions),
    )
