"""Publishing the libraries of all users again, after the log of events was lost or is ahead of a restored database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory, in_batches

ANNOUNCED: Final = 50
"""Users of one transaction: their requests wait for it."""


class LibrariesWork(Protocol):
    """One transaction on the libraries of users."""

    async def lock_users(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Serialize the writes of the next users who were not erased, and return their ids, in order."""
        ...

    async def publish_entries(self, user_ids: Sequence[UUID], now: datetime) -> None:
        """Publish every entry of users again, also removed ones, each with a new version of this time."""
        ...

    async def publish_plays(self, user_ids: Sequence[UUID]) -> None:
        """Publish every play of users again that is not retracted."""
        ...

    async def publish_lists(self, user_ids: Sequence[UUID], now: datetime) -> None:
        """Publish again which lists of users are public and which are not, each with a new version of this time."""
        ...


class AnnounceLibraries:
    """Publishes every entry, play and list again; consumers end in the same state, however often.

    Each batch is a commit of its own: requests go on meanwhile and wait for one batch at most.
    """

    def __init__(self, units: UnitOfWorkFactory[LibrariesWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self) -> int:
        """Return the number of users."""
        return await in_batches(self._units, self._announce)

    async def _announce(self, work: LibrariesWork, after: UUID | None) -> Sequence[UUID]:
        user_ids = await work.lock_users(after, ANNOUNCED)
        if user_ids:
            await work.publish_entries(user_ids, self._clock.now())
            await work.publish_plays(user_ids)
            await work.publish_lists(user_ids, self._clock.now())
        return user_ids
