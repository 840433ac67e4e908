"""Suspension of an account, and the end of its sessions, by an administrator."""

import logging
from dataclasses import dataclass
from uuid import UUID

from auth.application.administration.administrators import lock_as_administrator
from auth.application.api_keys.revocation import revoke_api_keys
from auth.application.sessions.revocation import revoke_sessions
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import Account
from auth.domain.administration.suspension import end_suspension, suspend
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from auth.domain.sessions.session import SessionRules
from chassis.core.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Suspend:
    """Suspend an account; the reason is for the audit log."""

    account_id: UUID
    by: Actor
    reason: str | None = None


class Suspension:
    """Suspends accounts. A suspended user cannot sign in, and what they are signed in with stops at once.

    Nothing of it comes back when the suspension ends: sessions, API keys, devices with their tokens, and approvals of
    devices that have not fetched their tokens yet.
    """

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], rules: SessionRules) -> None:
        self._units = units
        self._rules = rules

    async def suspend(self, command: Suspend) -> Account:
        """Return the suspended account; nothing changes if it is suspended already.

        Raise SessionEnded, AccountNotFound, OwnSuspension or LastAdministrator. A sign-in at the same time either
        happens before and is ended, or fails.
        """
        async with self._units.begin() as work:
            now = await work.now()
            before = await lock_as_administrator(work, command.account_id, command.by, now)
            has_other = await work.accounts.has_other_administrator(before.id)
            after = suspend(before, now, by=command.by.account_id, has_other_administrator=has_other)
            if after is before:
                return before
            await work.accounts.save_standing(after)
            # Devices before sessions: the order in which the removal of a device locks them.
            devices = await work.devices.delete_of(after.id)
            waiting = await work.device_sign_ins.delete_of(after.id)
            ended = await revoke_sessions(work, after.id, None, "admin", now, self._rules)
            keys = await revoke_api_keys(work, after.id, None, "admin", now, self._rules)
            details = {"sessions": str(len(ended)), "api_keys": str(len(keys)), "devices": str(devices)}
            details["device_sign_ins"] = str(waiting)
            details |= {"reason": command.reason} if command.reason else {}
            await work.audit.record(command.by.entry(AuditKind.SUSPENDED, now, details, account_id=after.id))
        _log("account suspended", command.by, after.id)
        return after

    async def end(self, account_id: UUID, by: Actor) -> Account:
        """Return the account, whose user can sign in again; raise SessionEnded or AccountNotFound."""
        async with self._units.begin() as work:
            now = await work.now()
            before = await lock_as_administrator(work, account_id, by, now)
            after = end_suspension(before)
            if after is before:
                return before
            await work.accounts.save_standing(after)
            await work.audit.record(by.entry(AuditKind.SUSPENSION_ENDED, now, account_id=after.id))
        _log("suspension ended", by, after.id)
        return after

    async def end_sessions(self, account_id: UUID, by: Actor) -> int:
        """End every session of an account, and return how many there were; raise SessionEnded or AccountNotFound."""
        async with self._units.begin() as work:
            now = await work.now()
            account = await lock_as_administrator(work, account_id, by, now)
            ended = await revoke_sessions(work, account.id, None, "admin", now, self._rules)
            details = {"sessions": str(len(ended))}
            await work.audit.record(by.entry(AuditKind.SESSIONS_ENDED, now, details, account_id=account.id))
        _log("sessions ended", by, account.id)
        return len(ended)


def _log(text: str, by: Actor, account_id: UUID) -> None:
    logger.info(text, extra={"actor": str(by.account_id), "user_id": str(account_id)})
