"""Deletion of an account by its user, and the export of what is stored of the user before."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from auth.application.accounts.ports import AccountReader, PersonalData
from auth.application.api_keys.revocation import revoke_api_keys
from auth.application.sessions.active import active_account
from auth.application.sessions.revocation import revoke_sessions
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import Account
from auth.domain.errors import LastAdministrator, SessionEnded
from auth.domain.events import AccountDeleted
from auth.domain.notices.notice import NoticeKind
from auth.domain.notices.requests import mail_to
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.sessions.session import SessionRules
from chassis.core.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)


class DeleteAccount:
    """Deletes an account; every service erases the data of its user when it receives `user.deleted`."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], rules: SessionRules) -> None:
        self._units = units
        self._rules = rules

    async def __call__(self, user: Actor) -> None:
        """Delete the account; raise SessionEnded, or LastAdministrator for the only one.

        What stays is an entry of the audit log under a random pseudonym, which leads to no user.
        """
        async with self._units.begin() as work:
            account = await work.accounts.lock(user.account_id)
            now = await work.now()
            if account is None:
                raise SessionEnded
            if "admin" in account.roles and not await work.accounts.has_other_administrator(account.id):
                raise LastAdministrator
            ended = await revoke_sessions(work, account.id, None, "user_deleted", now, self._rules)
            await revoke_api_keys(work, account.id, None, "user_deleted", now, self._rules)
            if user.session_id not in ended:
                raise SessionEnded
            await _remove(work, account, now)
            await work.publish(mail_to(account, NoticeKind.ACCOUNT_DELETED, now))
        logger.info("account deleted", extra={"user_id": str(user.account_id), "ended_sessions": len(ended)})


class EraseAccounts:
    """Deletes accounts which their users had deleted already, and which a restored backup has brought back.

    No mail is sent: the users got one when they deleted them.
    """

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], rules: SessionRules) -> None:
        self._units = units
        self._rules = rules

    async def __call__(self, users: Sequence[UUID]) -> int:
        """Return how many of the accounts existed; each is deleted in a transaction of its own."""
        return sum([await self._erase(user) for user in users])

    async def _erase(self, user: UUID) -> bool:
        async with self._units.begin() as work:
            account = await work.accounts.lock(user)
            if account is None:
                return False
            now = await work.now()
            await revoke_sessions(work, account.id, None, "user_deleted", now, self._rules)
            await revoke_api_keys(work, account.id, None, "user_deleted", now, self._rules)
            await _remove(work, account, now)
        logger.info("account deleted again", extra={"user_id": str(user)})
        return True


async def _remove(work: UnitOfWork, account: Account, now: datetime) -> None:
    """Delete the account and publish that; the audit log keeps the deletion under a random pseudonym."""
    pseudonym = uuid4()
    await work.audit.erase(account.id, pseudonym)
    await work.audit.record(AuditEntry(AuditKind.ACCOUNT_DELETED, now, pseudonym, pseudonym))
    await work.accounts.delete(account.id)
    await work.publish(AccountDeleted(now, account.id, account.version + 1))


@dataclass(frozen=True, slots=True)
class Export:
    """What auth stores of a user, by table."""

    exported_at: datetime
    tables: Mapping[str, Sequence[Mapping[str, Any]]]


class ExportData:
    """Exports everything that auth stores of a user."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], accounts: AccountReader, data: PersonalData) -> None:
        self._units = units
        self._accounts = accounts
        self._data = data

    async def __call__(self, user: Actor) -> Export:
        """Return the data of the user; raise SessionEnded."""
        account = await active_account(self._accounts, user)
        async with self._units.begin() as work:
            now = await work.now()
            await work.audit.record(user.entry(AuditKind.DATA_EXPORTED, now))
        return Export(now, await self._data.of(account.id))
