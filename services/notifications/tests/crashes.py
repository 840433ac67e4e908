"""Transactions whose process dies right before their commit."""

from chassis.messaging.transaction import UnitsOfWork
from notifications.infrastructure.unit_of_work import SqlUnitOfWork


class Crash(Exception):
    """The process has died."""


class CrashingUnits:
    """Begins transactions that are rolled back where they would be committed."""

    def __init__(self, units: UnitsOfWork[SqlUnitOfWork]) -> None:
        self._units = units

    def begin(self) -> "CrashingUnits":
        """Return the next transaction."""
        self._unit = self._units.begin()
        return self

    async def __aenter__(self) -> SqlUnitOfWork:
        return await self._unit.__aenter__()

    async def __aexit__(self, *_: object) -> None:
        await self._unit.__aexit__(Crash, Crash(), None)
        raise Crash
