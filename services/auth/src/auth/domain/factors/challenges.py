"""Challenges: random values that connect the steps of one ceremony and are good for one of them.

One form serves the second step of a sign-in and the signatures of passkeys. The client holds 256 random bits, and the
SHA-256 of them is stored with what they may be used for.
"""

import base64
import binascii
import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal, Self
from uuid import UUID

from auth.domain.factors.errors import InvalidFactor

LIFETIME: Final = timedelta(minutes=5)
TRIES: Final = 5
CHALLENGE_BYTES: Final = 32
TEXT_PATTERN: Final = r"^[A-Za-z0-9_-]{43}$"

ChallengePurpose = Literal["second-factor", "reauthentication", "passkey-registration", "passkey-sign-in"]

_TEXT: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Challenge:
    """The stored form of a challenge. The account is null while it is unknown who signs in.

    `methods` are those of the step before (RFC 8176).
    """

    digest: bytes
    purpose: ChallengePurpose
    account_id: UUID | None
    expires_at: datetime
    methods: tuple[str, ...] = ()
    tries: int = 0

    @classmethod
    def new(
        cls, purpose: ChallengePurpose, account_id: UUID | None, now: datetime, methods: tuple[str, ...] = ()
    ) -> tuple[bytes, Self]:
        """Return a new secret value, and its stored form."""
        value = secrets.token_bytes(CHALLENGE_BYTES)
        return value, cls(digest_of(value), purpose, account_id, now + LIFETIME, methods)

    def is_open(self, purpose: ChallengePurpose, now: datetime) -> bool:
        """Return whether the challenge may still be used for a purpose."""
        return self.purpose == purpose and now < self.expires_at and self.tries < TRIES

    def tried(self) -> Self:
        """Return the challenge after one more wrong try."""
        return replace(self, tries=self.tries + 1)


def text_of(value: bytes) -> str:
    """Return the form that clients receive: base64url, 43 characters."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def parse_challenge(text: str) -> bytes:
    """Return the value of its text form; raise InvalidFactor."""
    if not _TEXT.fullmatch(text):
        raise InvalidFactor
    try:
        return base64.urlsafe_b64decode(f"{text}=")
    except binascii.Error as error:
        raise InvalidFactor from error


def digest_of(value: bytes) -> bytes:
    """Return the SHA-256 under which a challenge is stored; random values need no slower hash."""
    return hashlib.sha256(value).digest()
