"""Large objects of a bucket, in ranges and parts."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

import obstore

from objects.calls import BucketCalls
from objects.errors import ObjectMissing
from objects.ports import ListedObject, ObjectHead

BLOCK_BYTES: Final = 8 * 1024 * 1024
"""What is in memory of an object at once, and a part of one that is sent; 10,000 parts are allowed."""
_MOST_PARTS: Final = 10_000
_PARTS_AT_ONCE: Final = 2
_PAGE: Final = 1000


class StoresFiles(BucketCalls):
    """Reads ranges, and transfers files in blocks with a deadline each."""

    async def head(self, key: str) -> ObjectHead | None:
        """Request no content."""

        async def read() -> ObjectHead | None:
            try:
                result = await obstore.get_async(self._store, key, options={"head": True})
            except FileNotFoundError:
                return None
            meta = result.meta
            return ObjectHead(meta["size"], result.attributes.get("Content-Type"), meta["e_tag"], meta["last_modified"])

        return await self._call("head", read)

    async def read(self, key: str, begin: int, length: int) -> bytes:
        """Request a range, which a storage rejects when it begins behind the end."""
        head = await self.head(key)
        if head is None:
            raise ObjectMissing(key)
        return await self._range(key, begin, min(length, head.size - begin))

    async def download(self, key: str, path: Path) -> int:
        """Write block after block."""
        head = await self.head(key)
        if head is None:
            raise ObjectMissing(key)
        file = await asyncio.to_thread(path.open, "wb")
        try:
            for begin in range(0, head.size, BLOCK_BYTES):
                block = await self._range(key, begin, min(BLOCK_BYTES, head.size - begin))
                await asyncio.to_thread(_write, file, block)
        finally:
            await asyncio.to_thread(file.close)
        return head.size

    async def upload_file(self, path: Path, key: str, *, content_type: str, cache_control: str | None = None) -> None:
        """Send the file in parts if it is larger than a block; the deadline grows with the number of blocks."""
        attributes: dict[str, str] = {"Content-Type": content_type}
        if cache_control is not None:
            attributes["Cache-Control"] = cache_control
        size = (await asyncio.to_thread(path.stat)).st_size
        block = max(BLOCK_BYTES, -(-size // _MOST_PARTS))

        async def write() -> None:
            await obstore.put_async(
                self._store, key, path, attributes=attributes, chunk_size=block, max_concurrency=_PARTS_AT_ONCE
            )

        await self._call("upload", write, seconds=self._bucket.seconds * (1 + size // block))

    async def entries(self, prefix: str, *, limit: int, start_after: str | None = None) -> Sequence[ListedObject]:
        """Return the beginning of the list."""

        async def read() -> list[ListedObject]:
            entries: list[ListedObject] = []
            pages = obstore.list(self._store, prefix.rstrip("/"), offset=start_after, chunk_size=min(limit, _PAGE))
            async for page in pages:
                entries += [ListedObject(item["path"], item["size"], item["last_modified"]) for item in page]
                if len(entries) >= limit:
                    break
            return entries[:limit]

        return await self._call("list", read)

    async def _range(self, key: str, begin: int, length: int) -> bytes:
        if length <= 0:
            return b""

        async def read() -> bytes:
            try:
                return bytes(await obstore.get_range_async(self._store, key, start=begin, length=length))
            except FileNotFoundError as error:
                raise ObjectMissing(key) from error

        return await self._call("read", read)


def _write(file: BinaryIO, block: bytes) -> None:
    file.write(block)
