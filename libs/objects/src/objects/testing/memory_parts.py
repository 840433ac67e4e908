"""Uploads in parts, in memory."""

import base64
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from objects.errors import PartsRejected, UploadMissing
from objects.ports import OpenMultipart, PresignedUpload, StoredPart

_ADDRESS: Final = "https://storage.example/bucket"


@dataclass(slots=True)
class _Upload:
    key: str
    content_type: str
    began_at: datetime
    parts: dict[int, bytes] = field(default_factory=dict)


class MemoryParts(ABC):
    """Uploads by id; `send_part` stands for the client's request."""

    def __init__(self) -> None:
        self.uploads: dict[str, _Upload] = {}

    async def create_multipart(self, key: str, *, content_type: str) -> str:
        """Note the upload."""
        self.check()
        upload = uuid4().hex
        self.uploads[upload] = _Upload(key, content_type, datetime.now(UTC))
        return upload

    def presign_part(
        self, key: str, upload: str, number: int, length: int, sha256_base64: str | None, now: datetime
    ) -> PresignedUpload:
        """Return a request without a signature."""
        fields = {"Content-Length": str(length), "expires": str(now)}
        if sha256_base64 is not None:
            fields["x-amz-checksum-sha256"] = sha256_base64
        return PresignedUpload("PUT", f"{_ADDRESS}/{key}?partNumber={number}&uploadId={upload}", fields)

    def send_part(self, upload: str, number: int, data: bytes) -> None:
        """Keep a part, as a client sends it."""
        self.uploads[upload].parts[number] = data

    async def put_part(self, key: str, upload: str, number: int, data: bytes) -> None:
        """Keep a part of an upload that is open."""
        self.check()
        if self._find(key, upload) is None:
            raise UploadMissing(key)
        self.send_part(upload, number, data)

    async def parts(self, key: str, upload: str) -> Sequence[StoredPart]:
        """Return the parts by number."""
        self.check()
        entry = self._find(key, upload)
        return [] if entry is None else [_stored(number, data) for number, data in sorted(entry.parts.items())]

    async def complete_multipart(self, key: str, upload: str, parts: Sequence[StoredPart]) -> None:
        """Join the parts."""
        self.check()
        entry = self._find(key, upload)
        if entry is None:
            raise UploadMissing(key)
        if any(_stored(part.number, entry.parts.get(part.number, b"")).etag != part.etag for part in parts):
            raise PartsRejected(key, "InvalidPart")
        self.store(key, b"".join(entry.parts[part.number] for part in parts), entry.content_type)
        del self.uploads[upload]

    async def abort_multipart(self, key: str, upload: str) -> None:
        """Forget the upload."""
        self.check()
        if self._find(key, upload) is not None:
            del self.uploads[upload]

    async def open_multiparts(self, prefix: str) -> Sequence[OpenMultipart]:
        """Return the uploads."""
        self.check()
        return [
            OpenMultipart(upload.key, upload_id, upload.began_at)
            for upload_id, upload in self.uploads.items()
            if upload.key.startswith(prefix)
        ]

    def _find(self, key: str, upload: str) -> _Upload | None:
        entry = self.uploads.get(upload)
        return entry if entry is not None and entry.key == key else None

    @abstractmethod
    def check(self) -> None:
        """Raise StorageUnavailable in an outage."""

    @abstractmethod
    def store(self, key: str, data: bytes, content_type: str) -> None:
        """Keep an object."""


def _stored(number: int, data: bytes) -> StoredPart:
    digest = hashlib.sha256(data).digest()
    return StoredPart(number, len(data), digest.hex(), base64.b64encode(digest).decode())
