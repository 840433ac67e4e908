"""The port for transactions: what a use case writes within one unit of work is committed together, or not at all."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

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
