"""Ports of accounts: their store, their reader, identifiers and passwords."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from auth.domain.accounts.account import Account, Role
from auth.domain.accounts.confirmations import Confirmation, Purpose
from auth.domain.library.stats import LibraryStats


@dataclass(frozen=True, slots=True)
class Credentials:
    """The stored data that a sign-in is verified against."""

    account_id: UUID
    password_hash: str | None = field(repr=False)
    """Null for an account without a password."""


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Accounts of which an identifier begins with a folded text, whose identifier has a key, or that have an id."""

    prefix: str
    key: str
    account_id: UUID | None


@dataclass(frozen=True, slots=True)
class AccountSelection:
    """Accounts that match a filter, have a role, and are suspended or not; null matches every account."""

    where: AccountFilter | None = None
    role: Role | None = None
    suspended: bool | None = None


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account as its user sees it."""

    account: Account
    stats: LibraryStats


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A page of accounts, and how many there are in the whole list."""

    accounts: Sequence[Account]
    total: int


class Passwords(Protocol):
    """Password hashing that does not block the event loop."""

    async def hash(self, password: str) -> str:
        """Return the hash of a normalised password; raise PasswordsBusy."""
        ...

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Return whether a password matches; without a hash, do the same work and return false. Raise PasswordsBusy."""
        ...

    def needs_rehash(self, password_hash: str) -> bool:
        """Return whether a hash was made with other parameters than the configured ones."""
        ...


class Identifiers(Protocol):
    """Keys by which identifiers are compared."""

    def email(self, email: str) -> str:
        """Return the key of an e-mail address; raise InvalidInput for a domain that cannot exist."""
        ...

    def username(self, username: str) -> str:
        """Return the key of a username."""
        ...

    def of_any(self, identifier: str) -> str:
        """Return the key of an identifier typed at sign-in: an address, a username or neither."""
        ...


class Accounts(Protocol):
    """The accounts of a unit of work."""

    async def add(self, account: Account, password_hash: str | None) -> None:
        """Add an account, without a password if the hash is null.

        Raise EmailTaken, UsernameTaken, or InvalidInput for a domain that cannot exist.
        """
        ...

    async def credentials_of(self, identifier: str) -> Credentials | None:
        """Return the credentials of an e-mail address or username, in any equivalent spelling."""
        ...

    async def credentials(self, account_id: UUID) -> Credentials | None:
        """Return the credentials of an account, or null."""
        ...

    async def get(self, account_id: UUID) -> Account | None:
        """Return an account, or null."""
        ...

    async def set_hash(self, account_id: UUID, password_hash: str) -> None:
        """Replace the hash of the password, whatever it was."""
        ...

    async def set_email(self, account_id: UUID, email: str, confirmed_at: datetime) -> None:
        """Replace the address of an account by a confirmed one.

        Raise EmailTaken, or InvalidInput for a domain that cannot exist.
        """
        ...

    async def confirm_email(self, account_id: UUID, confirmed_at: datetime) -> Account | None:
        """Record that the address is the user's; return the changed account, or null if it was recorded before."""
        ...

    async def delete(self, account_id: UUID) -> None:
        """Delete an account and everything that belongs to it."""
        ...

    async def replace_hash(self, account_id: UUID, old: str, new: str) -> None:
        """Replace the hash of a password, unless it is no longer `old`."""
        ...

    async def lock_roles(self, account_id: UUID) -> tuple[Role, ...]:
        """Return the roles of an account, which cannot change until the unit of work ends; raise AccountSuspended."""
        ...

    async def lock(self, account_id: UUID) -> Account | None:
        """Return an account, or null; no roles of any account change elsewhere until the unit of work ends."""
        ...

    async def is_administrator(self, account_id: UUID, session_id: UUID, now: datetime) -> bool:
        """Return whether a session is active and its account an administrator."""
        ...

    async def has_other_administrator(self, account_id: UUID) -> bool:
        """Return whether there is an administrator besides this account who can sign in."""
        ...

    async def save_standing(self, account: Account) -> None:
        """Save the roles, the suspension and the version of a locked account."""
        ...


class Confirmations(Protocol):
    """The confirmations of a unit of work."""

    async def replace(self, confirmation: Confirmation, *, keep: bool) -> None:
        """Store a confirmation instead of the one before; do the same work without an effect unless `keep`."""
        ...

    async def newest_at(self, account_id: UUID, purpose: Purpose) -> datetime | None:
        """Return when the confirmation of an account was made, or null without one."""
        ...

    async def find(self, digest: bytes, purpose: Purpose, now: datetime) -> Confirmation | None:
        """Return a confirmation that has not expired, or null."""
        ...

    async def use(self, digest: bytes, purpose: Purpose, now: datetime) -> Confirmation | None:
        """Delete and return a confirmation that has not expired, or null: of parallel uses one gets it."""
        ...

    async def discard(self, account_id: UUID) -> None:
        """Delete every confirmation of an account."""
        ...

    async def delete_expired(self, now: datetime) -> bool:
        """Delete a batch of expired confirmations; return whether more may be left."""
        ...


class AccountReader(Protocol):
    """Queries of accounts."""

    async def of_active_session(self, account_id: UUID, session_id: UUID) -> Account | None:
        """Return an account by one of its sessions, or null if the session has ended."""
        ...

    async def own(self, account_id: UUID, session_id: UUID | None) -> OwnAccount | None:
        """Return an account with the counts of its library, or null if it has none, or its session has ended."""
        ...

    async def by_id(self, account_id: UUID) -> Account | None:
        """Return an account, or null."""
        ...

    async def page(self, selection: AccountSelection, limit: int, offset: int) -> AccountPage:
        """Return a page of accounts in the order of usernames."""
        ...


class PersonalData(Protocol):
    """Everything that auth stores of a user."""

    async def of(self, account_id: UUID) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return the rows of an account by table, without secrets, in values of JSON."""
        ...
