"""App passwords: created, listed and revoked by their users, and proved by apps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from music.application.folders.access import Listener
from music.application.subsonic.ports import AppUser, SecretSeal, StoredPassword
from music.application.unit_of_work import Readers, UnitOfWork, Units
from music.domain.subsonic.credentials import (
    APP_PASSWORDS_PER_USER,
    USE_RESOLUTION,
    AppPassword,
    Presented,
    digest_of,
    new_secret,
)
from music.domain.subsonic.errors import AppPasswordNotFound, TooManyAppPasswords
from music.domain.subsonic.failures import FailureCode, SubsonicFailure


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The user of an app, and the app password that proves it."""

    listener: Listener
    password_id: UUID


class ManageAppPasswords:
    """App passwords of a user."""

    def __init__(self, units: Units, readers: Readers, seal: SecretSeal, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._seal = seal
        self._clock = clock

    async def create(self, user_id: UUID, name: str) -> tuple[AppPassword, str]:
        """Return a new app password and its secret, which is never returned again.

        Raise AccountErased, TooManyAppPasswords.
        """
        password, secret = AppPassword(uuid4(), user_id, name, self._clock.now()), new_secret()
        async with self._units.begin() as work:
            await work.app_passwords.lock_user(user_id)
            if len(await work.app_passwords.of(user_id)) >= APP_PASSWORDS_PER_USER:
                raise TooManyAppPasswords(APP_PASSWORDS_PER_USER)
            stored = StoredPassword(password, self._seal.seal(password.id, secret))
            await work.app_passwords.add(stored, digest_of(secret))
        return password, secret

    async def of_user(self, user_id: UUID) -> Sequence[AppPassword]:
        """Return those of a user, the newest first."""
        async with self._readers.read() as work:
            return [stored.password for stored in await work.app_passwords.of(user_id)]

    async def revoke(self, user_id: UUID, password_id: UUID) -> None:
        """Delete one: its app is refused from now on. Raise AppPasswordNotFound."""
        async with self._units.begin() as work:
            if not await work.app_passwords.delete(user_id, password_id):
                raise AppPasswordNotFound(password_id)


class SignInApp:
    """Signs in apps. A user is named by the username, in any letter case, or by the id."""

    def __init__(self, units: Units, readers: Readers, seal: SecretSeal, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._seal = seal
        self._clock = clock

    async def __call__(self, presented: Presented, client: str) -> SignedIn:
        """Return the user of an app; raise SubsonicFailure."""
        presented.check()
        async with self._readers.read() as work:
            password, user = await self._proved(work, presented)
        if password is None or user is None:
            raise _refused(presented)
        now = self._clock.now()
        if _is_older(password.last_used_at, now) or password.last_client != client:
            async with self._units.begin() as work:
                await work.app_passwords.save_use(password.id, now, client)
        return SignedIn(Listener(user.id, user.is_administrator), password.id)

    async def user(self, name: str) -> AppUser | None:
        """Return a user by the username or the id, or null."""
        async with self._readers.read() as work:
            return await _user_of(work, name)

    async def _proved(self, work: UnitOfWork, presented: Presented) -> tuple[AppPassword | None, AppUser | None]:
        if presented.api_key is not None:
            password = await work.app_passwords.by_digest(digest_of(presented.api_key))
            return password, None if password is None else await work.app_passwords.user(password.user_id)
        user = await _user_of(work, presented.user or "")
        if user is None:
            return None, None
        for stored in await work.app_passwords.of(user.id):
            secret = self._seal.open(stored.password.id, stored.sealed)
            if secret is not None and presented.fits(secret):
                return stored.password, user
        return None, user


async def _user_of(work: UnitOfWork, name: str) -> AppUser | None:
    user = await work.app_passwords.user_of(sha256(name.lower().encode()).hexdigest())
    if user is not None:
        return user
    try:
        return await work.app_passwords.user(UUID(name))
    except ValueError:
        return None


def _is_older(last: datetime | None, now: datetime) -> bool:
    return last is None or now - last >= USE_RESOLUTION


def _refused(presented: Presented) -> SubsonicFailure:
    if presented.api_key is not None:
        return SubsonicFailure(FailureCode.INVALID_API_KEY, "Invalid API key")
    return SubsonicFailure(FailureCode.WRONG_CREDENTIALS, "Wrong username or password")
