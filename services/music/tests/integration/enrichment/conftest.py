"""Music that looks up its artists and albums at the provider simulator, over real HTTP."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio
from services.music.tests.audio import flac
from services.music.tests.integration.conftest import SECONDS, Music, working

from chassis.testing.tokens import Tokens
from devstack.testing.pytest_plugin import CreateDatabase
from jobs.model import Job
from music.application.jobs import SCHEDULES
from music.bootstrap import build
from music.domain.enrichment.fields import EntityKind
from music.domain.library.grouping import artist_id
from music.settings import Settings
from provider_simulator.options import Options
from provider_simulator.running import running


@pytest.fixture(scope="package")
def simulator() -> Iterator[str]:
    """Return the URL of the simulator, which grants any number of calls."""
    with running(Options(limits=False)) as url:
        yield url


@pytest.fixture
def control(simulator: str) -> Iterator[httpx2.Client]:
    """Return a client of the simulator's control routes; faults end with the test."""
    with httpx2.Client(base_url=f"{simulator}/control") as client:
        client.delete("/requests")
        yield client
        client.delete("/faults")


@pytest.fixture
def contact() -> str | None:
    """Return the contact that the databases get; without one none is called."""
    return "admin@example.org"


@pytest.fixture
def pictures() -> dict[str, str]:
    """Return the settings of databases that have pictures: tests of texts call none."""
    return {"coverart_base_url": "", "fanart_base_url": ""}


@pytest_asyncio.fixture
async def music(
    create_database: CreateDatabase, tmp_path: Path, simulator: str, contact: str | None, pictures: dict[str, str]
) -> AsyncIterator[Music]:
    """Return the service on a schema of its own."""
    urls = await create_database("music")
    key = tmp_path / "encryption-key"
    key.write_bytes(b64encode(bytes(32)))
    settings = Settings.model_validate(
        {
            "database_url": urls.app,
            "kafka_bootstrap": "127.0.0.1:1",
            "folders": (tmp_path,),
            "tag_processes": 1,
            "encryption_key_files": (key,),
            "metadata_contact": contact,
            "musicbrainz_base_url": f"{simulator}/musicbrainz/ws/2",
            "musicbrainz_rate": 1000,
            "lastfm_base_url": f"{simulator}/lastfm",
            "lastfm_api_key": "k",
            "lastfm_rate": 1000,
            "coverart_rate": 1000,
            "fanart_rate": 1000,
            **pictures,
            "metadata_call_seconds": 2,
            "egress_networks": "127.0.0.0/8",
        }
    )
    container = build(settings)
    async with container.units.begin() as work:
        await work.schedules.ensure(SCHEDULES)
    async with working(container):
        yield Music(container, tmp_path)
    await container.runtime.close()


class Enrichment:
    """Requests of an administrator about metadata."""

    def __init__(self, music: Music, client: httpx2.AsyncClient, tokens: Tokens) -> None:
        self.music = music
        self.client = client
        self.user = uuid4()
        self.headers = tokens.bearer(self.user, ["admin"])

    async def add(self, artist: str, **tags: str) -> UUID:
        """Add an album of two tracks by an artist, and return the artist's id."""
        for number in ("1", "2"):
            path = self.music.root / "Records" / artist.replace("/", "_") / f"{number}.flac"
            path.parent.mkdir(parents=True, exist_ok=True)
            own = {"title": f"T{number}", "artist": artist, "tracknumber": number}
            path.write_bytes(flac({"album": "Blues", "date": "1999", **own, **tags}))
        async with self.music.container.units.read() as work:
            folders = await work.folders.all()
        await (self.music.scan() if folders else self.music.add())
        return artist_id(artist)

    async def album(self, artist: UUID) -> dict[str, Any]:
        """Return the album of an artist."""
        body = await self.get(f"music/albums?artistId={artist}")
        album: dict[str, Any] = body["data"][0]
        return album

    async def enrich(self, kind: EntityKind, entity_id: UUID | str) -> Job:
        """Request a look-up, and return its job once it has ended or waits for another run."""
        response = await self.client.post(f"/api/v1/admin/music/{kind}s/{entity_id}/enrich", headers=self.headers)
        assert response.status_code == 202, response.text
        return await self.ended(UUID(response.json()["data"]["id"]))

    async def ended(self, job_id: UUID) -> Job:
        """Return a job once it has ended or waits for another run."""
        async with asyncio.timeout(SECONDS):
            while True:
                async with self.music.container.units.read() as work:
                    job = await work.jobs.get(job_id)
                if job is not None and (job.finished_at is not None or job.reason_code is not None):
                    return job
                await asyncio.sleep(0.02)

    async def get(self, path: str) -> dict[str, Any]:
        """Return the body of a response."""
        response = await self.client.get(f"/api/v1/{path}", headers=self.headers)
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    async def post(self, path: str, body: dict[str, Any] | None = None) -> httpx2.Response:
        """Send a request about conflicts."""
        return await self.client.post(f"/api/v1/admin/music/conflicts/{path}", headers=self.headers, json=body)

    async def conflicts(self, query: str = "status=pending") -> list[dict[str, Any]]:
        """Return conflicts."""
        conflicts: list[dict[str, Any]] = (await self.get(f"admin/music/conflicts?{query}"))["data"]
        return conflicts


@pytest.fixture
def enrichment(music: Music, client: httpx2.AsyncClient, tokens: Tokens) -> Enrichment:
    """Return an administrator of metadata."""
    return Enrichment(music, client, tokens)
