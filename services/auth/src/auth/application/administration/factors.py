"""Removal of a user's factors by an administrator, for users who have lost all of them."""

import logging
from dataclasses import dataclass
from uuid import UUID

from auth.application.administration.administrators import lock_as_administrator
from auth.application.sessions.revocation import revoke_sessions
from auth.application.unit_of_work import UnitOfWork
from auth.domain.notices.notice import NoticeKind
from auth.domain.notices.requests import mail_to
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from auth.domain.sessions.session import SessionRules
from chassis.core.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RemoveFactors:
    """Remove all factors of an account."""

    account_id: UUID
    by: Actor


class FactorRemoval:
    """Removes factors. Never silently: the user gets a mail, and the audit log names the administrator."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], rules: SessionRules) -> None:
        self._units = units
        self._rules = rules

    async def __call__(self, command: RemoveFactors) -> None:
        """Remove the factors and end all sessions; raise SessionEnded or AccountNotFound."""
        async with self._units.begin() as work:
            now = await work.now()
            account = await lock_as_administrator(work, command.account_id, command.by, now)
            before = await work.factors.remove_all(account.id)
            ended = await revoke_sessions(work, account.id, None, "admin", now, self._rules)
            details = {
                "totp": str(before.totp).lower(),
                "passkeys": str(before.passkeys),
                "phone": before.phone or "",
                "sessions": str(len(ended)),
            }
            entry = command.by.entry(AuditKind.FACTORS_REMOVED, now, details, account_id=account.id)
            await work.audit.record(entry)
            data = {"factor": "all factors, by an administrator"}
            await work.publish(mail_to(account, NoticeKind.SECOND_FACTOR_REMOVED, now, data))
        logger.info("factors removed", extra={"actor": str(command.by.account_id), "user_id": str(account.id)})
