"""The directory of accounts, for administrators and viewers."""

from dataclasses import dataclass
from uuid import UUID

from auth.application.accounts.ports import AccountFilter, AccountPage, AccountReader, AccountSelection, Identifiers
from auth.application.sessions.active import active_account
from auth.domain.accounts.account import Account, Role
from auth.domain.accounts.identifiers import fold
from auth.domain.errors import AccountNotFound, SessionEnded
from auth.domain.security.actor import Actor


@dataclass(frozen=True, slots=True)
class FindAccounts:
    """A page of accounts by text or id, role and suspension; null matches every account."""

    text: str | None
    account_id: UUID | None
    role: Role | None
    suspended: bool | None
    limit: int
    offset: int
    by: Actor


class Directory:
    """Finds accounts by the beginning of an address or username, or by id."""

    def __init__(self, accounts: AccountReader, identifiers: Identifiers) -> None:
        self._accounts = accounts
        self._identifiers = identifiers

    async def page(self, find: FindAccounts) -> AccountPage:
        """Return a page of accounts in order of usernames; raise SessionEnded."""
        await self.require_reader(find.by)
        where = None
        if find.text is not None:
            where = AccountFilter(fold(find.text), self._identifiers.of_any(find.text), find.account_id)
        return await self._accounts.page(AccountSelection(where, find.role, find.suspended), find.limit, find.offset)

    async def account(self, account_id: UUID, by: Actor) -> Account:
        """Return an account; raise SessionEnded or AccountNotFound."""
        await self.require_reader(by)
        account = await self._accounts.by_id(account_id)
        if account is None:
            raise AccountNotFound
        return account

    async def require_reader(self, by: Actor) -> Account:
        """Return the account of a reader.

        Raise SessionEnded as soon as the session of the reader ends or loses its role, before its token expires.
        """
        reader = await active_account(self._accounts, by)
        if not {"admin", "viewer"} & set(reader.roles):
            raise SessionEnded
        return reader
