"""Publishing audience retention, at most once a minute per version of an asset."""

from typing import Final

from chassis.core.clock import Clock
from playback.application.unit_of_work import Units
from playback.domain.audience.curve import SMALLEST_GROUP, curve_of

BATCH: Final = 20
EVERY_SECONDS: Final = 15.0
"""How often the worker looks for curves that have changed."""


class MeasureAudiences:
    """Computes and publishes the curves that have changed."""

    def __init__(self, units: Units, clock: Clock, smallest_group: int = SMALLEST_GROUP) -> None:
        self._units = units
        self._clock = clock
        self._smallest_group = smallest_group

    async def __call__(self) -> int:
        """Publish until no curve is due, and return how many audiences were counted; each batch is one commit."""
        counted = 0
        while batch := await self._batch():
            counted += batch
        return counted

    async def _batch(self) -> int:
        now = self._clock.now()
        async with self._units.begin() as work:
            audiences = await work.audiences.claim(now, BATCH)
            for audience in audiences:
                await work.audiences.published(audience, curve_of(audience, self._smallest_group), now)
        return len(audiences)
