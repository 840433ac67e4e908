"""Taking news into the read model: each batch is folded subject by subject and written once.

The caller owns the transaction: a batch of events is applied and claimed in one commit.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from catalog.application.commands import (
    ApplyEntry,
    ApplyList,
    ApplyScores,
    ApplySeason,
    ApplyTitle,
    StoreSeasonPart,
    VersionedCommand,
)
from catalog.application.ports import Clock, UnitOfWork
from catalog.application.slug_assignment import assign_slugs

N = TypeVar("N", bound=VersionedCommand)


class CatalogProjection:
    """Writes the read model."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def titles(self, work: UnitOfWork, news: Sequence[ApplyTitle]) -> None:
        """Take what imports said, and give a slug to each title that has none or has another name now."""
        titles = newest(news)
        applied = await work.save_titles(titles)
        await assign_slugs(work, [title for title in titles if title.media_id in applied], self._clock.now())

    async def seasons(self, work: UnitOfWork, news: Sequence[ApplySeason]) -> None:
        """Take whole seasons: an episode that is not in its season any more is gone."""
        await work.save_seasons(newest(news))

    async def season_parts(
        self, work: UnitOfWork, parts: Sequence[StoreSeasonPart], assemble: Callable[[Sequence[bytes]], ApplySeason]
    ) -> None:
        """Record each season of which every part has arrived, whole and once."""
        complete = await work.complete_seasons(newest(parts))
        await self.seasons(work, [assemble(bodies) for bodies in complete])

    async def scores(self, work: UnitOfWork, news: Sequence[ApplyScores]) -> None:
        """Take scores and audiences."""
        await work.save_scores(newest(news))

    async def lists(self, work: UnitOfWork, news: Sequence[ApplyList]) -> None:
        """Take whole lists: a title that is not in its list any more loses its rank."""
        await work.save_lists(newest(news))

    async def entries(self, work: UnitOfWork, news: Sequence[ApplyEntry]) -> None:
        """Take what viewers say of titles."""
        await work.save_entries(newest(news))


def newest(news: Sequence[N]) -> list[N]:
    """Give the news of the highest version of each subject, in the order of the subjects' ids.

    Writers that lock rows in one order never wait for each other in a circle.
    """
    kept: dict[object, N] = {}
    for item in news:
        known = kept.get(item.subject)
        if known is None or known.version < item.version:
            kept[item.subject] = item
    return sorted(kept.values(), key=lambda item: str(item.subject))
