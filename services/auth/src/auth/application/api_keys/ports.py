"""Ports of API keys: their store, and the signing of their access tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from auth.domain.accounts.account import Role
from auth.domain.api_keys.key import ApiKey


@dataclass(frozen=True, slots=True)
class UsableKey:
    """A key that is valid, and the roles of its user."""

    key: ApiKey
    roles: tuple[Role, ...]


class ApiKeyStore(Protocol):
    """The API keys of a unit of work."""

    async def count_valid(self, account_id: UUID, now: datetime) -> int:
        """Return how many keys of an account are valid; no other unit of work adds one until this one ends."""
        ...

    async def add(self, key: ApiKey, digest: bytes) -> None:
        """Add a key with the digest of its text."""
        ...

    async def of_account(self, account_id: UUID) -> Sequence[ApiKey]:
        """Return the keys of an account, the newest first."""
        ...

    async def delete(self, account_id: UUID, key_id: UUID | None) -> list[ApiKey]:
        """Delete one key of an account, or all if null; return those that existed."""
        ...

    async def usable(self, digest: bytes, now: datetime) -> UsableKey | None:
        """Return the key of a digest, unless it has expired or its account is suspended."""
        ...

    async def save_use(self, key_id: UUID, now: datetime, unless_after: datetime) -> None:
        """Save that a key is used, unless a use after a time is stored already."""
        ...

    async def delete_expired(self, before: datetime) -> bool:
        """Delete a batch of keys that expired before a time; return whether more may be left."""
        ...


class ApiKeyTokens(Protocol):
    """Signing of the access tokens of API keys."""

    def sign_for_key(self, key: ApiKey, roles: Sequence[Role], plan: str, now: datetime) -> str:
        """Return an access token with the scopes of a key, whose session id is the id of the key."""
        ...
