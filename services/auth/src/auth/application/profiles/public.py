"""Profiles of other users."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from auth.application.profiles.ports import ProfileReader
from auth.domain.accounts.account import Account
from auth.domain.profiles.errors import ProfileNotFound


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a profile."""

    account_id: UUID
    is_administrator: bool


class PublicProfiles:
    """Reads profiles of users by their names or ids."""

    def __init__(self, profiles: ProfileReader) -> None:
        self._profiles = profiles

    async def of(self, username: str, reader: Reader | None) -> Account:
        """Return an account whose profile is public, or any to its owner and to administrators.

        Raise ProfileNotFound, which does not distinguish a hidden profile from one that does not exist.
        """
        account = await self._profiles.by_username(username)
        if account is None or not _may_see(account, reader):
            raise ProfileNotFound
        return account

    async def of_ids(self, account_ids: Sequence[UUID], reader: Reader | None) -> list[Account]:
        """Return those of the accounts that the reader may see, in the order of their ids."""
        accounts = {account.id: account for account in await self._profiles.by_ids(account_ids)}
        ordered = (accounts[account_id] for account_id in account_ids if account_id in accounts)
        return [account for account in ordered if _may_see(account, reader)]


def _may_see(account: Account, reader: Reader | None) -> bool:
    if account.profile.privacy.is_profile_public:
        return True
    return reader is not None and (reader.is_administrator or reader.account_id == account.id)
