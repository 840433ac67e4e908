"""`python -m auth.infrastructure.accounts.build_breached_passwords FILE < LIST`: write a file of breached passwords.

A line of the list is a password, or the SHA-1 digest of one in hexadecimal, with or without a count after a colon.
Passwords that the other rules refuse anyway because they are too short are left out.
"""

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from auth.domain.accounts.passwords import SHORTEST, normalise
from auth.infrastructure.accounts.breached_passwords import write

_DIGEST: Final = re.compile(r"([0-9A-Fa-f]{40})(?::\d+)?")


def digests(lines: Iterable[str]) -> Iterator[bytes]:
    """Return the digest of each line."""
    for line in lines:
        text = line.rstrip("\r\n")
        match = _DIGEST.fullmatch(text)
        if match is not None:
            yield bytes.fromhex(match[1])
        elif len(text) >= SHORTEST:
            yield hashlib.sha1(normalise(text).encode(), usedforsecurity=False).digest()


if __name__ == "__main__":
    print(write(digests(sys.stdin), Path(sys.argv[1])))  # noqa: T201 - the output of the command
