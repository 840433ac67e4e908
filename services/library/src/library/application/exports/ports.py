"""Port of exports: everything of one user, section by section."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Literal, Protocol
from uuid import UUID

from chassis.core.lists.snapshots import Record, Sections

Table = Literal["diary", "watched", "ratings", "watchlist"]
"""What tables of other services are made of: plays of movies that have a day, movies that were seen without one,
ratings of titles, and planned titles."""


class Snapshot(Sections, Protocol):
    """What is stored of a user at one moment."""

    def table(self, name: Table) -> AsyncIterator[Sequence[Record]]:
        """Yield the records of which a table of another service is made, some at a time."""
        ...


class ExportReader(Protocol):
    """Opens what is stored of users."""

    def open(self, user_id: UUID) -> AbstractAsyncContextManager[Snapshot]:
        """Open a snapshot: what is written while it is read is not part of it."""
        ...
