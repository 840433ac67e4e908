"""A file that is to be stored, and whose client is gone before its response begins."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any
from uuid import UUID, uuid4

import pytest

from gateway.application.media.segments import FILLS_AT_ONCE, SegmentStore
from gateway.application.media.serving import ServeMedia
from gateway.application.media.sessions import MediaSessions
from gateway.application.revocations import RevokedSessions
from gateway.domain.headers import Header
from gateway.domain.route_limits import Limits
from gateway.presentation.media.application import MediaFiles
from gateway.presentation.media.measuring import MediaMetrics
from objects.prefix_tokens import PrefixToken

pytestmark = pytest.mark.unit

SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "GET",
    "path": "/media/t/vod/a/1/1.m4s",
    "raw_path": b"/media/t/vod/a/1/1.m4s",
    "headers": [],
}


class Whole:
    """A response of the storage with a file of four bytes."""

    status = 200
    headers: Sequence[Header] = ((b"content-length", b"4"),)

    async def chunks(self) -> AsyncIterator[tuple[bytes, bool]]:
        """Return the file at once."""
        yield b"file", False


class Storage:
    """Tokens for everything, and a storage that has every file."""

    def verify(self, _: str) -> PrefixToken:
        """Return a token."""
        return PrefixToken(("vod/",), int(time.time()) + 60, UUID(int=1), uuid4(), uuid4())

    def request(self, key: str, _: Any) -> str:
        """Return what stands for a request."""
        return key

    async def check(self, *_: Any) -> None:
        """Admit everyone."""

    def forward(self, *_: Any) -> AbstractAsyncContextManager[Whole]:
        """Return the response."""
        return nullcontext(Whole())


async def test_a_client_that_is_gone_before_the_response_leaves_its_place() -> None:
    storage: Any = Storage()
    store = SegmentStore(1_000_000)
    revoked = RevokedSessions(time.time)
    serve = ServeMedia(storage, MediaSessions(revoked, revoked, 16), storage, storage.forward, store, storage.check)
    media = MediaFiles(serve, Limits(1, 5, 5, 0), MediaMetrics(), lambda *_: None)
    is_gone = True

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(_: Any) -> None:
        if is_gone:
            raise ConnectionResetError

    for _ in range(FILLS_AT_ONCE + 1):
        with pytest.raises(ConnectionResetError):
            await media(dict(SCOPE), receive, send)
    is_gone = False
    await media(dict(SCOPE), receive, send)
    assert len(store) == 1
