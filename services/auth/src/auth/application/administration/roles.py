"""Change of the roles of an account by an administrator."""

import logging
from dataclasses import dataclass
from uuid import UUID

from auth.application.administration.administrators import lock_as_administrator
from auth.application.api_keys.revocation import reject_tokens_of_api_keys
from auth.application.sessions.revocation import revoke_sessions
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import Account, Role
from auth.domain.administration.roles import parse_roles, removes_administrator, with_roles
from auth.domain.errors import AccountChanged
from auth.domain.events import UserChanged
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from auth.domain.sessions.session import SessionRules
from chassis.core.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SetRoles:
    """Replace the roles of an account that has one of these versions; null expects any."""

    account_id: UUID
    roles: tuple[Role, ...]
    versions: frozenset[int] | None
    by: Actor


class ChangeRoles:
    """Replaces the roles of an account. A role that was removed stops working at once, with all sessions."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], rules: SessionRules) -> None:
        self._units = units
        self._rules = rules

    async def __call__(self, command: SetRoles) -> Account:
        """Return the account with its roles.

        Raise InvalidInput, SessionEnded, AccountNotFound, AccountChanged, LastAdministrator or OwnAdminRole. Changes of
        roles are serialised, so that two administrators cannot demote each other.
        """
        roles = parse_roles(command.roles)
        async with self._units.begin() as work:
            now = await work.now()
            before = await lock_as_administrator(work, command.account_id, command.by, now)
            if command.versions is not None and before.version not in command.versions:
                raise AccountChanged
            others = not removes_administrator(before, roles) or await work.accounts.has_other_administrator(before.id)
            after = with_roles(before, roles, by=command.by.account_id, has_other_administrator=others)
            if after is before:
                return before
            await work.accounts.save_standing(after)
            ended = []
            if set(before.roles) - set(roles):
                ended = await revoke_sessions(work, after.id, None, "admin", now, self._rules)
                await reject_tokens_of_api_keys(work, after.id, now, self._rules)
            details = {"before": " ".join(before.roles), "after": " ".join(after.roles)}
            await work.audit.record(command.by.entry(AuditKind.ROLES_CHANGED, now, details, account_id=after.id))
            await work.publish(UserChanged.of(after, now))
        logger.info(
            "roles changed",
            extra={
                "actor": str(command.by.account_id),
                "user_id": str(after.id),
                "before": list(before.roles),
                "after": list(after.roles),
                "ended_sessions": len(ended),
            },
        )
        return after
