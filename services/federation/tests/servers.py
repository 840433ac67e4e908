"""Servers in one process that call each other, with content in memory."""

import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
from fastapi import FastAPI

from chassis.testing.clients import client_of
from chassis.testing.clock import FixedClock
from chassis.testing.tokens import Tokens
from federation.api import create_api
from federation.application.jobs import REGISTRY, JobKind
from federation.application.sharing.ports import ContentStream
from federation.application.trust.ports import PeerResponse, PeerStream
from federation.bootstrap import Container, Surroundings, build
from federation.domain.peers.errors import PeerUnreachable
from federation.domain.sharing.errors import ContentUnavailable, SharedItemNotFound
from federation.domain.sharing.share import (
    AlbumSummary,
    ListCopy,
    ListSummary,
    SharedAlbum,
    SharedList,
    SharedTitle,
    SharedTrack,
)
from federation.settings import Settings
from jobs.model import new_job
from jobs.run import Run

ADMIN, USER = UUID(int=1), UUID(int=2)
ALBUM, TRACKS, LIST = UUID(int=10), (UUID(int=11), UUID(int=12)), UUID(int=20)
TITLE = UUID(int=30)
FILE = b"fLaC" + bytes(range(256)) * 20


class MemoryAlbums:
    """One album with two tracks."""

    def __init__(self) -> None:
        self.files = {TRACKS[0]: FILE, TRACKS[1]: FILE[::-1]}
        self.portion = 1000

    def whole(self) -> SharedAlbum:
        """Return the album."""
        tracks = [
            SharedTrack(track, f"Track/{n}", "Nina Simone", 1, n + 1, 1000, "flac") for n, track in enumerate(TRACKS)
        ]
        return SharedAlbum(AlbumSummary(ALBUM, "Pastel Blues", "Nina Simone", 1965, 2, 2000), tracks)

    async def summaries(self, album_ids: Sequence[UUID], peer_id: UUID) -> Sequence[AlbumSummary]:
        """Return the album if its id is among the ids."""
        return [self.whole().summary] if ALBUM in album_ids else []

    async def album(self, album_id: UUID, peer_id: UUID) -> SharedAlbum | None:
        """Return the album."""
        return self.whole() if album_id == ALBUM else None

    @asynccontextmanager
    async def track(
        self, album_id: UUID, track_id: UUID, peer_id: UUID, headers: Mapping[str, str]
    ) -> AsyncIterator[ContentStream]:
        """Open a file."""
        if album_id != ALBUM or track_id not in self.files:
            raise SharedItemNotFound(track_id)
        content = self.files[track_id]
        stated = {"content-type": "audio/flac", "content-length": str(len(content))}
        if "want-repr-digest" in headers:
            stated["repr-digest"] = f"sha-256=:{b64encode(hashlib.sha256(content).digest()).decode()}:"
        yield ContentStream(200, stated, self._chunks(content))

    async def _chunks(self, content: bytes) -> AsyncIterator[bytes]:
        for begin in range(0, len(content), self.portion):
            yield content[begin : begin + self.portion]


class MemoryLists:
    """One list with one title."""

    def __init__(self) -> None:
        self.owner: str | None = "owner"
        self.created: dict[UUID, UUID] = {}
        self.titles: dict[UUID, Sequence[SharedTitle]] = {}
        self.killed_in: str | None = None

    async def summary(self, list_id: UUID, authorization: str | None = None) -> tuple[ListSummary, str | None] | None:
        """Return the list, or a copy."""
        if list_id in self.titles:
            return ListSummary(list_id, "Noir", None, len(self.titles[list_id])), "owner"
        role = None if authorization is None else self.owner
        return (ListSummary(LIST, "Noir", None, 1), role) if list_id == LIST else None

    async def shared(self, list_id: UUID) -> SharedList | None:
        """Return the list with its title."""
        read = await self.summary(list_id)
        return None if read is None else SharedList(read[0], [SharedTitle(TITLE, "movie", "Laura", 1944)])

    async def create(self, copy: ListCopy, authorization: str) -> UUID:
        """Store a list, once per request key; raise after that when the request is to be killed."""
        created = self.created.setdefault(copy.request_key, uuid4())
        self.titles.setdefault(created, ())
        self._end("create")
        return created

    async def fill(self, list_id: UUID, titles: Sequence[SharedTitle], authorization: str) -> int:
        """Store the titles of a list."""
        self._end("fill")
        self.titles[list_id] = titles
        return len(titles)

    def _end(self, step: str) -> None:
        if self.killed_in == step:
            self.killed_in = None
            raise ContentUnavailable


