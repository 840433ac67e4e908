"""Publishing slugs that no event has named yet: those taken before this service published any."""

from typing import Final

from catalog.application.ports import Clock, SlugStore
from catalog.domain.slugs import publish

BATCH: Final = 500
"""Slugs per transaction: an upgrade of any size needs no long transaction."""


class PublishSlugs:
    """Publishes the current slugs that have no published version."""

    def __init__(self, store: SlugStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def __call__(self) -> None:
        """Publish them batch by batch, each in one transaction; a slug that another replica holds is left to it."""
        while await self._batch():
            continue

    async def _batch(self) -> bool:
        async with self._store.begin() as work:
            slugs = await work.unpublished(BATCH)
            now = self._clock.now()
            await work.publish_slugs([publish(slug, tmdb_id, None, now) for slug, tmdb_id in slugs])
            await work.commit()
        return len(slugs) == BATCH
