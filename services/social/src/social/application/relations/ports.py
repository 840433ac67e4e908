"""Ports of relations. Other subjects decide by them what a user may see."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from social.domain.people.person import Closeness


class Relations(Protocol):
    """Reads relations. A viewer of null is one who has not signed in."""

    async def may_see(self, viewer: UUID | None, author: UUID) -> bool:
        """Return whether a viewer may see the profile of an author, and what the author shares with it.

        No one sees an author who is not known. Blocks work both ways.
        """
        ...

    async def visible(self, viewer: UUID | None, authors: Collection[UUID]) -> Mapping[UUID, Closeness]:
        """Return those of the authors that a viewer may see, each with how close the viewer is."""
        ...

    async def closeness(self, viewer: UUID | None, author: UUID) -> Closeness | None:
        """Return how close a viewer is to an author, whose profile may be private; null for a block or no such user."""
        ...

    async def is_blocked(self, one: UUID, other: UUID) -> bool:
        """Return whether one of two users has blocked the other."""
        ...

    async def friends_of(self, user_id: UUID) -> Sequence[UUID]:
        """Return the friends of a user, in the order of their ids."""
        ...

    async def followers_of(self, user_id: UUID) -> Sequence[UUID]:
        """Return the followers of a user that were accepted, in the order of their ids."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete what is stored of users, on both sides of each relation."""
        ...
