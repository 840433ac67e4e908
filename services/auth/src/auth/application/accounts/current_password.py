"""Verification of the current password of a signed-in user, throttled like a sign-in."""

from collections.abc import Mapping

from auth.application.accounts.ports import Credentials, Passwords
from auth.application.security.attempts import count_attempt
from auth.application.sessions.active import require_active
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.passwords import normalise
from auth.domain.errors import InvalidCredentials, SessionEnded
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from auth.domain.security.throttle import throttle_key
from chassis.core.unit_of_work import UnitOfWorkFactory


class CurrentPassword:
    """Verifies passwords. The attempts count with those of sign-ins at the account."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], passwords: Passwords) -> None:
        self._units = units
        self._passwords = passwords

    async def verify(
        self, user: Actor, password: str, failure: AuditKind, details: Mapping[str, str] | None = None
    ) -> None:
        """Raise SessionEnded, TooManyAttempts, PasswordsBusy, or InvalidCredentials, which is recorded as `failure`."""
        key = throttle_key(str(user.account_id), user.client.address)
        credentials = await self._count_attempt(user, key)
        matches = await self._passwords.verify(credentials.password_hash, normalise(password))
        async with self._units.begin() as work:
            if matches:
                await work.attempts.clear(key)
            else:
                await work.audit.record(user.entry(failure, await work.now(), details))
        if not matches:
            raise InvalidCredentials

    async def _count_attempt(self, user: Actor, key: bytes) -> Credentials:
        """Return the credentials; the attempt is committed before the password is verified."""
        async with self._units.begin() as work:
            await require_active(work, user)
            credentials = await work.accounts.credentials(user.account_id)
            if credentials is None:
                raise SessionEnded
            now = await work.now()
            await count_attempt(work, key, now)
        return credentials
