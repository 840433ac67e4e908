"""Periodic work: publishing titles that appear in another way than their last event says.

An editor or a policy has hidden or shown them, their name has changed, or no event has named them yet.
"""

from typing import Final

from catalog.application.ports import CatalogWork
from catalog.domain.slugs import publish
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory

BATCH: Final = 500
"""Titles per transaction, so that a policy that changes all of them needs no long transaction."""


class PublishSlugs:
    """Publishes the slugs of titles in the queue of changes."""

    def __init__(self, units: UnitOfWorkFactory[CatalogWork], clock: Clock, *, batch: int = BATCH) -> None:
        self._units = units
        self._clock = clock
        self._batch = batch

    async def __call__(self) -> None:
        """Publish them batch by batch, each in one transaction; a title that another replica holds is skipped."""
        while await self._publish_batch():
            continue

    async def _publish_batch(self) -> bool:
        async with self._units.begin() as work:
            claimed = await work.claim_changes(self._batch)
            if claimed:
                now = self._clock.now()
                await work.publish_slugs([publish(slug, now) for slug in await work.outdated_slugs(claimed)])
        return len(claimed) == self._batch
