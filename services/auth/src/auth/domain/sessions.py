"""A session: a chain of refresh tokens of which one is live. Whoever uses an older link ends the chain.

RFC 9700 section 4.14 (rotation and reuse detection), with a grace time for clients that ask twice at once.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SessionRules:
    """How long things live."""

    access: timedelta = timedelta(minutes=10)
    grace: timedelta = timedelta(seconds=10)
    idle: timedelta = timedelta(days=14)
    longest: timedelta = timedelta(days=60)
    skew: timedelta = timedelta(seconds=60)
    """Most that the clocks of two machines are apart, leeway of the verifiers included."""


class Verdict(Enum):
    """What presenting a refresh token comes to."""

    ROTATE = "rotate"
    REPLAY = "replay"
    REUSE = "reuse"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in on one device; `generation` counts its refresh tokens from 1."""

    id: UUID
    account_id: UUID
    generation: int
    created_at: datetime
    rotated_at: datetime
    idle_until: datetime
    """When it ends unless it is used; never after `expires_at`."""
    expires_at: datetime
    """When it ends however much it is used."""
    sealed_successor: bytes | None = None
    """The live token, sealed under the one before it."""
    revoked_at: datetime | None = None

    @classmethod
    def open(cls, session_id: UUID, account_id: UUID, now: datetime, rules: SessionRules) -> Self:
        """Give a session that begins."""
        return cls(
            id=session_id,
            account_id=account_id,
            generation=1,
            created_at=now,
            rotated_at=now,
            idle_until=now + min(rules.idle, rules.longest),
            expires_at=now + rules.longest,
        )

    def judge(self, generation: int, now: datetime, rules: SessionRules) -> Verdict:
        """Tell what presenting the token of `generation` comes to.

        Only the token before the live one, and only within the grace time, is taken for a client that asked
        twice; a token older than that, or later than that, is in someone else's hands too.
        """
        if self.revoked_at is not None or now >= self.idle_until:
            return Verdict.ENDED
        if generation == self.generation:
            return Verdict.ROTATE
        in_grace = now < self.rotated_at + rules.grace
        if generation == self.generation - 1 and in_grace and self.sealed_successor is not None:
            return Verdict.REPLAY
        return Verdict.REUSE

    def rotated(self, sealed_successor: bytes, now: datetime, rules: SessionRules) -> Self:
        """Give the session with its next token; its end does not move."""
        return replace(
            self,
            generation=self.generation + 1,
            rotated_at=now,
            idle_until=min(now + rules.idle, self.expires_at),
            sealed_successor=sealed_successor,
        )
