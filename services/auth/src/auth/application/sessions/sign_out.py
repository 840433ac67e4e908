"""Sign-out."""

from auth.application.sessions.revocation import revoke_sessions
from auth.application.unit_of_work import UnitOfWork
from auth.domain.errors import SessionEnded
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from auth.domain.sessions.session import SessionRules
from chassis.core.unit_of_work import UnitOfWorkFactory


class LogOut:
    """Ends sessions before they expire."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], rules: SessionRules) -> None:
        self._units = units
        self._rules = rules

    async def __call__(self, by: Actor, *, everywhere: bool = False) -> None:
        """End a session, or with `everywhere` every session of the account.

        Raise SessionEnded if the session itself has ended: its token must not end any other session.
        """
        async with self._units.begin() as work:
            scope = None if everywhere else by.session_id
            now = await work.now()
            ended = await revoke_sessions(work, by.account_id, scope, "logout", now, self._rules)
            if by.session_id not in ended:
                raise SessionEnded
            await work.audit.record(by.entry(AuditKind.SIGNED_OUT, now, {"sessions": str(len(ended))}))
