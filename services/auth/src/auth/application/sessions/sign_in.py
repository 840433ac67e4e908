"""Sign-in with a password."""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from auth.application.accounts.ports import Credentials, Identifiers, Passwords
from auth.application.factors.second_step import FirstStep
from auth.application.security.attempts import count_attempt
from auth.application.sessions.ports import TokenPair
from auth.application.sessions.sign_in_ports import CountedAttempt, Opening, PasswordSignIns
from auth.application.sessions.tokens import OpenSession
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.passwords import normalise
from auth.domain.errors import InvalidCredentials
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.security.throttle import throttle_key
from auth.domain.sessions.client import Client
from auth.domain.sessions.refresh_tokens import RefreshToken
from chassis.core.unit_of_work import UnitOfWorkFactory

METHODS: Final = ("pwd",)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Sign in with an identifier and a password."""

    identifier: str
    """E-mail address or username."""
    client: Client
    password: str = field(repr=False)


class LogIn:
    """Signs in by e-mail address or username. An unknown account takes the same path as a wrong password."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        identifiers: Identifiers,
        passwords: Passwords,
        first_step: FirstStep,
        sign_ins: PasswordSignIns | None = None,
    ) -> None:
        """`sign_ins` takes the steps of the usual sign-in at once; the unit of work decides on all others."""
        self._units = units
        self._identifiers = identifiers
        self._passwords = passwords
        self._first_step = first_step
        self._sign_ins = sign_ins

    async def __call__(self, command: SignIn) -> TokenPair:
        """Return tokens of a new session.

        Raise InvalidCredentials, FactorRequired, TooManyAttempts or PasswordsBusy.
        """
        attempt = await self._count_attempt(command)
        credentials = attempt.credentials
        password = normalise(command.password)
        matches = await self._passwords.verify(credentials.password_hash if credentials else None, password)
        if credentials is None or credentials.password_hash is None or not matches:
            await self._record_failure(credentials, command.client)
            raise InvalidCredentials
        new_hash = None
        if self._passwords.needs_rehash(credentials.password_hash):
            new_hash = await self._passwords.hash(password)
        elif (opened := await self._open(credentials.account_id, attempt.key, command.client)) is not None:
            return self._first_step.tokens(opened)
        async with self._units.begin() as work:
            await work.attempts.clear(attempt.key)
            if new_hash is not None:
                await work.accounts.replace_hash(credentials.account_id, credentials.password_hash, new_hash)
            outcome = await self._first_step.finish(work, credentials.account_id, command.client, METHODS)
        return self._first_step.tokens(outcome)

    async def _count_attempt(self, command: SignIn) -> CountedAttempt:
        """Return the credentials and the throttle key. The attempt is committed before the password is verified.

        No connection is held while the password is hashed.
        """
        identifier, address = self._identifiers.of_any(command.identifier), command.client.address
        counted = await self._sign_ins.count(identifier, address) if self._sign_ins is not None else None
        if counted is not None:
            return counted
        async with self._units.begin() as work:
            credentials = await work.accounts.credentials_of(command.identifier)
            key = throttle_key(str(credentials.account_id) if credentials else identifier, address)
            await count_attempt(work, key, await work.now())
        return CountedAttempt(key, credentials)

    async def _open(self, account_id: UUID, key: bytes, client: Client) -> OpenSession | None:
        """Return the session of a sign-in on which no rule has to decide, or null."""
        if self._sign_ins is None:
            return None
        token = RefreshToken.new()
        opened = await self._sign_ins.open(Opening(uuid4(), account_id, key, token.digest, client, METHODS))
        return None if opened is None else OpenSession(opened.session, opened.roles, opened.plan, opened.at, token)

    async def _record_failure(self, credentials: Credentials | None, client: Client) -> None:
        """Record a failed sign-in. That of an unknown account is recorded too, so that it takes the same time."""
        async with self._units.begin() as work:
            account_id = credentials.account_id if credentials else None
            entry = AuditEntry(AuditKind.SIGN_IN_FAILED, await work.now(), account_id, None, client)
            await work.audit.record(entry)
