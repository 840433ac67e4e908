"""Change of the password by its user."""

from dataclasses import dataclass, field, replace

from auth.application.accounts.current_password import CurrentPassword
from auth.application.accounts.password_policy import PasswordPolicy
from auth.application.accounts.ports import AccountReader, Passwords
from auth.application.sessions.active import active_account
from auth.application.sessions.revocation import revoke_sessions
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import Account
from auth.domain.notices.notice import NoticeKind
from auth.domain.notices.requests import mail_to
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.sessions.session import SessionRules
from chassis.core.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class SetPassword:
    """Replace the password of a user who knows the current one."""

    user: Actor
    current: str = field(repr=False)
    new: str = field(repr=False)


class ChangePassword:
    """Replaces a password and ends the other sessions, one of which may be that of a thief."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        accounts: AccountReader,
        passwords: Passwords,
        policy: PasswordPolicy,
        rules: SessionRules,
    ) -> None:
        self._units = units
        self._accounts = accounts
        self._passwords = passwords
        self._policy = policy
        self._rules = rules
        self._current = CurrentPassword(units, passwords)

    async def __call__(self, command: SetPassword) -> None:
        """Change the password.

        Raise SessionEnded, InvalidCredentials, InvalidInput, TooManyAttempts or PasswordsBusy.
        """
        user = command.user
        account = await active_account(self._accounts, user)
        await self._current.verify(user, command.current, AuditKind.PASSWORD_CHANGE_FAILED)
        password = await self._policy.check(command.new, account.username, account.email, field="newPassword")
        password_hash = await self._passwords.hash(password)
        async with self._units.begin() as work:
            entry = user.entry(AuditKind.PASSWORD_CHANGED, await work.now())
            await set_password(work, account, password_hash, entry, self._rules)


async def set_password(
    work: UnitOfWork, account: Account, password_hash: str, entry: AuditEntry, rules: SessionRules
) -> None:
    """Store a new password, end every session but that of the entry, record the entry, and report it to the user.

    Codes that were sent before end too: they may have been requested by another person.
    """
    now = entry.at
    await work.accounts.set_hash(account.id, password_hash)
    await work.confirmations.discard(account.id)
    ended = await revoke_sessions(work, account.id, None, "password_changed", now, rules, kept=entry.session_id)
    await work.audit.record(replace(entry, details={"endedSessions": str(len(ended))}))
    await work.publish(mail_to(account, NoticeKind.PASSWORD_CHANGED, now))
