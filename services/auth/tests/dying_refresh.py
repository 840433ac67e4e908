"""A process that dies at a named step of a refresh: it commits nothing more, and no client receives a response."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum

from auth.application.sessions.ports import Rotated, Rotation, Rotations
from auth.application.sessions.refresh import Refresh
from auth.application.unit_of_work import UnitOfWork
from auth.domain.errors import InvalidRefreshToken
from auth.domain.sessions.client import Client
from chassis.core.unit_of_work import UnitOfWorkFactory


class Step(Enum):
    """Where the process dies."""

    WAITING = "while a statement waits for a lock"
    WRITTEN = "before the commit"
    COMMITTED = "after the commit"


class Died(Exception):
    """The process has died."""


class DyingUnits:
    """Units of work, the first of which is the last."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], step: Step) -> None:
        self._units = units
        self._step = step

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        async with self._units.begin() as work:
            yield work
            if self._step is not Step.COMMITTED:
                raise Died
        raise Died


class DyingRotations:
    """Exchanges in one statement. It has no step before its commit: the unit of work dies there."""

    def __init__(self, rotations: Rotations, step: Step) -> None:
        self._rotations = rotations
        self._step = step

    async def rotate(self, rotation: Rotation) -> Rotated | None:
        if self._step is not Step.COMMITTED:
            return None
        if await self._rotations.rotate(rotation) is not None:
            raise Died
        return None


async def die(refresh: Refresh, token: str, client: Client, step: Step) -> None:
    """Exchange a token until the process dies or the token is rejected."""
    rotations = None if refresh._rotations is None else DyingRotations(refresh._rotations, step)
    dying = Refresh(DyingUnits(refresh._units, step), refresh._tokens, refresh._rules, rotations)
    with suppress(Died, InvalidRefreshToken):
        await dying(token, client)
        raise AssertionError("the process is alive")
