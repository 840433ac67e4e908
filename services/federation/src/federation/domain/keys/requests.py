"""Requests between servers, and when their signatures count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

WINDOW: Final = timedelta(seconds=60)
"""How long a signature counts."""
SKEW: Final = timedelta(seconds=10)
"""How far the clocks of two servers may differ."""
LONGEST_NONCE: Final = 64


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as it has arrived: the target is path and query."""

    method: str
    target: str
    headers: Sequence[tuple[str, str]]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a signature states about itself, before it is verified."""

    server_id: UUID
    key_id: str
    nonce: str
    created: int
    expires: int

    @property
    def name(self) -> str:
        """Return the id of the key as the signature has it."""
        return key_name(self.server_id, self.key_id)

    def counts_at(self, now: datetime) -> bool:
        """Return whether the signature counts at an instant: made lately, not expired, and not for too long."""
        at = now.timestamp()
        skew, window = SKEW.total_seconds(), WINDOW.total_seconds()
        return (
            at - window - skew <= self.created <= at + skew
            and self.created < self.expires <= self.created + window
            and at <= self.expires + skew
        )

    def forget_at(self, now: datetime) -> datetime:
        """Return until when the nonce must be remembered: after that the signature does not count any more."""
        return now + WINDOW + SKEW + SKEW


def key_name(server_id: UUID, key_id: str) -> str:
    """Return the id of a key of a server as signatures have it."""
    return f"{server_id}/{key_id}"
