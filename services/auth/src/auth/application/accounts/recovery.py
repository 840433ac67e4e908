"""Reset of a forgotten password by a code that is sent to the address of the account."""

from dataclasses import dataclass, field
from uuid import uuid4

from auth.application.accounts.password_change import set_password
from auth.application.accounts.password_policy import PasswordPolicy
from auth.application.accounts.ports import Identifiers, Passwords
from auth.application.security.attempts import count_attempt
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import Account
from auth.domain.accounts.confirmations import PAUSE, Confirmation, ConfirmationCode, Purpose
from auth.domain.errors import InvalidConfirmation
from auth.domain.events import ContactChanged
from auth.domain.notices.notice import NoticeKind
from auth.domain.notices.requests import mail_to
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.security.throttle import throttle_key
from auth.domain.sessions.client import Client
from auth.domain.sessions.session import SessionRules
from chassis.core.unit_of_work import UnitOfWorkFactory


class RequestReset:
    """Sends a code to the user of an account. A request about no account costs the same and sends nothing."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], identifiers: Identifiers) -> None:
        self._units = units
        self._identifiers = identifiers

    async def __call__(self, identifier: str, client: Client) -> None:
        """Send the code by mail, at most once per minute and account; raise TooManyAttempts."""
        # By the identifier as typed, so that the count reveals no account either.
        key = throttle_key(f"reset {self._identifiers.of_any(identifier)}", client.address)
        async with self._units.begin() as work:
            now = await work.now()
            await count_attempt(work, key, now)
        async with self._units.begin() as work:
            credentials = await work.accounts.credentials_of(identifier)
            account_id = credentials.account_id if credentials else uuid4()
            account = await work.accounts.get(account_id)
            newest = await work.confirmations.newest_at(account_id, Purpose.PASSWORD_RESET)
            now = await work.now()
            is_allowed = account is not None and (newest is None or now - newest >= PAUSE)
            code = ConfirmationCode.new()
            stored = Confirmation.new(account_id if account else None, Purpose.PASSWORD_RESET, code, now)
            await work.confirmations.replace(stored, keep=is_allowed)
            # To no account, a notice of the same size, which is not sent.
            addressee = account or Account(account_id, "nowhere@example.org", "unknown", now)
            data = {"code": code.text, "minutes": "30"}
            await work.publish_if(is_allowed, mail_to(addressee, NoticeKind.PASSWORD_RESET, now, data))
            entry = AuditEntry(AuditKind.PASSWORD_RESET_REQUESTED, now, account_id if account else None, None, client)
            await work.audit.record(entry)


@dataclass(frozen=True, slots=True)
class NewPassword:
    """Replace a password that was forgotten."""

    code: str = field(repr=False)
    password: str = field(repr=False)
    client: Client


class ResetPassword:
    """Replaces a password by a code and ends every session."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        passwords: Passwords,
        policy: PasswordPolicy,
        rules: SessionRules,
    ) -> None:
        self._units = units
        self._passwords = passwords
        self._policy = policy
        self._rules = rules

    async def __call__(self, command: NewPassword) -> None:
        """Replace the password; raise InvalidConfirmation or PasswordsBusy.

        After InvalidInput, which a refused password raises, the code is still valid.
        """
        digest = ConfirmationCode(command.code).digest
        async with self._units.begin() as work:
            confirmation = await work.confirmations.find(digest, Purpose.PASSWORD_RESET, await work.now())
            account = (
                await work.accounts.get(confirmation.account_id) if confirmation and confirmation.account_id else None
            )
        if account is None:
            raise InvalidConfirmation
        password = await self._policy.check(command.password, account.username, account.email)
        password_hash = await self._passwords.hash(password)
        async with self._units.begin() as work:
            now = await work.now()
            if await work.confirmations.use(digest, Purpose.PASSWORD_RESET, now) is None:
                raise InvalidConfirmation
            entry = AuditEntry(AuditKind.PASSWORD_RESET, now, account.id, account.id, command.client)
            await set_password(work, account, password_hash, entry, self._rules)
            # The code was sent to the address, and a change of the address discards it.
            confirmed = await work.accounts.confirm_email(account.id, now)
            if confirmed is not None:
                await work.publish(ContactChanged.of(confirmed, now))
