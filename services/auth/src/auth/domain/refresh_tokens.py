"""Refresh tokens: 256 random bits that only their holder knows; auth keeps a SHA-256 of each.

A successor is kept sealed under its predecessor: whoever presents the predecessor again within the grace time
gets the same successor, and a reader of the database gets nothing. The pad is a keyed hash of a random key that
is used for one message only.
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
    """The secret itself; it is printed nowhere but in the answer to its holder."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """Give a token that nobody has seen."""
        return cls(secrets.token_bytes(TOKEN_BYTES))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the form of `text`; raises InvalidRefreshToken."""
        if not _TEXT.fullmatch(text):
            raise InvalidRefreshToken
        try:
            return cls(base64.urlsafe_b64decode(f"{text}="))
        except binascii.Error as broken:
            raise InvalidRefreshToken from broken

    @property
    def text(self) -> str:
        """The form a client holds: base64url, 43 characters."""
        return base64.urlsafe_b64encode(self.secret).rstrip(b"=").decode()

    @property
    def digest(self) -> bytes:
        """The SHA-256 by which it is found; the token is random, so nothing slower is needed."""
        return hashlib.sha256(self.secret).digest()

    def seal(self, successor: "RefreshToken") -> bytes:
        """Give the successor, readable only with this token."""
        return _xor(successor.secret, self._pad())

    def unseal(self, sealed: bytes) -> "RefreshToken":
        """Give the successor that `seal` hid."""
        return RefreshToken(_xor(sealed, self._pad()))

    def _pad(self) -> bytes:
        return hmac.digest(self.secret, _PAD, "sha256")


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
