"""Composition of statistics."""

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from library.application.statistics.reading import ReadStatistics
from library.infrastructure.statistics.store import SqlStatisticsStore
from library.infrastructure.statistics.sums import SqlPlaySums


def statistics_use_case(transactions: Transactions, clock: Clock) -> ReadStatistics:
    """Return the use case of statistics."""
    return ReadStatistics(SqlStatisticsStore(transactions), SqlPlaySums(transactions), clock)
