"""The directory of accounts, for administrators."""

from uuid import UUID

from auth.application.accounts.ports import AccountFilter, AccountPage, AccountReader, Identifiers
from auth.application.administration.roles import Administrator
from auth.domain.accounts.identifiers import fold
from auth.domain.errors import SessionEnded


class Directory:
    """Finds accounts by the beginning of an address or username, or by id."""

    def __init__(self, accounts: AccountReader, identifiers: Identifiers) -> None:
        self._accounts = accounts
        self._identifiers = identifiers

    async def page(
        self, text: str | None, account_id: UUID | None, limit: int, offset: int, by: Administrator
    ) -> AccountPage:
        """Return a page of the accounts that match a text or have an id, all without both, in order of usernames.

        Raise SessionEnded as soon as the session of the administrator ends, before its token expires.
        """
        reader = await self._accounts.of_active_session(by.account_id, by.session_id)
        if reader is None or "admin" not in reader.roles:
            raise SessionEnded
        where = None if text is None else AccountFilter(fold(text), self._identifiers.of_any(text), account_id)
        return await self._accounts.page(where, limit, offset)
