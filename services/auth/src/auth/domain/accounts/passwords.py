"""Rules of passwords. A password is normalised to NFKC, so that every keyboard produces the same one.

https://pages.nist.gov/800-63-4/sp800-63b.html (normalisation before hashing)
"""

import unicodedata
from typing import Final

from auth.domain.accounts.common_passwords import is_common
from auth.domain.errors import InvalidInput

SHORTEST: Final = 8
LONGEST: Final = 128
COMMON: Final = "must not be a common word or a row of keys with digits or symbols added"


def normalise(text: str) -> str:
    """Return a password in the form that is hashed: NFKC."""
    return unicodedata.normalize("NFKC", text)


def parse_new_password(text: str) -> str:
    """Return a new password in NFKC; raise InvalidInput with each broken rule, and never the password."""
    password = normalise(text)
    missing = []
    if not SHORTEST <= len(password) <= LONGEST:
        missing.append(f"{SHORTEST} to {LONGEST} characters")
    if not any(character.islower() for character in password):
        missing.append("a lower-case letter")
    if not any(character.isupper() for character in password):
        missing.append("an upper-case letter")
    if not any(character.isdecimal() for character in password):
        missing.append("a digit")
    if missing:
        raise InvalidInput("password", f"needs {', '.join(missing)}")
    if is_common(password):
        raise InvalidInput("password", COMMON)
    return password
