"""Ports of profiles: their store and their reader."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from auth.domain.accounts.account import Account


class Profiles(Protocol):
    """The profiles of a unit of work."""

    async def lock(self, account_id: UUID, session_id: UUID, now: datetime) -> Account | None:
        """Return the account of an active session, locked until the unit of work ends; null if it has ended."""
        ...

    async def save(self, account: Account) -> None:
        """Save username, profile and version of a locked account; raise UsernameTaken."""
        ...


class ProfileReader(Protocol):
    """Queries of profiles."""

    async def by_username(self, username: str) -> Account | None:
        """Return an account by its username in any letter case, or null."""
        ...
