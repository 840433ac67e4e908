"""Confirmations: secrets that were sent to an address and prove that a user reads its mail.

A code has 256 random bits, is used once, and is stored as its SHA-256. Of each account and purpose only the newest is
valid.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

CODE_BYTES: Final = 32
CODE_CHARS: Final = 43
PAUSE: Final = timedelta(minutes=1)
"""Between two notices with a code to one account, so that no mailbox is flooded from many networks."""


class Purpose(StrEnum):
    """What a confirmation allows."""

    PASSWORD_RESET = "password_reset"
    EMAIL_CHANGE = "email_change"


LIFETIMES: Final[Mapping[Purpose, timedelta]] = {
    Purpose.PASSWORD_RESET: timedelta(minutes=30),
    Purpose.EMAIL_CHANGE: timedelta(hours=24),
}


@dataclass(frozen=True, slots=True)
class ConfirmationCode:
    """The secret itself; it appears only in the notice to its user."""

    text: str = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """Return a new random code."""
        return cls(base64.urlsafe_b64encode(secrets.token_bytes(CODE_BYTES)).rstrip(b"=").decode())

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 under which the code is stored; any text has one."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A stored confirmation. Without an account it belongs to a request about no account, which costs the same."""

    account_id: UUID | None
    purpose: Purpose
    digest: bytes
    created_at: datetime
    expires_at: datetime
    email: str | None = None
    """The new address of a change."""

    @classmethod
    def new(
        cls, account_id: UUID | None, purpose: Purpose, code: ConfirmationCode, now: datetime, email: str | None = None
    ) -> Self:
        """Return the confirmation of a new code."""
        return cls(account_id, purpose, code.digest, now, now + LIFETIMES[purpose], email)
