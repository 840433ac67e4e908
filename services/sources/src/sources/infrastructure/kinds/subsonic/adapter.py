"""Reads the videos of a Subsonic server. Each request proves the password by a digest with a salt of its own."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Final

from chassis.http.client import CallFailed
from egress.http import StreamedResponse
from egress.policy import EgressRefused
from sources.application.media_sources.ports import Content, Server
from sources.domain.files.listed import Page
from sources.infrastructure.kinds.subsonic.videos import files_of, reply
from sources.infrastructure.servers.addresses import query
from sources.infrastructure.servers.calls import ServerCalls
from sources.infrastructure.servers.content import open_content
from sources.infrastructure.servers.failures import failure_of, invalid
from sources.infrastructure.servers.listing.listings import MOST_FILES, PAGE_FILES, UnknownChanges, too_many
from sources.infrastructure.servers.reading.json_fields import Object, text
from sources.infrastructure.servers.reading.stated import distinct

VERSION: Final = "1.13.0"
"""Of the protocol: the first with tokens."""
MOST_BYTES: Final = 64 * 1024 * 1024
"""Of the list of videos, which has no pages."""
_MOST_ERROR_BYTES: Final = 64 * 1024


class SubsonicAdapter:
    """One server, by the name and the password of a user. The path of a file is the id of the video."""

    def __init__(self, calls: ServerCalls, user: str, password: str) -> None:
        self._calls = calls
        self._user = user
        self._password = password

    async def check(self) -> Server:
        """Read whether the server accepts the credentials."""
        content = await self._read("ping", 64 * 1024)
        return Server(text(content, "type") or "Subsonic", text(content, "serverVersion") or text(content, "version"))

    async def files(self, after: str | None) -> AsyncIterator[Page]:
        """Yield the videos in the order of their ids: the server lists all at once, in any order."""
        files = distinct(files_of(await self._read("getVideos", MOST_BYTES)))
        if len(files) > MOST_FILES:
            raise too_many()
        left = [file for file in files if after is None or file.path > after]
        for begin in range(0, max(len(left), 1), PAGE_FILES):
            page = tuple(left[begin : begin + PAGE_FILES])
            yield Page(page, page[-1].path if page else after or "")

    def changes(self, since: str) -> AsyncIterator[Page]:
        """Raise ChangesUnknown."""
        return UnknownChanges(since)

    def open(self, path: str, begin: int = 0, length: int | None = None) -> AbstractAsyncContextManager[Content]:
        """Open the file as it is stored."""
        return open_content(self._calls, self._target("download", id=path), begin, length, judge=_judge)

    async def close(self) -> None:
        """Close every connection."""
        await self._calls.close()

    async def _read(self, method: str, max_bytes: int) -> Object:
        return reply((await self._calls.send(self._target(method), max_bytes=max_bytes)).body)

    def _target(self, method: str, **parameters: str) -> str:
        salt = secrets.token_hex(8)
        # The protocol has no other digest. A token can be replayed, but does not reveal the password.
        token = hashlib.md5((self._password + salt).encode(), usedforsecurity=False).hexdigest()
        proof = {"u": self._user, "t": token, "s": salt, "v": VERSION, "c": "marquee", "f": "json"}
        return f"/rest/{method}" + query({**proof, **parameters})


async def _judge(response: StreamedResponse) -> None:
    """Read an error, which comes with status 200 instead of a file."""
    content_type = response.headers.get("content-type", "").lower()
    if "json" not in content_type and "xml" not in content_type:
        return
    body = b""
    try:
        async for chunk in response.chunks():
            body += chunk
            if len(body) > _MOST_ERROR_BYTES:
                break
    except (CallFailed, EgressRefused, TimeoutError) as error:
        raise failure_of(error) from error
    reply(body)
    raise invalid("a file")
