"""Codes that confirm phone numbers: six digits by SMS.

A reader of the database could try a million values in no time, so the digest is keyed. The key is random for every
code and stored encrypted. A code ends after ten minutes or five tries; a new code replaces the one before it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Self
from uuid import UUID

DIGITS: Final = 6
LIFETIME: Final = timedelta(minutes=10)
TRIES: Final = 5
MOST_PER_HOUR: Final = 5
"""How many codes a user may request, over all numbers."""
KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class TargetCode:
    """The stored form of a code."""

    target_id: UUID
    digest: bytes = field(repr=False)
    expires_at: datetime
    tries: int = 0

    @classmethod
    def new(cls, target_id: UUID, now: datetime) -> tuple[str, bytes, Self]:
        """Return a new code as its receiver sees it, its key, and its stored form."""
        code, key = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", secrets.token_bytes(KEY_BYTES)
        return code, key, cls(target_id, _digest(key, target_id, code), now + LIFETIME)

    def tried(self) -> Self:
        """Return the code after one more wrong try."""
        return replace(self, tries=min(self.tries + 1, TRIES))

    def matches(self, code: str, key: bytes, now: datetime) -> bool:
        """Return whether a typed code, with or without spaces, is this one and may still be used."""
        typed = "".join(code.split())
        same = hmac.compare_digest(self.digest, _digest(key, self.target_id, typed))
        return same and now < self.expires_at and self.tries < TRIES


def _digest(key: bytes, target_id: UUID, code: str) -> bytes:
    return hmac.digest(key, b"\n".join((b"target code", target_id.bytes, code.encode())), hashlib.sha256)
