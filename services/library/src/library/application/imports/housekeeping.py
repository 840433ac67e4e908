"""Periodic maintenance of imports."""

from typing import Final

from chassis.core.clock import Clock
from library.application.imports.jobs import REGISTRY
from library.application.imports.ports import ImportUnits
from library.domain.imports.run import REVERTIBLE_FOR, ROWS_FOR, UNDECIDED_FOR

BATCH: Final = 20


class DeleteExpiredImports:
    """Deletes imports whose users did not decide, rows of those that are long committed, and old jobs."""

    def __init__(self, units: ImportUnits, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self) -> None:
        """Delete in batches, each in a transaction of its own."""
        now = self._clock.now()
        async with self._units.begin() as work:
            await work.jobs.prune(REGISTRY.retention, now)
        more = True
        while more:
            async with self._units.begin() as work:
                outdated = await work.import_rows.outdated(now - ROWS_FOR, BATCH)
                for import_id in outdated:
                    await work.import_rows.clear(import_id)
                more = len(outdated) == BATCH
        more = True
        while more:
            async with self._units.begin() as work:
                expired = await work.imports.expired(now - UNDECIDED_FOR, now - REVERTIBLE_FOR, BATCH)
                await work.imports.delete(expired)
                more = len(expired) == BATCH
