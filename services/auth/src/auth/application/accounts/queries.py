"""Reading the user's own account."""

from uuid import UUID

from auth.application.accounts.ports import AccountReader
from auth.domain.accounts.account import Account
from auth.domain.errors import SessionEnded


class AccountQueries:
    """Reads accounts."""

    def __init__(self, accounts: AccountReader) -> None:
        self._accounts = accounts

    async def me(self, account_id: UUID, session_id: UUID) -> Account:
        """Return the account of a session; raise SessionEnded as soon as it ends, before its token expires."""
        account = await self._accounts.of_active_session(account_id, session_id)
        if account is None:
            raise SessionEnded
        return account
