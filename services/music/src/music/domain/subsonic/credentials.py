"""App passwords, and what apps present of them.

The token of Subsonic is the MD5 digest of password and salt, so the server has to know the password itself: users give
each app a random password of its own, which opens nothing else and can be revoked.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import md5, sha256
from string import ascii_letters, digits
from typing import Final
from uuid import UUID

from music.domain.subsonic.failures import FailureCode, SubsonicFailure, missing

PREFIX: Final = "mqs_"
"""By which logs recognize and mask an app password."""
RANDOM_CHARACTERS: Final = 24
"""142 bits: guessing one is out of reach whatever the rate."""
APP_PASSWORDS_PER_USER: Final = 20
NAME_CHARACTERS: Final = 100
USE_RESOLUTION: Final = timedelta(minutes=1)
"""How exactly the last use is stored: not every request writes."""
_HEX_PREFIX: Final = "enc:"


@dataclass(frozen=True, slots=True)
class AppPassword:
    """The password of one app of a user."""

    id: UUID
    user_id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None = None
    last_client: str | None = None
    """The name that the app gave itself then."""


@dataclass(frozen=True, slots=True)
class Presented:
    """What a request presents: a user with a password or a token and its salt, or an API key alone."""

    user: str | None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    salt: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)

    def check(self) -> None:
        """Raise SubsonicFailure unless it is exactly one complete mechanism."""
        others = (self.user, self.password, self.token, self.salt)
        if self.api_key is not None:
            if any(other is not None for other in others):
                raise _conflict()
            return
        if self.user is None:
            raise missing("u")
        if self.password is not None and (self.token is not None or self.salt is not None):
            raise _conflict()
        if self.password is None and self.token is None:
            raise missing("t")
        if self.password is None and self.salt is None:
            raise missing("s")

    def fits(self, secret: str) -> bool:
        """Return whether it proves that the app has a secret. The time does not depend on where they differ."""
        if self.password is not None:
            return hmac.compare_digest(plain(self.password).encode(), secret.encode())
        expected = md5(f"{secret}{self.salt}".encode(), usedforsecurity=False).hexdigest()
        return hmac.compare_digest((self.token or "").lower().encode(), expected.encode())


def new_secret() -> str:
    """Return a random app password."""
    alphabet = ascii_letters + digits
    return PREFIX + "".join(secrets.choice(alphabet) for _ in range(RANDOM_CHARACTERS))


def digest_of(secret: str) -> bytes:
    """Return the digest by which an API key is looked up. It is random: no salt and no rounds are needed."""
    return sha256(secret.encode()).digest()


def plain(password: str) -> str:
    """Return a password that may be written in hexadecimal digits after `enc:`."""
    if not password.startswith(_HEX_PREFIX):
        return password
    try:
        return bytes.fromhex(password.removeprefix(_HEX_PREFIX)).decode()
    except ValueError:
        return password


def _conflict() -> SubsonicFailure:
    message = "Multiple conflicting authentication mechanisms provided"
    return SubsonicFailure(FailureCode.CONFLICTING_MECHANISMS, message)