@dataclass(slots=True)
class Network:
    """Leads requests to servers by their addresses, and remembers them."""

    servers: dict[str, FastAPI] = field(default_factory=dict)
    sent: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, *, max_bytes: int
    ) -> PeerResponse:
        """Return the response of a server."""
        response = await self.request(method, url, headers, body)
        return PeerResponse(response.status_code, response.content[:max_bytes])

    @asynccontextmanager
    async def stream(self, url: str, headers: Mapping[str, str]) -> AsyncIterator[PeerStream]:
        """Open the response of a server."""
        response = await self.request("GET", url, headers, None)

        async def chunks() -> AsyncIterator[bytes]:
            yield response.content

        yield PeerStream(response.status_code, dict(response.headers), chunks())

    async def request(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> httpx2.Response:
        """Send a request; raise PeerUnreachable when no server has the address."""
        address, _, path = url.partition("/api/")
        if address not in self.servers:
            raise PeerUnreachable("not_reachable")
        self.sent.append((method, url, dict(headers), body or b""))
        async with client_of(self.servers[address]) as client:
            return await client.request(method, f"/api/{path}", headers=dict(headers), content=body)


@dataclass(slots=True)
class Server:
    """One server with its administrator, a user and a worker that runs jobs when a test lets it."""

    container: Container
    app: FastAPI
    albums: MemoryAlbums
    lists: MemoryLists
    admin: dict[str, str]
    user: dict[str, str]

    @property
    def url(self) -> str:
        """Return the address."""
        return self.container.settings.public_url

    async def call(self, method: str, path: str, body: object = None, *, as_user: bool = False) -> httpx2.Response:
        """Return the response to a request of the administrator, or of the user."""
        async with client_of(self.app, headers=self.user if as_user else self.admin) as client:
            return await client.request(method, f"/api/v1{path}", json=body)

    async def work(self) -> list[str]:
        """Run the jobs that are due, and return their kinds; raise what a job raises."""
        kinds: list[str] = []
        while True:
            async with self.container.units.begin() as work:
                claimed = await work.jobs.claim(1, timedelta(seconds=30))
            if not claimed:
                return kinds
            (job,) = claimed
            run = Run(job, self.container.clock, REGISTRY)
            await self.container.runner._handlers[job.kind](run)
            if not run.finished:
                async with self.container.units.begin() as work:
                    await run.finish(work)
            kinds.append(str(job.kind))

    async def check(self) -> None:
        """Queue the regular check of peers."""
        job = new_job(JobKind.CHECK, "test", self.container.clock.now(), {})
        async with self.container.units.begin() as work:
            await work.queue(job)

    async def read(self, path: str) -> Any:
        """Return what a path has."""
        response = await self.call("GET", path)
        assert response.status_code == 200, response.text
        return response.json()["data"]


def server(network: Network, database_url: str, folder: Path, name: str, clock: FixedClock) -> Server:
    """Return a server that the network leads to."""
    folder.mkdir()
    key = folder / "key"
    key.write_bytes(b64encode(hashlib.sha256(name.encode()).digest()))
    settings = Settings(
        database_url=database_url,
        kafka_bootstrap="127.0.0.1:1",
        encryption_key_files=(key,),
        public_url=f"https://{name}.example",
        music_url="http://127.0.0.1:1",
        library_url="http://127.0.0.1:1",
        import_folder=folder / "music",
    )
    albums, lists, tokens = MemoryAlbums(), MemoryLists(), Tokens()
    container = build(settings, clock=clock, surroundings=Surroundings(network, albums, lists))
    container.runtime.verifier = tokens.verifier()
    app = create_api(container)
    network.servers[settings.public_url] = app
    admin = tokens.bearer(ADMIN, roles=("user", "admin"))
    return Server(container, app, albums, lists, admin, tokens.bearer(USER))
