"""A storage in memory, held to the contract of the real one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from objects.errors import ObjectTooLarge, StorageUnavailable
from objects.ports import PresignedUpload, StoredObject, UploadRules

_ADDRESS: Final = "https://storage.example/bucket"


class MemoryObjects:
    """Objects by key. With `available` false every request fails, as in an outage."""

    def __init__(self) -> None:
        self.objects: dict[str, StoredObject] = {}
        self.cache_control: dict[str, str | None] = {}
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

    async def get(self, key: str, *, limit: int) -> StoredObject | None:
        """Return the object if there is one."""
        self._check()
        stored = self.objects.get(key)
        if stored is not None and len(stored.data) > limit:
            raise ObjectTooLarge(key, limit)
        return stored

    async def put(self, key: str, data: bytes, *, content_type: str, cache_control: str | None = None) -> None:
        """Replace the object."""
        self._check()
        self.objects[key] = StoredObject(content_type, data)
        self.cache_control[key] = cache_control

    async def delete(self, keys: Sequence[str]) -> None:
        """Forget the objects."""
        self._check()
        for key in keys:
            self.objects.pop(key, None)

    async def list(self, prefix: str, *, limit: int) -> Sequence[str]:
        """Return the keys in order."""
        self._check()
        return sorted(key for key in self.objects if key.startswith(prefix))[:limit]

    def _check(self) -> None:
        if not self.available:
            raise StorageUnavailable("the storage is unavailable")
