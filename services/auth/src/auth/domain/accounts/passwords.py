"""Rules of passwords: length, common values and words of the context, but no kinds of characters.

https://pages.nist.gov/800-63-4/sp800-63b.html section 3.1.1.2. A password is normalised to NFKC, so that every keyboard
produces the same one; spaces count.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

from auth.domain.accounts.common_passwords import is_common
from auth.domain.accounts.context_words import is_derived
from auth.domain.errors import InvalidInput

SHORTEST: Final = 8
LONGEST: Final = 128
CONTROL: Final = "must not contain control characters"
COMMON: Final = "must not be a common word, a row of keys or a repetition with digits or symbols added"
DERIVED: Final = "must not be made of the username, the e-mail address or the name of the service"
BREACHED: Final = "must not be a password that is known from breaches of other services"


def normalise(text: str) -> str:
    """Return a password in the form that is hashed: NFKC."""
    return unicodedata.normalize("NFKC", text)


def parse_new_password(text: str, *, shortest: int = SHORTEST, field: str = "password") -> str:
    """Return a new password in NFKC; raise InvalidInput with the broken rule, and never the password."""
    password = normalise(text)
    if not shortest <= len(password) <= LONGEST:
        raise InvalidInput(
            field, "length", f"must have {shortest} to {LONGEST} characters", minLength=shortest, maxLength=LONGEST
        )
    if any(unicodedata.category(character) == "Cc" for character in password):
        raise InvalidInput(field, "control_characters", CONTROL)
    if is_common(password):
        raise InvalidInput(field, "password_common", COMMON)
    return password


def check_context(password: str, words: Iterable[str], *, field: str = "password") -> None:
    """Raise InvalidInput for a password that is made of words of its context."""
    if is_derived(password, words):
        raise InvalidInput(field, "password_derived", DERIVED)
