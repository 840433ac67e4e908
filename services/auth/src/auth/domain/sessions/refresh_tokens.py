"""Refresh tokens: 256 random bits that only the client knows; auth stores the SHA-256 of each.

A successor is stored sealed with its predecessor: a client that presents the predecessor again within the grace period
gets the same successor, and a reader of the database gets nothing. The pad is a keyed hash of a random key that is used
for one message only.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Final, Self

from auth.domain.errors import InvalidRefreshToken

TOKEN_BYTES: Final = 32

_TEXT: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_PAD: Final = b"successor"


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """The secret itself; it appears only in the response to its client."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """Return a new random token."""
        return cls(secrets.token_bytes(TOKEN_BYTES))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the token of its text form; raise InvalidRefreshToken."""
        if not _TEXT.fullmatch(text):
            raise InvalidRefreshToken
        try:
            return cls(base64.urlsafe_b64decode(f"{text}="))
        except binascii.Error as error:
            raise InvalidRefreshToken from error

    @property
    def text(self) -> str:
        """Return the form that clients receive: base64url, 43 characters."""
        return base64.urlsafe_b64encode(self.secret).rstrip(b"=").decode()

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 under which the token is stored; a random token needs no slower hash."""
        return hashlib.sha256(self.secret).digest()

    def seal(self, successor: "RefreshToken") -> bytes:
        """Return the successor encrypted with this token."""
        return _xor(successor.secret, self._pad())

    def unseal(self, sealed: bytes) -> "RefreshToken":
        """Return the successor that `seal` encrypted."""
        return RefreshToken(_xor(sealed, self._pad()))

    def _pad(self) -> bytes:
        return hmac.digest(self.secret, _PAD, "sha256")


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
