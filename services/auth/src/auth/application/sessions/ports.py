"""Ports of sessions: their store and the signing of access tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from auth.domain.accounts.account import Role
from auth.domain.events import RevocationReason
from auth.domain.sessions.client import Client
from auth.domain.sessions.places import Location
from auth.domain.sessions.session import Session


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """A stored refresh token: its generation and its session, which is locked until the unit of work ends."""

    session: Session
    generation: int
    roles: tuple[Role, ...]
    device_id: UUID | None = None
    """The registered device on which the session is used."""


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

    def sign(self, session: Session, roles: Sequence[Role], plan: str, now: datetime, device_id: UUID | None) -> str:
        """Return an access token for a session of an account with these roles and this plan, issued at `now`.

        `device_id` is the registered device on which the session is used, or null.
        """
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
        self,
        account_id: UUID,
        session_id: UUID | None,
        reason: RevocationReason,
        now: datetime,
        *,
        kept: UUID | None = None,
    ) -> list[UUID]:
        """End one session of an account, or all if null but `kept`; return the ids of those that were active."""
        ...

    async def authenticated_at(self, account_id: UUID, session_id: UUID, now: datetime) -> datetime | None:
        """Return when the user of an active session last proved who they are; null if the session has ended."""
        ...

    async def authenticated(self, session_id: UUID, now: datetime) -> None:
        """Save that the user of a session has just proved who they are."""
        ...

    async def delete_expired(self, now: datetime, grace_over: datetime) -> bool:
        """Delete a batch of ended sessions, and sealed successors of rotations before `grace_over`.

        Return whether more may be left.
        """
        ...


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A page of active sessions, and how many there are in the whole list."""

    sessions: Sequence[Session]
    total: int


@dataclass(frozen=True, slots=True)
class Rotation:
    """The exchange of a refresh token for its successor."""

    digest: bytes
    """Of the presented token."""
    successor_digest: bytes
    sealed_successor: bytes = field(repr=False)
    client: Client


@dataclass(frozen=True, slots=True)
class Rotated:
    """A session after an exchange, the roles and plan of its account, when it happened, and the registered device."""

    session: Session
    roles: tuple[Role, ...]
    plan: str
    at: datetime
    device_id: UUID | None = None


class Rotations(Protocol):
    """The exchange of refresh tokens in one step, for the usual case."""

    async def rotate(self, rotation: Rotation) -> Rotated | None:
        """Exchange the newest token of an active session; null for any other token, and nothing changes."""
        ...


class SessionReader(Protocol):
    """Queries of sessions."""

    async def page(self, account_id: UUID, session_id: UUID, limit: int, offset: int) -> SessionPage:
        """Return a page of the active sessions of an account: `session_id` first, then the last used ones.

        The list is empty when that session has ended.
        """
        ...


class Locations(Protocol):
    """Approximate locations of network addresses."""

    def of(self, address: str) -> Location | None:
        """Return the location of an address, or null if it is not known."""
        ...
