"""Ports of the use cases about users."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from library.domain.users.preferences import Preferences
from library.domain.users.services import UserServices


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

    async def time_zone(self, user_id: UUID) -> str | None:
        """Return the time zone that a user prefers, null when it is not known."""
        ...

    async def save_preferences(self, preferences: Sequence[Preferences]) -> None:
        """Store the preferences that are newer than the stored ones, except those of erased users."""
        ...

    async def save_services(self, services: Sequence[UserServices]) -> None:
        """Store the services that are newer than the stored ones, except those of erased users."""
        ...
