"""The port for transactions: what a use case writes within one unit of work is committed together, or not at all."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar
from uuid import UUID

WorkT = TypeVar("WorkT")
WorkT_co = TypeVar("WorkT_co", covariant=True)


class UnitOfWorkFactory(Protocol[WorkT_co]):
    """Opens units of work.

    `WorkT_co` is the service's own protocol of what can be read and written within one unit of work.
    """

    def begin(self) -> AbstractAsyncContextManager[WorkT_co]:
        """Return a context that commits when its block ends, and rolls back when the block raises.

        State and events are one commit: an event that the work publishes exists exactly if its state does.
        """
        ...


class ReaderFactory(Protocol[WorkT_co]):
    """Opens connections for queries."""

    def read(self) -> AbstractAsyncContextManager[WorkT_co]:
        """Return a context in which each query is a transaction of its own."""
        ...


async def in_batches(
    units: UnitOfWorkFactory[WorkT], process: Callable[[WorkT, UUID | None], Awaitable[Sequence[UUID]]]
) -> int:
    """Process batch after batch, each in a unit of work of its own, and return how many items there were.

    `process` is given the last id of the batch before, and returns the ids of the next one in order: none at the end.
    """
    count = 0
    last: UUID | None = None
    while True:
        async with units.begin() as work:
            ids = await process(work, last)
        if not ids:
            return count
        count += len(ids)
        last = ids[-1]
