"""Ports of users."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UserUpdate:
    """What an event states of a user."""

    user_id: UUID
    version: int
    username_digest: str | None
    is_administrator: bool


class Users(Protocol):
    """Reads and writes users. No name is stored: one that is given finds its user by the digest."""

    async def ensure(self, user_id: UUID) -> None:
        """Raise AccountErased for a user that was erased; no other becomes it until the transaction ends."""
        ...

    async def exists(self, user_id: UUID) -> bool:
        """Return whether there is a user with an id."""
        ...

    async def update(self, updates: Collection[UserUpdate]) -> None:
        """Store what is newer than what is stored; users whose accounts were deleted stay away."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete users, for whom nothing is stored any more; call it before their other rows are deleted."""
        ...
