"""Breached passwords: a sorted file of digests that needs no network, and optionally a range API.

The file is a sequence of the first bytes of SHA-1 digests, in order: the form of the published lists, which contain
SHA-1 as well, so an operator can build a larger file of such a list. It is mapped into memory and searched by halves.
"""

import asyncio
import hashlib
import logging
import mmap
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol

from chassis.http.client import CallFailed, Response
from egress.policy import EgressRefused

logger = logging.getLogger(__name__)

DIGEST_BYTES: Final = 5
"""Of 20: one of sixty million other passwords is refused by mistake with the list that is shipped."""
SHIPPED: Final = Path(__file__).with_name("breached_passwords.bin")

_RANGE_CHARS: Final = 5
_RANGE_BYTES: Final = 1_000_000
_RANGE_SECONDS: Final = 1.5


def digests_of(password: str) -> set[bytes]:
    """Return the digests under which a password may be listed: as typed and in lower case."""
    return {hashlib.sha1(text.encode(), usedforsecurity=False).digest() for text in (password, password.casefold())}


def write(digests: Iterable[bytes], path: Path) -> int:
    """Write a file of SHA-1 digests, and return how many it contains."""
    entries = sorted({digest[:DIGEST_BYTES] for digest in digests})
    path.write_bytes(b"".join(entries))
    return len(entries)


class BreachedPasswordFile:
    """The passwords of a file."""

    def __init__(self, path: Path = SHIPPED) -> None:
        with path.open("rb") as file:
            self._entries = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._entries) % DIGEST_BYTES:
            raise ValueError(f"{path.name} must be a sequence of digests of {DIGEST_BYTES} bytes")
        self._count = len(self._entries) // DIGEST_BYTES

    async def contains(self, password: str) -> bool:
        """Return whether a password is listed; takes microseconds."""
        return any(self._has(digest[:DIGEST_BYTES]) for digest in digests_of(password))

    def _has(self, entry: bytes) -> bool:
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._entry(middle) < entry:
                low = middle + 1
            else:
                high = middle
        return low < self._count and self._entry(low) == entry

    def _entry(self, number: int) -> bytes:
        return self._entries[number * DIGEST_BYTES : (number + 1) * DIGEST_BYTES]


class Client(Protocol):
    """The calls that a range API needs."""

    async def get(self, target: str, headers: dict[str, str] | None = None, *, max_bytes: int) -> Response:
        """Return the response to a GET."""
        ...


class BreachedPasswordRanges:
    """A service with the range API of Pwned Passwords: it receives five characters of a digest and no password."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def contains(self, password: str) -> bool:
        """Return whether a password is listed; false if the service does not respond in time."""
        try:
            async with asyncio.timeout(_RANGE_SECONDS):
                for digest in digests_of(password):
                    if await self._has(digest.hex().upper()):
                        return True
        except (EgressRefused, CallFailed, TimeoutError, ValueError) as failure:
            logger.warning("breached passwords cannot be read", extra={"reason": type(failure).__name__})
        return False

    async def _has(self, digest: str) -> bool:
        target = f"/range/{digest[:_RANGE_CHARS]}"
        response = await self._client.get(target, {"Add-Padding": "true"}, max_bytes=_RANGE_BYTES)
        if response.status != 200:
            raise ValueError(f"status {response.status}")
        lines = (line.strip().partition(":") for line in response.body.decode("ascii").splitlines())
        # Padding has the count zero.
        return any(suffix == digest[_RANGE_CHARS:] and count != "0" for suffix, _, count in lines)
