"""Periodic work: publishing slugs that no event has named yet, which were assigned before slugs were published."""

from typing import Final

from catalog.application.ports import CatalogWork
from catalog.domain.slugs import publish
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory

BATCH: Final = 500
"""Slugs per transaction, so that an upgrade of any size needs no long transaction."""


class PublishSlugs:
    """Publishes the current slugs that have no published version."""

    def __init__(self, units: UnitOfWorkFactory[CatalogWork], clock: Clock, *, batch: int = BATCH) -> None:
        self._units = units
        self._clock = clock
        self._batch = batch

    async def __call__(self) -> None:
        """Publish them batch by batch, each in one transaction; a slug that another replica holds is skipped."""
        while await self._publish_batch():
            continue

    async def _publish_batch(self) -> bool:
        async with self._units.begin() as work:
            slugs = await work.unpublished_slugs(self._batch)
            now = self._clock.now()
            await work.publish_slugs([publish(slug, tmdb_id, None, now) for slug, tmdb_id in slugs])
        return len(slugs) == self._batch
