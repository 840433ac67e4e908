"""The job that encrypts stored values again, column by column."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chassis.core.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Resealed:
    """Values that were encrypted again, and those that no key of the ring opens, which stay as they are."""

    resealed: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """The result of one batch, and the key of its last row: null if it was the last batch."""

    result: Resealed
    last: tuple[Any, ...] | None


class SealedColumns(Protocol):
    """The encrypted columns of the schema in a unit of work."""

    @property
    def names(self) -> Sequence[str]:
        """Return the columns as `table.column`."""
        ...

    async def reseal(self, name: str, after: tuple[Any, ...] | None) -> Batch:
        """Encrypt the next batch of values of other keys with the first one; their rows stay locked."""
        ...


class Reencrypt:
    """Encrypts again what another key than the first has encrypted.

    Each batch is a commit of its own: a job that is stopped goes on with the rest when it is started again, and any
    number of them may run.
    """

    def __init__(self, units: UnitOfWorkFactory[SealedColumns]) -> None:
        self._units = units

    async def __call__(self) -> Mapping[str, Resealed]:
        """Return what was done per column. Requests go on meanwhile and wait for one batch at most."""
        results = {}
        async with self._units.begin() as columns:
            names = columns.names
        for name in names:
            results[name] = result = await self._column(name)
            logger.info("column reencrypted", extra={"column": name, "resealed": result.resealed})
        return results

    async def _column(self, name: str) -> Resealed:
        """Repeat until a pass finds nothing: a replica whose first key is the old one may have written behind it."""
        resealed = 0
        while True:
            result = await self._pass(name)
            resealed += result.resealed
            if not result.resealed:
                return Resealed(resealed, result.unreadable)

    async def _pass(self, name: str) -> Resealed:
        resealed = unreadable = 0
        last = None
        while True:
            async with self._units.begin() as columns:
                batch = await columns.reseal(name, last)
            resealed += batch.result.resealed
            unreadable += batch.result.unreadable
            last = batch.last
            if last is None:
                return Resealed(resealed, unreadable)
