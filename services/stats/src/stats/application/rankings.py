"""Keeping the ranks of titles in the trending lists."""

from collections.abc import Sequence
from typing import Protocol

from stats.domain.ranking import TRENDING_LISTS, Ranking


class RankingWork(Protocol):
    """One transaction that stores lists."""

    async def replace(self, ranking: Ranking) -> None:
        """Replace a list with a newer version; an older or the same version changes nothing."""
        ...


async def replace_rankings(work: RankingWork, rankings: Sequence[Ranking]) -> None:
    """Store the newest version of each trending list of a batch, in any order; other lists are left out."""
    newest: dict[str, Ranking] = {}
    for ranking in sorted(rankings, key=lambda ranking: ranking.version):
        if ranking.list_id in TRENDING_LISTS:
            newest[ranking.list_id] = ranking
    # In one order, so that two batches do not wait for each other.
    for _, ranking in sorted(newest.items()):
        await work.replace(ranking)
