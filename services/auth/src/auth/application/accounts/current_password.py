"""Verification of the current password of a signed-in user, throttled like a sign-in."""

from dataclasses import dataclass, field
from uuid import UUID

from auth.application.accounts.ports import Credentials, Passwords
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.passwords import normalise
from auth.domain.errors import InvalidCredentials, SessionEnded
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.security.throttle import throttle_key
from auth.domain.sessions.client import Client
from chassis.core.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class User:
    """The session of a user, as an access token proves it."""

    account_id: UUID
    session_id: UUID | None
    """Null for a user who proves an address and has no session."""
    client: Client = field(default_factory=Client)


class CurrentPassword:
    """Verifies passwords. The attempts count with those of sign-ins at the account."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], passwords: Passwords) -> None:
        self._units = units
        self._passwords = passwords

    async def verify(self, user: User, password: str, failure: AuditKind) -> None:
        """Raise InvalidCredentials, which is recorded as `failure`, TooManyAttempts or PasswordsBusy."""
        key = throttle_key(str(user.account_id), user.client.address)
        credentials = await self._count_attempt(user, key)
        matches = await self._passwords.verify(credentials.password_hash, normalise(password))
        async with self._units.begin() as work:
            if matches:
                await work.attempts.clear(key)
            else:
                entry = AuditEntry(
                    failure, await work.now(), user.account_id, user.account_id, user.client, user.session_id
                )
                await work.audit.record(entry)
        if not matches:
            raise InvalidCredentials

    async def _count_attempt(self, user: User, key: bytes) -> Credentials:
        """Return the credentials; the attempt is committed before the password is verified."""
        async with self._units.begin() as work:
            credentials = await work.accounts.credentials(user.account_id)
            if credentials is None:
                raise SessionEnded
            now = await work.now()
            attempts = await work.attempts.lock(key, now)
            await work.attempts.save(key, attempts.next(now))
        return credentials
