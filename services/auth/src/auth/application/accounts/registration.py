"""Account registration."""

import logging
import secrets
from typing import Literal
from uuid import uuid4

from auth.application.accounts.commands import RegisterAccount
from auth.application.accounts.password_policy import PasswordPolicy
from auth.application.accounts.ports import Passwords
from auth.application.sessions.opening import SessionOpener
from auth.application.sessions.ports import TokenPair
from auth.application.sessions.tokens import TokenIssuer
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import Account, Role, parse_email, parse_new_email, parse_new_username, parse_username
from auth.domain.accounts.confirmations import ConfirmationCode
from auth.domain.accounts.passwords import normalise
from auth.domain.errors import EmailTaken, InvitationRequired, RegistrationClosed, UsernameTaken
from auth.domain.events import AccountRegistered, ContactChanged, UserChanged
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.sessions.client import Client
from chassis.core.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)


RegistrationMode = Literal["open", "invitation", "closed"]


class Register:
    """Registers an account and signs it in."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        passwords: Passwords,
        policy: PasswordPolicy,
        opener: SessionOpener,
        tokens: TokenIssuer,
        *,
        mode: RegistrationMode = "open",
    ) -> None:
        self._units = units
        self._passwords = passwords
        self._policy = policy
        self._mode = mode
        self._opener = opener
        self._tokens = tokens

    async def __call__(self, command: RegisterAccount) -> TokenPair:
        """Return the first tokens of the account.

        Raise RegistrationClosed, InvitationRequired, InvalidInput, EmailTaken, UsernameTaken or PasswordsBusy. Only the
        insert decides whether a name is free, so two parallel registrations cannot both get it.
        """
        if self._mode == "closed":
            raise RegistrationClosed
        email, username = parse_new_email(command.email), parse_new_username(command.username)
        invitation = None
        if self._mode == "invitation":
            invitation = await self._open_invitation(command.invitation, email)
        password_hash = await self._passwords.hash(await self._policy.check(command.password, username, email))
        async with self._units.begin() as work:
            account = await add_account(work, email, username, password_hash, ("user",), command.client)
            if invitation is not None and not await work.invitations.use(
                invitation, email, account.id, account.created_at
            ):
                raise InvitationRequired
            opened = await self._opener.open(work, account.id, command.client, ("pwd",))
        return self._tokens.pair(opened)

    async def _open_invitation(self, code: str | None, email: str) -> bytes:
        """Return the digest of a code that can be used; raise InvitationRequired before a password is hashed."""
        digest = None if code is None else ConfirmationCode(code).digest
        async with self._units.begin() as work:
            if digest is None or not await work.invitations.is_open(digest, email, await work.now()):
                raise InvitationRequired
        return digest


class EnsureAdministrator:
    """Creates the configured administrator once, on whichever replica starts first."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], passwords: Passwords) -> None:
        self._units = units
        self._passwords = passwords

    async def __call__(self, command: RegisterAccount) -> bool:
        """Create the account, and return whether it is new; the roles of an existing account do not change.

        If the username is taken, a random suffix is appended.
        """
        email = parse_email(command.email)
        async with self._units.begin() as work:
            if await work.accounts.credentials_of(email) is not None:
                return False
        password_hash = await self._passwords.hash(normalise(command.password))
        for username in (command.username, f"{command.username[:21]}_{secrets.token_hex(4)}"):
            try:
                async with self._units.begin() as work:
                    account = parse_username(username)
                    await add_account(work, email, account, password_hash, ("user", "admin"), command.client)
            except UsernameTaken:
                logger.warning("username of the administrator is taken", extra={"username": username})
                continue
            except EmailTaken:
                return False
            logger.info("administrator created", extra={"username": username})
            return True
        return False


async def add_account(
    work: UnitOfWork,
    email: str,
    username: str,
    password_hash: str | None,
    roles: tuple[Role, ...],
    client: Client,
    *,
    is_confirmed: bool = False,
) -> Account:
    """Add an account and publish it; raise EmailTaken or UsernameTaken.

    `is_confirmed` says whether the address is known to be the user's.
    """
    now = await work.now()
    account = Account(uuid4(), email, username, now, roles, email_confirmed_at=now if is_confirmed else None)
    await work.accounts.add(account, password_hash)
    event = AccountRegistered(at=account.created_at, account_id=account.id, version=account.version, roles=roles)
    await work.publish(
        event, UserChanged.of(account, account.created_at), ContactChanged.of(account, account.created_at)
    )
    await work.audit.record(AuditEntry(AuditKind.REGISTERED, account.created_at, account.id, account.id, client))
    return account
