"""Builds the use cases about saved items."""

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import Transactions
from library.application.saved.changes import RemoveSaved, SavedUseCases, SaveItem
from library.application.unit_of_work import UnitOfWork
from library.infrastructure.saved.reading import SqlSavedReader


def saved_use_cases(units: UnitOfWorkFactory[UnitOfWork], transactions: Transactions, clock: Clock) -> SavedUseCases:
    """Return the use cases; open no connection."""
    return SavedUseCases(SaveItem(units, clock), RemoveSaved(units, clock), SqlSavedReader(transactions))
