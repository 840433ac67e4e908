"""The use cases about rankings."""

from dataclasses import dataclass

from library.application.rankings.averages import CountRatings, ReadAverages
from library.application.rankings.reading import ReadRankings
from library.application.rankings.writing import WriteRankings


@dataclass(frozen=True, slots=True)
class RankingUseCases:
    """Every use case about rankings."""

    write: WriteRankings
    read: ReadRankings
    averages: ReadAverages
    count_ratings: CountRatings
