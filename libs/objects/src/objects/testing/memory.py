"""A storage in memory, held to the contract of the real one."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from objects.errors import ObjectMissing, ObjectTooLarge, StorageUnavailable
from objects.ports import ListedObject, ObjectHead, PresignedUpload, StoredObject, UploadRules
from objects.testing.memory_parts import MemoryParts

_ADDRESS: Final = "https://storage.example/bucket"


class MemoryObjects(MemoryParts):
    """Objects by key. With `available` false every request fails, as in an outage."""

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, StoredObject] = {}
        self.cache_control: dict[str, str | None] = {}
        self.changed_at: dict[str, datetime] = {}
        self.available = True

    def presign_post(self, rules: UploadRules, now: datetime) -> PresignedUpload:
        """Return a form without a signature."""
        return PresignedUpload("POST", _ADDRESS, {"key": rules.key, "expires": str(rules.expires_at - now)})

    def presign_put(self, rules: UploadRules, length: int, now: datetime) -> PresignedUpload:
        """Return a request without a signature."""
        if not 1 <= length <= rules.largest_bytes:
            raise ValueError(f"length must be between 1 and {rules.largest_bytes}")
        fields = {"Content-Length": str(length), "expires": str(rules.expires_at - now)}
        return PresignedUpload("PUT", f"{_ADDRESS}/{rules.key}", fields)

    def presign_get(self, key: str, *, seconds: int, now: datetime) -> str:
        """Return an address without a signature."""
        return f"{_ADDRESS}/{key}?expires={now.timestamp() + seconds:.0f}"

    async def get(self, key: str, *, limit: int) -> StoredObject | None:
        """Return the object if there is one."""
        self.check()
        stored = self.objects.get(key)
        if stored is not None and len(stored.data) > limit:
            raise ObjectTooLarge(key, limit)
        return stored

    async def put(self, key: str, data: bytes, *, content_type: str, cache_control: str | None = None) -> None:
        """Replace the object."""
        self.check()
        self.store(key, data, content_type)
        self.cache_control[key] = cache_control

    async def delete(self, keys: Sequence[str]) -> None:
        """Forget the objects."""
        self.check()
        for key in keys:
            self.objects.pop(key, None)

    async def list(self, prefix: str, *, limit: int, start_after: str | None = None) -> Sequence[str]:
        """Return the keys in order."""
        return [entry.key for entry in await self.entries(prefix, limit=limit, start_after=start_after)]

    async def entries(self, prefix: str, *, limit: int, start_after: str | None = None) -> Sequence[ListedObject]:
        """Return the objects in order."""
        self.check()
        keys = sorted(key for key in self.objects if key.startswith(prefix) and key > (start_after or ""))
        return [ListedObject(key, len(self.objects[key].data), self.changed_at[key]) for key in keys[:limit]]

    async def head(self, key: str) -> ObjectHead | None:
        """Return what is known of the object."""
        self.check()
        stored = self.objects.get(key)
        if stored is None:
            return None
        etag = hashlib.sha256(stored.data).hexdigest()
        return ObjectHead(len(stored.data), stored.content_type, etag, self.changed_at[key])

    async def read(self, key: str, begin: int, length: int) -> bytes:
        """Return a slice."""
        return self._data(key)[begin : begin + length]

    async def download(self, key: str, path: Path) -> int:
        """Write the bytes."""
        return await asyncio.to_thread(path.write_bytes, self._data(key))

    async def upload_file(self, path: Path, key: str, *, content_type: str, cache_control: str | None = None) -> None:
        """Read the file."""
        await self.put(
            key, await asyncio.to_thread(path.read_bytes), content_type=content_type, cache_control=cache_control
        )

    def check(self) -> None:
        """Raise StorageUnavailable in an outage."""
        if not self.available:
            raise StorageUnavailable("the storage is unavailable")

    def store(self, key: str, data: bytes, content_type: str) -> None:
        """Keep an object."""
        self.objects[key] = StoredObject(content_type, data)
        self.changed_at[key] = datetime.now(UTC)

    def _data(self, key: str) -> bytes:
        self.check()
        if key not in self.objects:
            raise ObjectMissing(key)
        return self.objects[key].data
