"""The text of an API key: `mq_`, 40 random characters, and a checksum of six.

The prefix lets secret scanners find a leaked key, and the checksum lets them, and the gateway, reject what only looks
like one without a lookup.
"""

import re
import zlib
from typing import Final

PREFIX: Final = "mq_"
ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
RANDOM_CHARS: Final = 40
"""238 bits: guessing one is out of reach whatever the rate."""
CHECKSUM_CHARS: Final = 6

_FORM: Final = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{RANDOM_CHARS + CHECKSUM_CHARS}}}")


def looks_like_api_key(text: str) -> bool:
    """Return whether a credential is meant as an API key; no access token begins like one."""
    return text.startswith(PREFIX)


def is_api_key(text: str) -> bool:
    """Return whether a text has the form and the checksum of an API key."""
    return _FORM.fullmatch(text) is not None and text == with_checksum(text[len(PREFIX) : -CHECKSUM_CHARS])


def with_checksum(random_part: str) -> str:
    """Return the key of its random characters."""
    number, digits = zlib.crc32(random_part.encode()), ""
    for _ in range(CHECKSUM_CHARS):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return f"{PREFIX}{random_part}{digits}"
