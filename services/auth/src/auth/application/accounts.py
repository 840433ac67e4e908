"""Opening accounts."""

import logging
import secrets
from dataclasses import dataclass, field
from uuid import uuid4

from auth.application.ports import Passwords, TokenPair, UnitOfWork, UnitsOfWork
from auth.application.tokens import TokenIssuer
from auth.domain.accounts import Account, Role, parse_email, parse_username
from auth.domain.errors import EmailTaken, UsernameTaken
from auth.domain.events import AccountRegistered
from auth.domain.passwords import normalise, parse_new_password

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a person registers with."""

    email: str
    username: str
    password: str = field(repr=False)


class Register:
    """Opens an account and signs it in."""

    def __init__(self, work: UnitsOfWork, passwords: Passwords, tokens: TokenIssuer) -> None:
        self._work = work
        self._passwords = passwords
        self._tokens = tokens

    async def __call__(self, asked: NewAccount) -> TokenPair:
        """Give the first tokens; raises InvalidInput, EmailTaken, UsernameTaken or PasswordsBusy.

        Whether a name is free is decided by the insert alone, so two registrations at once cannot both have it.
        """
        email, username = parse_email(asked.email), parse_username(asked.username)
        password_hash = await self._passwords.hash(parse_new_password(asked.password))
        async with self._work.begin() as work:
            account = await _open(work, email, username, password_hash, ("user",))
            opened = await self._tokens.open_session(work, account.id)
            await work.commit()
        return self._tokens.pair(opened, account.roles)


class EnsureAdministrator:
    """Creates the administrator that the operator named, once, whichever replica comes first."""

    def __init__(self, work: UnitsOfWork, passwords: Passwords) -> None:
        self._work = work
        self._passwords = passwords

    async def __call__(self, wanted: NewAccount) -> None:
        """Create the account unless one with that address exists; its role is then left as it is."""
        email = parse_email(wanted.email)
        async with self._work.begin() as work:
            if await work.credentials_of(email) is not None:
                return
        password_hash = await self._passwords.hash(normalise(wanted.password))
        for username in (wanted.username, f"{wanted.username[:21]}_{secrets.token_hex(4)}"):
            try:
                async with self._work.begin() as work:
                    await _open(work, email, parse_username(username), password_hash, ("user", "admin"))
                    await work.commit()
            except UsernameTaken:
                logger.warning("the administrator's username is taken", extra={"username": username})
                continue
            except EmailTaken:
                return
            logger.info("administrator created", extra={"username": username})
            return


async def _open(work: UnitOfWork, email: str, username: str, password_hash: str, roles: tuple[Role, ...]) -> Account:
    account = Account(uuid4(), email, username, await work.now(), roles)
    await work.add_account(account, password_hash)
    await work.publish(AccountRegistered(account.id, account.version, roles, account.created_at))
    return account
