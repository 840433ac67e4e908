"""Ports of profiles: their store and reader, the register of stored files, and the processing of pictures."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from auth.domain.accounts.account import Account
from auth.domain.profiles.pictures import Upload


class Profiles(Protocol):
    """The profiles of a unit of work."""

    async def lock(self, account_id: UUID, session_id: UUID, now: datetime) -> Account | None:
        """Return the account of an active session, locked until the unit of work ends; null if it has ended."""
        ...

    async def lock_batch(self, after: UUID | None) -> Sequence[Account]:
        """Return the next accounts by id, locked until the unit of work ends; none after the last one."""
        ...

    async def save(self, account: Account) -> None:
        """Save profile and version of a locked account."""
        ...

    async def rename(self, account: Account) -> None:
        """Save the username of a locked account; raise UsernameTaken."""
        ...


class ProfileReader(Protocol):
    """Queries of profiles."""

    async def by_username(self, username: str) -> Account | None:
        """Return an account by its username in any letter case, or null."""
        ...

    async def by_ids(self, account_ids: Sequence[UUID]) -> Sequence[Account]:
        """Return those of the accounts that exist, in any order."""
        ...


class StoredFiles(Protocol):
    """The register of what lies in the object storage, in a unit of work.

    A file without an end is kept. Every other one, and every file of an account that does not exist any more, is
    removed from the storage.
    """

    async def add_upload(self, upload: Upload, removed_at: datetime) -> None:
        """Add an upload that ends."""
        ...

    async def uploads_of(self, account_id: UUID) -> Mapping[UUID, datetime]:
        """Return the uploads of an account that are registered, and when each was started."""
        ...

    async def upload(self, upload_id: UUID, account_id: UUID) -> Upload | None:
        """Return an upload of an account."""
        ...

    async def add(self, account_id: UUID, keys: Sequence[str], now: datetime, removed_at: datetime) -> None:
        """Add files that are about to be written; one that is registered stays as it is."""
        ...

    async def keep(self, account_id: UUID, keys: Sequence[str], now: datetime) -> bool:
        """Keep files for good; return false if one of them is not registered or has ended."""
        ...

    async def end(self, keys: Sequence[str], now: datetime) -> None:
        """Let files end now."""
        ...

    async def ended(self, now: datetime, after: str, limit: int) -> Sequence[str]:
        """Return keys of files that have ended, or whose account was deleted, in order from the one after `after`."""
        ...

    async def forget(self, keys: Sequence[str], now: datetime) -> None:
        """Delete those of the entries whose files have ended: they were removed from the storage."""
        ...


class PictureEncoder(Protocol):
    """Processing of uploaded pictures."""

    async def encode(self, data: bytes, content_type: str) -> Mapping[int, bytes]:
        """Return a picture in every size, upright and without metadata; raise InvalidPicture or PicturesUnavailable."""
        ...
