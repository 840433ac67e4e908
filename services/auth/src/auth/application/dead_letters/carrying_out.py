"""Carrying out what administrators have requested."""

from typing import Final

from auth.application.dead_letters.ports import LetterLog
from auth.application.unit_of_work import UnitOfWork
from chassis.core.unit_of_work import UnitOfWorkFactory

BATCH: Final = 200


class CarryOutActions:
    """Redrives and discards the letters of requests; any number of replicas may run it."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], log: LetterLog) -> None:
        self._units = units
        self._log = log

    async def __call__(self) -> int:
        """Carry out a batch of actions and return their number; raise LogUnavailable.

        A process that ends before it has saved an outcome leaves the letters to the next one, a minute later. A letter
        that was redriven by then has its mark in the log, so that it is not published again.
        """
        async with self._units.begin() as work:
            claimed = await work.dead_letters.claim(BATCH)
        if not claimed:
            return 0
        outcomes = await self._log.carry_out(claimed)
        async with self._units.begin() as work:
            await work.dead_letters.settle(outcomes, await work.now())
        return len(claimed)
