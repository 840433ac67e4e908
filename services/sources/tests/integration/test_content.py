"""Files are streamed from their sources to those who may see them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

import httpx2
import pytest
from services.sources.tests.integration.test_managing import OTHER, SOURCES, URL, USER, added
from services.sources.tests.library import MemoryAdapters
from services.sources.tests.scanning import ended, working
from starlette.types import Message

from chassis.testing.clock import NOON, FixedClock
from chassis.testing.records import feed_events
from chassis.testing.tokens import Tokens
from contracts.auth import SessionRevokedV1
from sources.application.content.opening import Reader
from sources.application.media_sources.access import Actor
from sources.bootstrap import Container
from sources.domain.files.listed import ListedFile
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.files.rows import file_id
from sources.presentation.consumers import routes
from sources.presentation.content.responses import ContentResponse

pytestmark = pytest.mark.integration

DATA = bytes(range(256)) * 20


async def stored_file(client: httpx2.AsyncClient, tokens: Tokens, container: Container, library: Any) -> UUID:
    """Return the id of a file of 5,120 bytes in the source of the first user."""
    library.add("clip.mp4", size=len(DATA))
    library.content["clip.mp4"] = DATA
    source = await added(client, tokens)
    async with working(container):
        await ended(container)
    return file_id(UUID(source["id"]), "clip.mp4")


async def test_file_is_read_as_a_whole_and_in_ranges(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, adapters: MemoryAdapters
) -> None:
    path = f"{SOURCES}/files/{await stored_file(client, tokens, container, adapters.library(URL))}/content"
    user = tokens.bearer(USER)
    whole = await client.get(path, headers=user)
    assert (whole.status_code, whole.content, whole.headers["Content-Type"]) == (200, DATA, "video/mp4")
    assert (whole.headers["Accept-Ranges"], whole.headers["Cache-Control"]) == ("bytes", "private")
    part = await client.get(path, headers=user | {"Range": "bytes=1000-3999"})
    assert (part.status_code, part.content) == (206, DATA[1000:4000])
    assert part.headers["Content-Range"] == "bytes 1000-3999/5120"
    tail = await client.get(path, headers=user | {"Range": "bytes=-20", "If-Range": whole.headers["ETag"]})
    assert (tail.status_code, tail.content) == (206, DATA[-20:])
    other = await client.get(path, headers=user | {"Range": "bytes=0-1", "If-Range": '"other"'})
    assert (other.status_code, len(other.content)) == (200, 5120)
    beyond = await client.get(path, headers=user | {"Range": "bytes=5120-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */5120")
    adapters.library(URL).failure = SourceFailed("unreachable", "the server accepts no connection")
    head = await client.head(path, headers=user | {"Range": "bytes=0-9"})
    assert (head.status_code, head.headers["Content-Length"], head.content) == (206, "10", b"")
    failed = await client.get(path, headers=user)
    assert (failed.status_code, failed.json()["error"]["details"]["cause"]) == (409, "unreachable")
    assert (await client.get(path, headers=tokens.bearer(OTHER))).status_code == 404
    assert (await client.get(path)).status_code == 401


async def test_file_that_is_not_as_it_was_listed(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, adapters: MemoryAdapters
) -> None:
    library, user = adapters.library(URL), tokens.bearer(USER)
    library.add("without-size.mp4", size=0)
    library.files["id-7"] = ListedFile(path="id-7", name="Ada (2021)/Ada.mkv", bytes=len(DATA), fingerprint="1")
    library.content |= {"without-size.mp4": DATA, "id-7": DATA}
    path = f"{SOURCES}/files/{await stored_file(client, tokens, container, library)}/content"
    [source] = (await client.get(SOURCES, headers=user)).json()["data"]
    unsized, numbered = (
        f"{SOURCES}/files/{file_id(UUID(source['id']), name)}/content" for name in ("without-size.mp4", "id-7")
    )
    whole = await client.get(unsized, headers=user | {"Range": "bytes=0-"})
    assert (whole.status_code, whole.headers["Content-Length"], whole.content) == (200, "5120", DATA)
    assert (await client.get(numbered, headers=user)).headers["Content-Type"] == "video/x-matroska"
    library.content["clip.mp4"] = DATA[:100]
    beyond = await client.get(path, headers=user | {"Range": "bytes=1000-1999"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */100")
    assert beyond.json()["error"]["code"] == "RANGE_NOT_SATISFIABLE"
    cut = await client.get(path, headers=user | {"Range": "bytes=90-199"})
    assert (cut.status_code, cut.headers["Content-Range"], cut.content) == (206, "bytes 90-99/100", DATA[90:100])


async def test_link_opens_one_file_until_it_expires_or_its_user_may_not_see_it(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, adapters: MemoryAdapters
) -> None:
    identifier = await stored_file(client, tokens, container, adapters.library(URL))
    for other in (tokens.bearer(OTHER), tokens.bearer(OTHER, roles=("admin",))):
        assert (await client.post(f"{SOURCES}/files/{identifier}/link", headers=other)).status_code == 404
    made = await client.post(f"{SOURCES}/files/{identifier}/link", headers=tokens.bearer(USER))
    link = made.json()["data"]["path"]
    assert made.status_code == 201
    part = await client.get(link, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, DATA[:4])
    stated = {name: made.json()["data"][name] for name in ("name", "bytes", "entityTag")}
    assert stated == {"name": "clip.mp4", "bytes": len(DATA), "entityTag": part.headers["ETag"]}
    stored = await client.get(link, params={"download": "true"}, headers={"Range": "bytes=0-3"})
    dispositions = [response.headers["Content-Disposition"] for response in (part, stored)]
    assert dispositions == [f"{kind}; filename*=UTF-8''clip.mp4" for kind in ("inline", "attachment")]
    assert (await client.get(link[:-1] + ("A" if link[-1] != "A" else "B"))).status_code == 404
    clock = container.clock
    assert isinstance(clock, FixedClock)
    clock.instant += timedelta(hours=6, minutes=1)
    late = await client.get(link)
    assert (late.status_code, late.json()["error"]["code"]) == (404, "LINK_INVALID")
    clock.instant -= timedelta(hours=1)
    assert (await client.get(link)).status_code == 200
    [source] = (await client.get(SOURCES, headers=tokens.bearer(USER))).json()["data"]
    await client.delete(f"{SOURCES}/{source['id']}", headers=tokens.bearer(USER) | {"If-Match": "*"})
    assert (await client.get(link)).status_code == 404


async def sign_out(container: Container, session_id: UUID, expires_at: datetime = NOON + timedelta(minutes=10)) -> None:
    """Let a session end."""
    consumers = routes(container.application, container.units.within)
    event = SessionRevokedV1(session_id=session_id, user_id=USER, revoked_at=NOON, expires_at=expires_at)
    assert await feed_events(consumers, container.runtime.transactions, event) == []


def in_session(tokens: Tokens, session_id: UUID) -> dict[str, str]:
    """Return the header of the first user in a session."""
    return {"Authorization": f"Bearer {tokens.issue(USER, session_id=session_id)}"}


async def test_link_ends_with_the_session_that_made_it(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, adapters: MemoryAdapters
) -> None:
    identifier = await stored_file(client, tokens, container, adapters.library(URL))
    links: list[str] = []
    for session_id in (UUID(int=21), UUID(int=22)):
        made = await client.post(f"{SOURCES}/files/{identifier}/link", headers=in_session(tokens, session_id))
        links.append(made.json()["data"]["path"])
    for _ in range(2):
        await sign_out(container, UUID(int=21))
    ended, other = [await client.get(link) for link in links]
    assert (ended.status_code, ended.json()["error"]["code"]) == (404, "LINK_INVALID")
    assert (other.status_code, other.content) == (200, DATA)
    path, signed_out = f"{SOURCES}/files/{identifier}", in_session(tokens, UUID(int=21))
    for refused in (
        await client.post(f"{path}/link", headers=signed_out),
        await client.get(f"{path}/content", headers=signed_out),
    ):
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize("cause", ["signed out", "source deleted", "source fails"])
async def test_file_that_is_being_sent_ends_without_an_error_when_it_cannot_be_read_any_more(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, adapters: MemoryAdapters, cause: str
) -> None:
    files = container.application.open_files
    reader = Reader(Actor(USER), UUID(int=21))
    file = await files.find(await stored_file(client, tokens, container, adapters.library(URL)), reader)
    clock = container.clock
    assert isinstance(clock, FixedClock)
    opened = await files.open(file, None)
    received = 0

    async def send(message: Message) -> None:
        nonlocal received
        assert message.get("more_body", True), "the response has no end"
        received += len(message.get("body", b""))
        clock.instant += timedelta(seconds=6)
        if received < 2048:
            return
        if cause == "signed out":
            await sign_out(container, UUID(int=21))
        elif cause == "source deleted":
            async with container.units.begin() as work:
                await work.media_sources.erase({USER})

    async def receive() -> NoReturn:
        await asyncio.Event().wait()
        raise AssertionError

    if cause == "source fails":
        opened = replace(opened, content=replace(opened.content, chunks=_failing(opened.content.chunks)))
    await ContentResponse(opened, 200, {"Content-Length": str(len(DATA))})({"type": "http"}, receive, send)
    assert received == 2048


async def _failing(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield await anext(chunks)
    yield await anext(chunks)
    raise SourceFailed("unreachable", "the server has closed the connection")


async def test_ended_session_is_known_as_long_as_a_link_of_it_may_be_used(container: Container) -> None:
    session_id, long_ago = UUID(int=21), UUID(int=22)
    await sign_out(container, session_id)
    await sign_out(container, long_ago, NOON - timedelta(hours=6, minutes=1))
    for passed, is_known in ((timedelta(hours=6, minutes=10), True), (timedelta(hours=6, minutes=11), False)):
        async with container.units.begin() as work:
            await work.ended_sessions.forget(NOON + passed)
            assert await work.ended_sessions.has(session_id) is is_known
            assert not await work.ended_sessions.has(long_ago)
