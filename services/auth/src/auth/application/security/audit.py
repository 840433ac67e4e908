"""Reading the audit log: users read what happened to their account, administrators and viewers everything."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auth.application.accounts.ports import AccountReader
from auth.application.administration.directory import Directory
from auth.application.security.ports import AuditPosition, AuditReader, AuditRecord, AuditSelection
from auth.application.sessions.active import active_account
from auth.domain.security.actor import Actor


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of entries, and the last of them if older ones follow."""

    records: Sequence[AuditRecord]
    following: AuditPosition | None


class ReadAuditLog:
    """Reads the audit log. Reading it is not recorded."""

    def __init__(self, reader: AuditReader, accounts: AccountReader, directory: Directory) -> None:
        self._reader = reader
        self._accounts = accounts
        self._directory = directory

    async def own(self, by: Actor, limit: int, before: AuditPosition | None) -> AuditPage:
        """Return a page of what happened to the account of the user; raise SessionEnded."""
        await active_account(self._accounts, by)
        return await self._page(AuditSelection(limit, before, by.account_id))

    async def all(self, selection: AuditSelection, by: Actor) -> AuditPage:
        """Return a page of a selection; raise SessionEnded.

        An entry about no account, such as a sign-in with a name that no user has, is an event of no user but of a
        stranger: administrators see it, viewers do not.
        """
        reader = await self._directory.require_reader(by)
        return await self._page(replace(selection, of_known_accounts="admin" not in reader.roles))

    async def _page(self, selection: AuditSelection) -> AuditPage:
        records = await self._reader.page(replace(selection, limit=selection.limit + 1))
        shown = records[: selection.limit]
        return AuditPage(shown, shown[-1].position if len(records) > len(shown) else None)
