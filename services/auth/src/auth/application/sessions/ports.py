"""Ports of sessions: their store and the signing of access tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from auth.domain.accounts.account import Role
from auth.domain.events import RevocationReason
from auth.domain.sessions.session import Session


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """A stored refresh token: its generation and its session, which is locked until the unit of work ends."""

    session: Session
    generation: int
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class TokenPair:
    """The tokens of a session."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    """Lifetime of the access token in seconds."""
    session_expires_in: int = 0
    """Seconds until the session ends unless it is refreshed."""


class AccessTokens(Protocol):
    """Signing of access tokens."""

    def sign(self, session: Session, roles: Sequence[Role], now: datetime) -> str:
        """Return an access token for a session of an account with these roles, issued at `now`."""
        ...


class Sessions(Protocol):
    """The sessions of a unit of work."""

    async def add(self, session: Session, digest: bytes) -> None:
        """Add a session and the digest of its first refresh token."""
        ...

    async def lock_token(self, digest: bytes) -> PresentedToken | None:
        """Return a refresh token and lock its session; null for a token that was never issued."""
        ...

    async def save_rotation(self, session: Session, digest: bytes) -> None:
        """Save the new generation of a session and the digest of its token."""
        ...

    async def revoke(
        self, account_id: UUID, session_id: UUID | None, reason: RevocationReason, now: datetime
    ) -> list[UUID]:
        """End one session of an account, or all if null; return the ids of those that were active."""
        ...

    async def delete_expired(self, now: datetime, grace_over: datetime) -> bool:
        """Delete a batch of ended sessions, and sealed successors of rotations before `grace_over`.

        Return whether more may be left.
        """
        ...
