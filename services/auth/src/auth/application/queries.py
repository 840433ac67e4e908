"""Asking who I am."""

from uuid import UUID

from auth.application.ports import Accounts
from auth.domain.accounts import Account
from auth.domain.errors import SessionEnded


class AccountQueries:
    """Reads accounts."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def me(self, account_id: UUID, session_id: UUID) -> Account:
        """Give the account that holds a session; raises SessionEnded, at once and not when the token expires."""
        account = await self._accounts.of_live_session(account_id, session_id)
        if account is None:
            raise SessionEnded
        return account
