"""Composition of rankings."""

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import Transactions
from library.application.rankings.averages import CountRatings, ReadAverages
from library.application.rankings.reading import ReadRankings
from library.application.rankings.use_cases import RankingUseCases
from library.application.rankings.writing import WriteRankings
from library.application.unit_of_work import UnitOfWork
from library.infrastructure.rankings.averages import SqlRatingAverages
from library.infrastructure.rankings.reading import SqlRankingReader


def ranking_use_cases(
    units: UnitOfWorkFactory[UnitOfWork], transactions: Transactions, clock: Clock
) -> RankingUseCases:
    """Return the use cases of rankings."""
    return RankingUseCases(
        write=WriteRankings(units, clock),
        read=ReadRankings(SqlRankingReader(transactions), clock),
        averages=ReadAverages(SqlRatingAverages(transactions)),
        count_ratings=CountRatings(units),
    )
