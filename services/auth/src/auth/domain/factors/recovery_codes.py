"""Recovery codes: ten secrets on paper, for users who have lost their second factor. Each works once.

A code has 125 random bits, more than the 112 above which NIST SP 800-63B section 3.1.2.2 requires no slower hash, so
its SHA-256 is stored. The digest includes the account, so that two accounts never share one.
"""

import hashlib
import re
import secrets
from typing import Final
from uuid import UUID

from auth.domain.factors.errors import InvalidFactor

CODES: Final = 10
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's Base32: no letter that looks like a digit."""
_GROUPS: Final = 5
_GROUP_CHARS: Final = 5
_TYPED: Final = str.maketrans("OIL", "011")
_IGNORED: Final = re.compile(r"[\s-]")
_CODE: Final = re.compile(f"[{_ALPHABET}]{{{_GROUPS * _GROUP_CHARS}}}")
TYPED_CHARS: Final = 64
"""Longest code as typed, with spaces and hyphens."""


def new_codes() -> tuple[str, ...]:
    """Return ten new codes as users see them: `4XK9M-…`, five groups of five."""
    return tuple("-".join(_group() for _ in range(_GROUPS)) for _ in range(CODES))


def digest_of(account_id: UUID, code: str) -> bytes:
    """Return the digest under which a code is stored; raise InvalidFactor for a text that is no code.

    Letter case, spaces and hyphens do not matter, and letters that look like a digit are that digit.
    """
    plain = _IGNORED.sub("", code).upper().translate(_TYPED)
    if not _CODE.fullmatch(plain):
        raise InvalidFactor
    return hashlib.sha256(b"recovery code\n" + account_id.bytes + plain.encode()).digest()


def _group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_CHARS))
