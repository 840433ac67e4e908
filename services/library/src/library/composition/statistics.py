"""Composition of statistics."""

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import Transactions
from chassis.storage.reads import ReadPool
from library.application.statistics.reading import ReadStatistics
from library.application.unit_of_work import UnitOfWork
from library.infrastructure.statistics.store import SqlStatisticsReader
from library.infrastructure.statistics.sums import SqlPlaySums


def statistics_use_case(
    units: UnitOfWorkFactory[UnitOfWork], transactions: Transactions, reads: ReadPool, clock: Clock
) -> ReadStatistics:
    """Return the use case of statistics."""
    return ReadStatistics(units, SqlStatisticsReader(reads), SqlPlaySums(transactions), clock)
