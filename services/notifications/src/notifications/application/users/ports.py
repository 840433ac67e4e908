"""Ports of the use cases about users."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from notifications.application.users.updates import ContactUpdate, ProfileUpdate, ServicesUpdate
from notifications.domain.preferences.model import Recipient


class Users(Protocol):
    """Users within one transaction."""

    async def lock(self, user_id: UUID) -> None:
        """Serialize the writes of this user until the transaction ends; raise AccountErased."""
        ...

    async def recipients(self, subjects: Sequence[tuple[UUID, UUID | None]]) -> Mapping[UUID, Recipient]:
        """Return users, with those of the titles beside them that they have muted; erased users are left out.

        A user of whom nothing is known is a recipient without destinations.
        """
        ...

    async def administrators(self) -> Sequence[UUID]:
        """Return the administrators."""
        ...

    async def save_profiles(self, updates: Sequence[ProfileUpdate]) -> None:
        """Store the updates that are newer than what is stored, except those of erased users."""
        ...

    async def save_contacts(self, updates: Sequence[ContactUpdate]) -> None:
        """Store the updates that are newer than what is stored, except those of erased users.

        An address that has refused mail for good gets mail again.
        """
        ...

    async def save_services(self, updates: Sequence[ServicesUpdate]) -> None:
        """Store the updates that are newer than what is stored, except those of erased users."""
        ...

    async def erase(self, user_ids: Collection[UUID], now: datetime) -> None:
        """Delete every row of users and remember that they were erased; a repetition has no effect."""
        ...
