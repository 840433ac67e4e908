"""The port of the storage, which application code owns: standard library only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
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


@dataclass(frozen=True, slots=True)
class ObjectHead:
    """What the storage knows of an object. The entity tag changes with its bytes."""

    size: int
    content_type: str | None
    etag: str | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ListedObject:
    """An object in a list."""

    key: str
    size: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part of a multipart upload that the storage holds."""

    number: int
    size: int
    etag: str
    sha256: str | None = None
    """In Base64, if the storage reports it."""


@dataclass(frozen=True, slots=True)
class OpenMultipart:
    """A multipart upload that has neither been completed nor aborted."""

    key: str
    upload: str
    began_at: datetime


class MultipartStore(Protocol):
    """Objects that arrive in parts, which clients send themselves. Every method raises StorageUnavailable."""

    async def create_multipart(self, key: str, *, content_type: str) -> str:
        """Begin an upload in parts, and return its id. The object appears when it is completed."""
        ...

    def presign_part(
        self, key: str, upload: str, number: int, length: int, sha256_base64: str | None, now: datetime
    ) -> PresignedUpload:
        """Return the request by which a client sends a part of exactly `length` bytes; valid for an hour.

        With a checksum, the storage rejects any other content.
        """
        ...

    async def put_part(self, key: str, upload: str, number: int, data: bytes) -> None:
        """Store a part, in place of one that was sent before.

        Of an upload that is not open, raise UploadMissing, or store what `abort_multipart` deletes.
        """
        ...

    async def parts(self, key: str, upload: str) -> Sequence[StoredPart]:
        """Return the parts that the storage holds, by number; none for an upload that is not open any more."""
        ...

    async def complete_multipart(self, key: str, upload: str, parts: Sequence[StoredPart]) -> None:
        """Make an object of the parts; raise UploadMissing, PartsRejected.

        An upload that was completed already may raise UploadMissing, or do nothing.
        """
        ...

    async def abort_multipart(self, key: str, upload: str) -> None:
        """Delete the parts; an upload that is not open is no error."""
        ...

    async def open_multiparts(self, prefix: str) -> Sequence[OpenMultipart]:
        """Return uploads in parts whose keys begin with `prefix`, which ends with a slash; at most 1,000."""
        ...


class FileStore(Protocol):
    """Large objects, never wholly in memory. Every method raises StorageUnavailable."""

    async def head(self, key: str) -> ObjectHead | None:
        """Return what is known of an object, or null when there is none."""
        ...

    async def read(self, key: str, begin: int, length: int) -> bytes:
        """Return at most `length` bytes from `begin`, none behind the end; raise ObjectMissing."""
        ...

    async def download(self, key: str, path: Path) -> int:
        """Write an object to a file, and return its size; raise ObjectMissing. A failure leaves a partial file."""
        ...

    async def upload_file(self, path: Path, key: str, *, content_type: str, cache_control: str | None = None) -> None:
        """Create or replace an object by a file; it appears when it is complete."""
        ...

    def presign_get(self, key: str, *, seconds: int, now: datetime) -> str:
        """Return an address from which the object can be read for `seconds`, also by ranges."""
        ...

    async def entries(self, prefix: str, *, limit: int, start_after: str | None = None) -> Sequence[ListedObject]:
        """Return at most `limit` objects whose keys begin with `prefix`, which ends with a slash, in order.

        With `start_after`, those whose keys come after it.
        """
        ...


class ObjectStore(MultipartStore, FileStore, Protocol):
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

    async def list(self, prefix: str, *, limit: int, start_after: str | None = None) -> Sequence[str]:
        """Return at most `limit` keys that begin with `prefix`, which ends with a slash, in order.

        With `start_after`, those that come after it.
        """
        ...
