"""Ports of people."""

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from social.domain.people.person import Person


class People(Protocol):
    """Reads and writes people."""

    async def ensure(self, user_id: UUID) -> None:
        """Raise AccountErased for a user that was erased; no other becomes it until the transaction ends."""
        ...

    async def erased_among(self, user_ids: Collection[UUID]) -> Collection[UUID]:
        """Return those users that were erased; none of the others is erased until the transaction ends."""
        ...

    async def of_ids(self, user_ids: Collection[UUID]) -> Mapping[UUID, Person]:
        """Return the people with these ids, by id; those that are not known are not among them."""
        ...

    async def by_username(self, username: str) -> Person | None:
        """Return the person with a name, whose letter case does not count."""
        ...

    async def search(self, viewer: UUID, query: str, part: Slice) -> Part[Person]:
        """Return other people whose names begin with a text, and whom the viewer may see or names in full."""
        ...

    async def update(self, people: Collection[Person]) -> None:
        """Store what is newer than what is stored; users whose accounts were deleted stay away.

        A person without a name keeps the former one.
        """
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete users, for whom nothing is stored any more; call it before their other rows are deleted."""
        ...
