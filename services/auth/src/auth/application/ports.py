"""What the use cases need from the world."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from auth.domain.accounts import Account, Role
from auth.domain.events import DomainEvent
from auth.domain.sessions import Session
from auth.domain.throttle import Attempts


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    account_id: UUID
    roles: tuple[Role, ...]
    password_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """A refresh token that was found: its place in its session, locked until the transaction ends."""

    session: Session
    generation: int
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a signed-in client holds."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    """Seconds of life of the access token."""


class Passwords(Protocol):
    """Hashes passwords without stopping the process; each method raises PasswordsBusy when too many wait."""

    async def hash(self, password: str) -> str:
        """Give the hash of a normalised password."""
        ...

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Tell whether a password is right; without a hash the work is the same and the answer is no."""
        ...

    def needs_rehash(self, password_hash: str) -> bool:
        """Tell whether a hash was made with weaker parameters than today's."""
        ...


class Identifiers(Protocol):
    """Brings identifiers to the form by which they are compared."""

    def email(self, email: str) -> str:
        """Return the key of an e-mail address; raises InvalidInput for a domain that cannot exist."""
        ...

    def username(self, username: str) -> str:
        """Return the key of a username."""
        ...

    def of_any(self, identifier: str) -> str:
        """Return the key of what was typed at sign-in: an address, a username or neither."""
        ...


class AccessTokens(Protocol):
    """Signs access tokens."""

    def sign(self, account_id: UUID, session_id: UUID, roles: Sequence[Role], now: datetime) -> str:
        """Give a token that says who holds which session."""
        ...


class UnitOfWork(Protocol):
    """One transaction over accounts, sessions and throttles; nothing stays without `commit`."""

    async def now(self) -> datetime:
        """Give the database's time: one clock for every replica."""
        ...

    async def add_account(self, account: Account, password_hash: str) -> None:
        """Write a new account; raises EmailTaken, UsernameTaken, or InvalidInput for a domain that cannot exist."""
        ...

    async def credentials_of(self, identifier: str) -> Credentials | None:
        """Return the credentials of an e-mail address or a username, in any spelling that is the same identifier."""
        ...

    async def replace_hash(self, account_id: UUID, old: str, new: str) -> None:
        """Replace a password's hash, unless the password was changed in between."""
        ...

    async def add_session(self, session: Session, digest: bytes) -> None:
        """Write a new session and the digest of its first refresh token."""
        ...

    async def lock_token(self, digest: bytes) -> PresentedToken | None:
        """Find a refresh token and lock its session; null for one that was never given out."""
        ...

    async def save_rotation(self, session: Session, digest: bytes) -> None:
        """Write a session's new generation and the digest of its token."""
        ...

    async def revoke(self, account_id: UUID, session_id: UUID | None, reason: str, now: datetime) -> list[UUID]:
        """End one session of an account, or all with null; gives those that had not ended yet."""
        ...

    async def lock_attempts(self, key: bytes, now: datetime) -> Attempts:
        """Give the counted attempts of a key, locked until the transaction ends, also when there were none yet."""
        ...

    async def save_attempts(self, key: bytes, attempts: Attempts) -> None:
        """Write the attempts of a key."""
        ...

    async def clear_attempts(self, key: bytes) -> None:
        """Forget the attempts of a key."""
        ...

    async def forget_old(self, now: datetime, grace_over: datetime, attempts_before: datetime) -> bool:
        """Delete some ended sessions, old attempts and sealed successors of rotations before `grace_over`.

        Returns whether more are left.
        """
        ...

    async def publish(self, *events: DomainEvent) -> None:
        """Tell of events when the transaction commits."""
        ...

    async def commit(self) -> None:
        """Make everything stay."""
        ...


class UnitsOfWork(Protocol):
    """Opens transactions."""

    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open one; leaving it without `commit` undoes it."""
        ...


class Accounts(Protocol):
    """Reads accounts."""

    async def of_live_session(self, account_id: UUID, session_id: UUID) -> Account | None:
        """Give an account by one of its sessions; null when the session has ended."""
        ...
