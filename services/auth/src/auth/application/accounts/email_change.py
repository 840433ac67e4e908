"""Change of the e-mail address, or its first confirmation, by a code that is sent to it."""

from auth.application.accounts.ports import AccountReader, Identifiers
from auth.application.security.attempts import count_attempt
from auth.application.sessions.active import active_account
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import parse_new_email
from auth.domain.accounts.confirmations import Confirmation, ConfirmationCode, Purpose
from auth.domain.errors import InvalidConfirmation, InvalidInput
from auth.domain.events import ContactChanged
from auth.domain.notices.notice import NoticeKind
from auth.domain.notices.requests import mail_to
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.security.throttle import throttle_key
from auth.domain.sessions.client import Client
from chassis.core.unit_of_work import UnitOfWorkFactory


class RequestEmailChange:
    """Sends a code to a new address, or to the own one that is not confirmed yet.

    Whether another account has it is not revealed: then nothing is sent.
    """

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], accounts: AccountReader, identifiers: Identifiers) -> None:
        self._units = units
        self._accounts = accounts
        self._identifiers = identifiers

    async def __call__(self, user: Actor, address: str) -> None:
        """Send the code; raise SessionEnded, InvalidInput or TooManyAttempts."""
        account = await active_account(self._accounts, user)
        email = parse_new_email(address)
        is_own = self._identifiers.email(email) == self._identifiers.email(account.email)
        if is_own and account.email_confirmed_at is not None:
            raise InvalidInput(
                "email", "email_unchanged", "must be another address than the current one, which is confirmed"
            )
        key = throttle_key(f"email {account.id}", user.client.address)
        async with self._units.begin() as work:
            now = await work.now()
            await count_attempt(work, key, now)
        async with self._units.begin() as work:
            is_free = await work.accounts.credentials_of(email) is None or is_own
            now = await work.now()
            code = ConfirmationCode.new()
            stored = Confirmation.new(account.id, Purpose.EMAIL_CHANGE, code, now, email)
            await work.confirmations.replace(stored, keep=is_free)
            data = {"code": code.text, "hours": "24"}
            notice = mail_to(account, NoticeKind.EMAIL_CONFIRMATION, now, data, address=email)
            await work.publish_if(is_free, notice)
            await work.audit.record(user.entry(AuditKind.EMAIL_CHANGE_REQUESTED, now))


class ConfirmEmailChange:
    """Replaces the address by that to which a code was sent, and reports it to the old one if it is another."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], identifiers: Identifiers) -> None:
        self._units = units
        self._identifiers = identifiers

    async def __call__(self, code: str, client: Client) -> None:
        """Replace the address; raise InvalidConfirmation, or EmailTaken if another account has it by now."""
        async with self._units.begin() as work:
            now = await work.now()
            used = await work.confirmations.use(ConfirmationCode(code).digest, Purpose.EMAIL_CHANGE, now)
            account = await work.accounts.get(used.account_id) if used and used.account_id else None
            if used is None or used.email is None or account is None:
                raise InvalidConfirmation
            await work.accounts.set_email(account.id, used.email, now)
            changed = await work.accounts.get(account.id)
            if changed is None:
                raise InvalidConfirmation
            await work.publish(ContactChanged.of(changed, now))
            if self._identifiers.email(used.email) == self._identifiers.email(account.email):
                await work.audit.record(AuditEntry(AuditKind.EMAIL_CONFIRMED, now, account.id, account.id, client))
                return
            # A code for a reset went to the old address, which may not be the user's any more.
            await work.confirmations.discard(account.id)
            await work.audit.record(AuditEntry(AuditKind.EMAIL_CHANGED, now, account.id, account.id, client))
            await work.publish(mail_to(account, NoticeKind.EMAIL_CHANGED, now))
