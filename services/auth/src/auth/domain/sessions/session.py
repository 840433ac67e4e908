"""Sessions: a chain of refresh tokens of which only the last is valid. The use of an earlier token ends the session.

RFC 9700 section 4.14 (rotation and reuse detection), with a grace period for clients that refresh twice at once.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Self
from uuid import UUID

from auth.domain.sessions.client import Client


@dataclass(frozen=True, slots=True)
class SessionRules:
    """Lifetimes of tokens and sessions."""

    access: timedelta
    """Lifetime of an access token."""
    grace: timedelta
    """How long after a rotation the previous refresh token returns the same successor."""
    idle: timedelta
    """A session ends when it has not been refreshed for this long."""
    longest: timedelta
    """A session ends this long after sign-in in any case."""
    skew: timedelta = timedelta(seconds=60)
    """Largest difference between the clocks of two machines, including the leeway of the verifiers."""


class Verdict(Enum):
    """The result of presenting a refresh token."""

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
    """End of the session unless it is refreshed; never after `expires_at`."""
    expires_at: datetime
    """End of the session in any case."""
    sealed_successor: bytes | None = None
    """The valid refresh token, sealed with its predecessor."""
    revoked_at: datetime | None = None
    client: Client = field(default_factory=Client)
    """The client that used the session last; that of the sign-in is in the audit log."""
    methods: tuple[str, ...] = ("pwd",)
    """How the user has proved who they are: names of RFC 8176."""
    authenticated_at: datetime | None = None
    """When the user last proved it; null for a session of an earlier version, which counts as old."""

    @classmethod
    def open(
        cls,
        session_id: UUID,
        account_id: UUID,
        now: datetime,
        rules: SessionRules,
        client: Client | None = None,
        methods: tuple[str, ...] = ("pwd",),
    ) -> Self:
        """Return a new session of a user who has just proved who they are."""
        return cls(
            id=session_id,
            account_id=account_id,
            generation=1,
            created_at=now,
            rotated_at=now,
            idle_until=now + min(rules.idle, rules.longest),
            expires_at=now + rules.longest,
            client=client or Client(),
            methods=methods,
            authenticated_at=now,
        )

    def judge(self, generation: int, now: datetime, rules: SessionRules) -> Verdict:
        """Return the result of presenting the refresh token of `generation`.

        The previous token within the grace period means that a client refreshed twice. An older token, or the previous
        one later, means that another party may hold a token of this session.
        """
        if self.revoked_at is not None or now >= self.idle_until:
            return Verdict.ENDED
        if generation == self.generation:
            return Verdict.ROTATE
        in_grace = now < self.rotated_at + rules.grace
        if generation == self.generation - 1 and in_grace and self.sealed_successor is not None:
            return Verdict.REPLAY
        return Verdict.REUSE

    def rotated(
        self, sealed_successor: bytes, now: datetime, rules: SessionRules, client: Client | None = None
    ) -> Self:
        """Return the session with its next token, used by a client; `expires_at` does not change."""
        return replace(
            self,
            generation=self.generation + 1,
            rotated_at=now,
            idle_until=min(now + rules.idle, self.expires_at),
            sealed_successor=sealed_successor,
            client=client or self.client,
        )
