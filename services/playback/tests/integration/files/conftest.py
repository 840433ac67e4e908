"""Playback with a storage: a real one, or one in memory that can fail."""

import base64
import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
import pytest_asyncio
from services.playback.tests.integration.conftest import EDITING, Api
from services.playback.tests.integration.files.source_server import SourceServer, source_server

from chassis.core.clock import Clock
from chassis.http.client import HttpClient
from chassis.runtime.clock import SystemClock
from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from chassis.testing.tokens import Tokens
from devstack.servers.object_storage import ACCESS_KEY, BUCKET, ObjectStorage
from devstack.testing.pytest_plugin import CreateDatabase
from jobs.model import Job
from jobs.run import Handler, Run
from objects.calls import Bucket
from objects.ports import ObjectStore
from objects.s3 import S3Objects
from objects.signing import Credentials
from objects.testing.memory import MemoryObjects
from playback.api import create_api
from playback.application.jobs import REGISTRY
from playback.bootstrap import Container, build
from playback.composition.files import files
from playback.domain.uploads.upload import PART_BYTES
from playback.infrastructure.copies.http import HttpSourceFiles
from playback.settings import Settings

SUBJECT: Final = "bdf784d0-c2eb-5939-9d13-a7324e63a0e9"
UPLOADS: Final = "admin/playback/uploads"
VIDEO: Final = b"\x00\x00\x00\x18ftypmp42" + bytes(64)
"""The first bytes of a video."""


def digest(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


@dataclass(slots=True)
class Editing:
    """An editor with an asset, the storage, and the worker."""

    api: Api
    container: Container
    objects: ObjectStore
    handlers: Mapping[str, Handler[Job]]
    clock: Clock
    asset_id: str = ""

    async def request(self, method: str, path: str, body: Any = None, **claims: Any) -> httpx2.Response:
        return await self.api.request(method, path, body, **{**EDITING, **claims})

    async def start(self, size: int, **fields: Any) -> dict[str, Any]:
        body = {"assetId": self.asset_id, "purpose": "video", "fileName": "movie.mp4", "size": size, **fields}
        response = await self.request("POST", UPLOADS, body)
        assert response.status_code == 201, response.text
        upload: dict[str, Any] = response.json()["data"]
        return upload

    async def send(self, upload_id: str, number: int, data: bytes, *, content: bytes | None = None) -> int:
        """Sign a part and send it to the storage, or `content` instead of it; return the storage's status."""
        body = {"parts": [{"number": number, "sha256": digest(data)}]}
        response = await self.request("POST", f"{UPLOADS}/{upload_id}/parts", body)
        assert response.status_code == 200, response.text
        [signed] = response.json()["data"]
        if isinstance(self.objects, MemoryObjects):
            self.objects.send_part(signed["url"].rpartition("=")[2], number, data)
            return 200
        async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:
            sent = await client.put(signed["url"], content=content or data, headers=signed["headers"])
        return sent.status_code

    async def state(self, upload_id: str) -> dict[str, Any]:
        state: dict[str, Any] = (await self.request("GET", f"{UPLOADS}/{upload_id}")).json()["data"]
        return state

    async def upload(self, data: bytes, **fields: Any) -> dict[str, Any]:
        """Upload a file of one part, and return its state when the worker is done."""
        upload = await self.start(len(data), **fields)
        assert await self.send(upload["id"], 1, data) == 200
        assert (await self.request("POST", f"{UPLOADS}/{upload['id']}/complete")).status_code == 202
        await self.work()
        return await self.state(upload["id"])

    async def work(self) -> None:
        """Do the jobs of files that are due, as a worker does."""
        for job in await self.claim():
            if job.kind in self.handlers:
                await self.do(job)

    async def claim(self) -> list[Job]:
        async with self.container.units.begin() as work:
            return await work.jobs.claim(10, timedelta(minutes=1))

    async def do(self, job: Job) -> None:
        run = Run(job, self.clock, REGISTRY)
        await self.handlers[job.kind](run)
        if not run.finished:
            async with self.container.units.begin() as work:
                await run.finish(work)

    async def versions(self) -> list[dict[str, Any]]:
        asset = await self.request("GET", f"admin/playback/assets/{self.asset_id}")
        versions: list[dict[str, Any]] = asset.json()["data"]["versions"]
        return versions


@pytest.fixture
def s3(object_storage: ObjectStorage) -> S3Objects:
    credentials = Credentials(ACCESS_KEY, object_storage.secret_key)
    return S3Objects(Bucket(BUCKET, object_storage.url, object_storage.url, credentials), SystemClock())


@pytest_asyncio.fixture
async def sources() -> AsyncIterator[SourceServer]:
    """Yield the server of sources that playback calls."""
    async with source_server() as server:
        yield server


@pytest_asyncio.fixture
async def editing(
    create_database: CreateDatabase, encryption_key: Path, s3: S3Objects, sources: SourceServer
) -> AsyncIterator[Editing]:
    """Yield an editor on the real storage."""
    async for opened in _open(create_database, encryption_key, s3, sources, SystemClock()):
        yield opened


@pytest_asyncio.fixture
async def memory_editing(
    create_database: CreateDatabase, encryption_key: Path, sources: SourceServer
) -> AsyncIterator[Editing]:
    """Yield an editor on a storage in memory, at a time that tests change."""
    async for opened in _open(create_database, encryption_key, MemoryObjects(), sources, FixedClock()):
        yield opened


async def _open(
    create_database: CreateDatabase, encryption_key: Path, objects: ObjectStore, sources: SourceServer, clock: Clock
) -> AsyncIterator[Editing]:
    urls = await create_database("playback")
    settings = Settings(
        database_url=urls.app,
        kafka_bootstrap="127.0.0.1:1",
        sources_url=sources.url,
        encryption_key_files=(encryption_key,),
        upload_editor_bytes=3 * PART_BYTES,
        upload_admin_bytes=2**40,
    )
    container = build(settings, clock=clock, objects=objects)
    tokens = Tokens()
    container.runtime.verifier = tokens.verifier()
    calls = HttpSourceFiles(HttpClient(sources.url))
    composed = files(settings, container.units, objects, calls, clock)
    async with client_for(create_api(container)) as client:
        editing = Editing(Api(client, tokens), container, objects, composed.handlers, clock)
        created = await editing.request("POST", "admin/playback/assets", {"subject": SUBJECT})
        editing.asset_id = created.json()["data"]["id"]
        yield editing
    await calls.aclose()
    await container.runtime.close()
