"""The two codes of a device sign-in: a long one that only the device knows, a short one that the user types.

RFC 8628 section 6.1: consonants without digits are easy to read and spell no word. Eight of twenty are 34 bits, which
is enough because a code lives for ten minutes and wrong ones are counted per user.
"""

import hashlib
import re
import secrets
from typing import Final

ALPHABET: Final = "BCDFGHJKLMNPQRSTVWXZ"
USER_CODE_LETTERS: Final = 8
USER_CODE_CHARS: Final = 16
"""Longest text that is read as a user code."""

_SEPARATORS: Final = re.compile(r"[\s\-_.]+")
_USER_CODE: Final = re.compile(f"[{ALPHABET}]{{{USER_CODE_LETTERS}}}")
_DEVICE_CODE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new_user_code() -> str:
    """Return a random user code as shown: `WDJB-MJHT`."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(USER_CODE_LETTERS))
    return f"{letters[:4]}-{letters[4:]}"


def parse_user_code(text: str) -> str | None:
    """Return the letters of a user code in any letter case and with any separators, or null if it cannot be one."""
    letters = _SEPARATORS.sub("", text).upper()
    return letters if _USER_CODE.fullmatch(letters) else None


def user_code_digest(letters: str) -> bytes:
    """Return the digest under which the letters of a user code are stored."""
    return hashlib.sha256(b"user code\n" + letters.encode()).digest()


def new_device_code() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(32)


def device_code_digest(code: str) -> bytes | None:
    """Return the SHA-256 under which a device code is stored, or null if it has another form."""
    return hashlib.sha256(code.encode()).digest() if _DEVICE_CODE.fullmatch(code) else None
