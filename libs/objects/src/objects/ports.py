"""The port of the storage, which application code owns: standard library only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class UploadRules:
    """What the storage accepts under one key until `expires_at`: exactly this type, and at most this many bytes."""

    key: str
    content_type: str
    largest_bytes: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PresignedUpload:
    """A request that a client sends to the storage itself.

    `POST` is a form (`multipart/form-data`) with `fields`, followed by the file as the field `file`. `PUT` has the file
    as its body, and `fields` as headers.
    """

    method: Literal["POST", "PUT"]
    url: str = field(repr=False)
    fields: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object with its bytes."""

    content_type: str | None
    data: bytes = field(repr=False)


class ObjectStore(Protocol):
    """One bucket. Every method raises StorageUnavailable."""

    def presign_post(self, rules: UploadRules, now: datetime) -> PresignedUpload:
        """Return the form by which a client uploads one object; the storage enforces the rules."""
        ...

    def presign_put(self, rules: UploadRules, length: int, now: datetime) -> PresignedUpload:
        """Return the request by which a client uploads one object of exactly `length` bytes."""
        ...

    async def get(self, key: str, *, limit: int) -> StoredObject | None:
        """Return an object, or null when there is none; raise ObjectTooLarge for one of more than `limit` bytes."""
        ...

    async def put(self, key: str, data: bytes, *, content_type: str, cache_control: str | None = None) -> None:
        """Create or replace an object."""
        ...

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete objects; one that does not exist is no error."""
        ...

    async def list(self, prefix: str, *, limit: int) -> Sequence[str]:
        """Return at most `limit` keys that begin with `prefix`, which ends with a slash, in order."""
        ...
