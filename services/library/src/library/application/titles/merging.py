"""Following titles that were merged upstream: saved items and subscriptions move to the successor."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from library.application.unit_of_work import UnitOfWork

LONGEST_CHAIN: Final = 5
"""How often a successor may itself have been merged into another; more is taken for a circle."""


class FollowMerges:
    """Moves what users keep of merged titles. The caller owns the transaction."""

    async def __call__(self, work: UnitOfWork, media_ids: Collection[UUID]) -> None:
        """Move saved items and subscriptions of those titles that are merged, to the last successor."""
        successors = {
            media_id: successor
            for media_id in sorted(media_ids)
            if (successor := await _last(work, media_id)) is not None
        }
        if successors:
            await work.saved.move(successors)
            await work.subscriptions.move(successors)


async def _last(work: UnitOfWork, media_id: UUID) -> UUID | None:
    """Return the last successor of a title, or null when it was not merged."""
    last = media_id
    for _ in range(LONGEST_CHAIN):
        title = (await work.titles.find_all([last])).get(last)
        if title is None or title.facts is None or title.facts.successor_id is None:
            return None if last == media_id else last
        last = title.facts.successor_id
    return None
