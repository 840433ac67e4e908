"""Codes by message: six digits to an e-mail address or a phone, for one purpose of one account.

A reader of the database could try a million values in no time, so the digest is keyed. The key is random for every
code and stored encrypted. A code ends after ten minutes or five tries; a new code replaces the one before it.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal, Self

from auth.domain.factors.errors import InvalidFactor

DIGITS: Final = 6
LIFETIME: Final = timedelta(minutes=10)
TRIES: Final = 5
KEY_BYTES: Final = 32

Purpose = Literal["sign-in", "phone", "second-factor", "reauthentication"]
"""What a code proves: a sign-in, a new phone number, the second step of a sign-in, or the user before a change."""

_CODE: Final = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """The stored form of a code. `subject` is what it was sent for: an account, or an identifier that has none."""

    subject: bytes
    purpose: Purpose
    key: bytes = field(repr=False)
    digest: bytes = field(repr=False)
    expires_at: datetime
    tries: int = 0

    @classmethod
    def new(cls, subject: bytes, purpose: Purpose, now: datetime) -> tuple[str, Self]:
        """Return a new code as its receiver sees it, and its stored form."""
        code, key = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", secrets.token_bytes(KEY_BYTES)
        return code, cls(subject, purpose, key, _digest(key, subject, purpose, code), now + LIFETIME)

    def is_open(self, now: datetime) -> bool:
        """Return whether the code may still be tried."""
        return now < self.expires_at and self.tries < TRIES

    def tried(self) -> Self:
        """Return the code after one more wrong try."""
        return replace(self, tries=self.tries + 1)

    def matches(self, code: str, now: datetime) -> bool:
        """Return whether a typed code is this one and may still be used."""
        same = hmac.compare_digest(self.digest, _digest(self.key, self.subject, self.purpose, code))
        return same and self.is_open(now)


def parse_code(text: str) -> str:
    """Return a code as typed, without spaces; raise InvalidFactor for a text that is no code."""
    code = "".join(text.split())
    if not _CODE.fullmatch(code):
        raise InvalidFactor
    return code


def _digest(key: bytes, subject: bytes, purpose: Purpose, code: str) -> bytes:
    message = b"\n".join((b"one-time code", purpose.encode(), subject, code.encode()))
    return hmac.new(key, message, hashlib.sha256).digest()
