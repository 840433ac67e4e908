"""Reading the user's own account."""

from uuid import UUID

from auth.application.accounts.ports import AccountReader, OwnAccount
from auth.domain.accounts.account import Account
from auth.domain.errors import SessionEnded


class AccountQueries:
    """Reads accounts."""

    def __init__(self, accounts: AccountReader) -> None:
        self._accounts = accounts

    async def me(self, account_id: UUID, session_id: UUID | None) -> Account:
        """Return the account of a session; raise SessionEnded as soon as it ends, before its token expires.

        An API key has no session; its short token is proof enough for a read.
        """
        if session_id is None:
            account = await self._accounts.by_id(account_id)
        else:
            account = await self._accounts.of_active_session(account_id, session_id)
        if account is None:
            raise SessionEnded
        return account

    async def own(self, account_id: UUID, session_id: UUID | None) -> OwnAccount:
        """Return the account as `me` does, with the counts of the user's library; raise SessionEnded."""
        own = await self._accounts.own(account_id, session_id)
        if own is None:
            raise SessionEnded
        return own
