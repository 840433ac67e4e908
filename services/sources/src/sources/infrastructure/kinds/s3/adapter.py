"""Reads a bucket, or what is below a prefix of it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Final
from urllib.parse import quote

from chassis.core.clock import Clock
from objects.signing import Credentials, signed_headers
from sources.application.media_sources.ports import Content, Server
from sources.domain.files.listed import Page
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.kinds.s3.listing import Listed, listing
from sources.infrastructure.servers.addresses import query
from sources.infrastructure.servers.calls import Authorization, ServerCalls
from sources.infrastructure.servers.content import open_content
from sources.infrastructure.servers.listing.listings import MOST_FILES, UnknownChanges, too_many
from sources.infrastructure.servers.reading.paths import media_path

PAGE_KEYS: Final = 500
MOST_PAGES: Final = 100_000
"""Also of objects that are no media files."""


def signed(credentials: Credentials, clock: Clock) -> Authorization:
    """Sign every request with a secret key, which never travels."""
    return lambda method, url: signed_headers(method, url, credentials, now=clock.now())


class S3Adapter:
    """A bucket, addressed by path. The path of a file is its key behind the prefix."""

    def __init__(self, calls: ServerCalls, bucket: str, prefix: str) -> None:
        self._calls = calls
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    async def check(self) -> Server:
        """List one object."""
        await self._list("", 1)
        return Server(self._bucket)

    async def files(self, after: str | None) -> AsyncIterator[Page]:
        """Yield the files in the order of their keys."""
        last, count, position = self._prefix + after if after else "", 0, after or ""
        for _ in range(MOST_PAGES):
            page = await self._list(last, PAGE_KEYS)
            count += len(page.files)
            if count > MOST_FILES:
                break
            last = page.last_key or last
            position = last.removeprefix(self._prefix) or position
            yield Page(page.files, position)
            if page.is_last:
                return
        raise too_many()

    def changes(self, since: str) -> AsyncIterator[Page]:
        """Raise ChangesUnknown."""
        return UnknownChanges(since)

    def open(self, path: str, begin: int = 0, length: int | None = None) -> AbstractAsyncContextManager[Content]:
        """Open an object below the prefix."""
        if not media_path(path):
            raise SourceFailed("not_found", "there is no such file")
        return open_content(self._calls, f"/{self._bucket}/{quote(self._prefix + path, safe='/~')}", begin, length)

    async def close(self) -> None:
        """Close every connection."""
        await self._calls.close()

    async def _list(self, after: str, limit: int) -> Listed:
        parameters: dict[str, str | int] = {"list-type": 2, "encoding-type": "url", "max-keys": limit}
        if self._prefix:
            parameters["prefix"] = self._prefix
        if after:
            parameters["start-after"] = after
        response = await self._calls.send(f"/{self._bucket}" + query(dict(sorted(parameters.items()))))
        return listing(response.body, self._prefix, after)
