"""Ports of the use cases about users."""

from datetime import datetime
from typing import Protocol
from uuid import UUID


class Users(Protocol):
    """Users within one transaction."""

    async def lock(self, user_id: UUID) -> None:
        """Serialize the writes of this user until the transaction ends; raise AccountErased."""
        ...

    async def mark_erased(self, user_id: UUID, now: datetime) -> None:
        """Reject the user's writes from now on; wait for those in progress."""
        ...

    async def delete_data(self, user_id: UUID) -> None:
        """Delete every row of the user, except that they were erased."""
        ...
