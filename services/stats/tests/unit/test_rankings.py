"""Which lists of a batch are stored."""

import pytest

from stats.application.rankings import replace_rankings
from stats.domain.ranking import Ranking

pytestmark = pytest.mark.unit


class InMemoryRankings:
    """Records the lists that are replaced."""

    def __init__(self) -> None:
        self.replaced: list[Ranking] = []

    async def replace(self, ranking: Ranking) -> None:
        self.replaced.append(ranking)


async def test_the_newest_version_of_each_trending_list_is_stored_in_one_order() -> None:
    work = InMemoryRankings()
    shows = Ranking("trending.show.day", 1, {})
    batch = [shows, Ranking("trending.movie.day", 3, {}), Ranking("trending.movie.day", 2, {})]

    await replace_rankings(work, [*batch, Ranking("now-playing.movie.US", 9, {})])

    assert work.replaced == [Ranking("trending.movie.day", 3, {}), shows]
