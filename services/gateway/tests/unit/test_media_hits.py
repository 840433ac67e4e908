"""Files from memory on their shortest way: which requests take it, and what ends a client that does not read."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

import pytest

from chassis.http.server.prepared import EXTENSION, RESPONSE
from gateway.application.media.segments import Segment, SegmentStore
from gateway.application.media.serving import ServeMedia
from gateway.application.media.sessions import MediaSessions
from gateway.application.revocations import RevokedSessions
from gateway.domain.errors import MediaForbidden
from gateway.presentation.media.hits import MediaHits
from gateway.presentation.media.measuring import MediaMetrics
from objects.prefix_tokens import PrefixToken

pytestmark = pytest.mark.unit

TOKEN: Final = PrefixToken(("vod/",), int(time.time()) + 600, UUID(int=1), uuid4(), uuid4())
KEY: Final = "vod/a/1/1.m4s"


class Prepared:
    """What sends a prepared response, to a client that reads or does not."""

    def __init__(self, *, reads: bool = True, is_ready: bool = True) -> None:
        self.sent: list[bytes] = []
        self.is_waiting = not reads
        self.is_awaited = asyncio.Event()
        self.is_aborted = asyncio.Event()
        self._is_ready = is_ready

    def send(self, head: Sequence[bytes], body: bytes) -> bool:
        if self._is_ready:
            self.sent += [b"".join(head), body]
        return self._is_ready

    async def taken(self) -> None:
        self.is_awaited.set()
        await self.is_aborted.wait()

    def abort(self) -> None:
        self.is_aborted.set()


class Edge:
    """The way from memory in front of an application that notes what reaches it."""

    def __init__(self, *, most: int = 16, seconds: float = 60) -> None:
        self.passed_on = 0
        self.ended = RevokedSessions(time.time)
        self.sessions = MediaSessions(self.ended, RevokedSessions(time.time), most)
        store = SegmentStore(1_000_000)
        store.begin(KEY, 4)
        store.begin(KEY, 4)
        store.put(KEY, Segment(b"file", b'"tag"', None))
        tokens: Any = self
        self.hits = MediaHits(
            self._pass_on,
            ServeMedia(tokens, self.sessions, tokens, tokens, store, self._admit),
            seconds,
            MediaMetrics(),
            {"http": [(b"x-frame-options", b"DENY"), (b"cross-origin-resource-policy", b"same-origin")]},
        )

    def verify(self, text: str) -> PrefixToken:
        if text != "good":
            raise MediaForbidden
        return TOKEN

    async def _admit(self, *_: Any) -> None:
        """Admit everyone."""

    async def _pass_on(self, *_: Any) -> None:
        self.passed_on += 1

    async def request(
        self, prepared: Prepared | None, *headers: tuple[bytes, bytes], path: str = KEY, token: str = "good"
    ) -> None:
        raw = f"/media/{token}/{path}"
        extension = {EXTENSION: {RESPONSE: prepared}} if prepared is not None else {}
        scope = {"type": "http", "method": "GET", "scheme": "http", "path": raw, "raw_path": raw.encode()}
        await self.hits({**scope, "headers": headers, "extensions": extension}, _none, _none)


async def _none(*_: Any) -> Any:
    raise AssertionError("no message is read or sent")


async def test_a_stored_file_is_sent_with_its_head() -> None:
    edge, prepared = Edge(), Prepared()
    await edge.request(prepared, (b"host", b"x"), (b"x-request-id", b"a-request-id"), (b"content-length", b"0"))
    head, body = prepared.sent
    line, *lines, last = head.split(b"\r\n")
    assert (line, body, last, edge.passed_on) == (b"HTTP/1.1 200 OK", b"file", b"", 0)
    assert set(lines) == {
        b"content-type: video/iso.segment",
        b"cache-control: private, max-age=31536000, immutable",
        b"accept-ranges: bytes",
        b"cross-origin-resource-policy: cross-origin",
        b'etag: "tag"',
        b"content-length: 4",
        b"vary: Origin",
        b"x-frame-options: DENY",
        b"x-request-id: a-request-id",
    }
    assert len(edge.sessions) == 0


@pytest.mark.parametrize(
    "header",
    [
        (b"range", b"bytes=0-1"),
        (b"if-none-match", b'"tag"'),
        (b"origin", b"https://player.example"),
        (b"content-length", b"4"),
        (b"transfer-encoding", b"chunked"),
    ],
)
async def test_what_needs_the_layers_is_passed_on(header: tuple[bytes, bytes]) -> None:
    edge, prepared = Edge(), Prepared()
    await edge.request(prepared, header)
    assert (prepared.sent, edge.passed_on) == ([], 1)


@pytest.mark.parametrize("case", ["token", "other file", "malformed", "not ready", "no extension", "ended", "too many"])
async def test_what_is_refused_or_not_stored_is_passed_on(case: str) -> None:
    edge, prepared = Edge(most=0 if case == "too many" else 16), Prepared(is_ready=case != "not ready")
    if case == "ended":
        edge.ended.add(TOKEN.session_id, time.time() + 60)
    paths = {"other file": "vod/a/1/2.m4s", "malformed": "vod/../a"}
    await edge.request(
        None if case == "no extension" else prepared,
        path=paths.get(case, KEY),
        token="bad" if case == "token" else "good",
    )
    assert (prepared.sent, edge.passed_on) == ([], 1)


async def test_a_client_that_does_not_read_ends_with_its_session() -> None:
    edge, prepared = Edge(), Prepared(reads=False)
    task = asyncio.create_task(edge.request(prepared))
    await prepared.is_awaited.wait()
    assert len(edge.sessions) == 2, "the playback session and that of the sign-in"
    assert not prepared.is_aborted.is_set()
    edge.sessions.end(TOKEN.session_id)
    await asyncio.wait_for(task, 30)
    assert prepared.is_aborted.is_set()
    assert (len(edge.sessions), edge.passed_on) == (0, 0)


async def test_a_client_that_does_not_read_ends_with_its_time() -> None:
    edge, prepared = Edge(seconds=0), Prepared(reads=False)
    await edge.request(prepared)
    assert prepared.is_aborted.is_set()
