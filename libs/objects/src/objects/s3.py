"""The adapter of an S3-compatible storage: requests by obstore, signatures for clients by `objects.signing`."""

from collections.abc import Sequence

import obstore

from objects.errors import ObjectTooLarge
from objects.files import StoresFiles
from objects.multipart import StoresParts
from objects.ports import StoredObject
from objects.presigning import SignsRequests


class S3Objects(SignsRequests, StoresParts, StoresFiles):
    """Objects of one bucket; opens no connection before the first request."""

    async def get(self, key: str, *, limit: int) -> StoredObject | None:
        """Read the size first: a larger object is not transferred."""

        async def read() -> StoredObject | None:
            try:
                result = await obstore.get_async(self._store, key)
            except FileNotFoundError:
                return None
            if result.meta["size"] > limit:
                raise ObjectTooLarge(key, limit)
            content_type = result.attributes.get("Content-Type")
            return StoredObject(content_type, bytes(await result.bytes_async()))

        return await self._call("get", read)

    async def put(self, key: str, data: bytes, *, content_type: str, cache_control: str | None = None) -> None:
        """Send the object in one request."""
        attributes: dict[str, str] = {"Content-Type": content_type}
        if cache_control is not None:
            attributes["Cache-Control"] = cache_control

        async def write() -> None:
            await obstore.put_async(self._store, key, data, attributes=attributes, use_multipart=False)

        await self._call("put", write)

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete one after another: not every storage deletes several by one request."""

        async def remove() -> None:
            for key in keys:
                try:
                    await obstore.delete_async(self._store, key)
                except FileNotFoundError:
                    continue

        await self._call("delete", remove)

    async def list(self, prefix: str, *, limit: int, start_after: str | None = None) -> Sequence[str]:
        """Return the keys of the entries."""
        return [entry.key for entry in await self.entries(prefix, limit=limit, start_after=start_after)]
