"""Storing addresses of users."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from notifications.application.notices.ports import Seals
from notifications.application.unit_of_work import UnitOfWork
from notifications.application.users.projection import UserProjection
from notifications.application.users.updates import ContactUpdate


@dataclass(frozen=True, slots=True)
class PublishedContact:
    """The address of a user as auth publishes it."""

    user_id: UUID
    version: int
    sealed: str = field(repr=False)
    email_confirmed: bool


class StoreContacts:
    """Stores addresses, sealed for their users. The caller owns the transaction; a repetition has no effect."""

    def __init__(self, users: UserProjection, seals: Seals) -> None:
        self._users = users
        self._seals = seals

    async def __call__(self, work: UnitOfWork, contacts: Sequence[PublishedContact]) -> None:
        """Store a batch in any order: of each user the newest version counts. Raise Unreadable."""
        updates = [
            ContactUpdate(
                user_id=contact.user_id,
                version=contact.version,
                sealed_email=self._seals.email(contact.user_id, contact.sealed),
                email_confirmed=contact.email_confirmed,
            )
            for contact in contacts
        ]
        await self._users.update_contacts(work, updates)
