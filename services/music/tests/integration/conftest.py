"""Music on a real Postgres, with real directories."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.clients import client_of
from chassis.testing.tokens import Tokens
from devstack.testing.pytest_plugin import CreateDatabase
from jobs.model import Job, Status
from jobs.ports import JobFilter
from music.api import create_api
from music.application.folders.managing import FolderChange
from music.application.jobs import SCHEDULES, JobKind
from music.bootstrap import Container, build
from music.domain.folders.folder import MusicFolder
from music.settings import Settings

SECONDS = 30


class Music:
    """The service with a music folder and a worker."""

    def __init__(self, container: Container, root: Path) -> None:
        self.container = container
        self.root = root

    async def add(self, name: str = "Records", change: FolderChange | None = None) -> MusicFolder:
        """Add a music folder, whose first scan is done."""
        path = self.root / name
        path.mkdir(exist_ok=True)
        folder = await self.container.application.folders.add(name, str(path), change or FolderChange(), uuid4())
        await self.scanned()
        return folder

    async def scan(self, *, is_full: bool = False) -> Job:
        """Scan, and return the scan as it has ended."""
        await self.container.application.scans.request(uuid4(), is_full=is_full)
        return await self.scanned()

    async def scanned(self) -> Job:
        """Return the newest scan as soon as it has ended."""
        async with asyncio.timeout(SECONDS):
            while True:
                job = (await self.container.application.scans.newest())[0]
                if job.finished_at is not None:
                    return job
                await asyncio.sleep(0.02)

    async def covers(self) -> Job:
        """Return the newest reading of covers as soon as it has ended."""
        async with asyncio.timeout(SECONDS):
            while True:
                async with self.container.units.read() as work:
                    jobs, _ = await work.jobs.find(JobFilter(kinds=(JobKind.COVERS,), limit=1))
                if jobs and jobs[0].finished_at is not None:
                    return jobs[0]
                await asyncio.sleep(0.02)

    async def purge(self) -> None:
        """Delete what has been missing for long."""
        job, _ = await self.container.application.schedules.run("purge", user=uuid4())
        async with asyncio.timeout(SECONDS):
            while True:
                async with self.container.units.read() as work:
                    ended = await work.jobs.get(job.id)
                if ended is not None and ended.finished_at is not None:
                    assert ended.status is Status.READY, ended.reason
                    return
                await asyncio.sleep(0.02)


@asynccontextmanager
async def working(container: Container) -> AsyncIterator[None]:
    """Run the worker of jobs."""
    task = asyncio.create_task(container.runner.run())
    try:
        yield
    finally:
        await container.runner.stop()
        await task


def settings_of(database_url: str, root: Path, **values: Any) -> Settings:
    """Return the settings of a service whose music folders are below a directory."""
    key = root / "encryption-key"
    key.write_bytes(b64encode(bytes(32)))
    stated = {
        "database_url": database_url,
        "kafka_bootstrap": "127.0.0.1:1",
        "folders": [str(root)],
        "tag_processes": 1,
    }
    return Settings.model_validate({**stated, "encryption_key_files": [str(key)], **values})


@asynccontextmanager
async def serving(container: Container, root: Path) -> AsyncIterator[Music]:
    """Yield a service with its schedules and a worker."""
    async with container.units.begin() as work:
        await work.schedules.ensure(SCHEDULES)
    async with working(container):
        yield Music(container, root)
    await container.runtime.close()


@pytest_asyncio.fixture
async def music(create_database: CreateDatabase, tmp_path: Path) -> AsyncIterator[Music]:
    """Return the service on a schema of its own."""
    urls = await create_database("music")
    async with serving(build(settings_of(urls.app, tmp_path)), tmp_path) as music:
        yield music


@pytest.fixture
def tokens() -> Tokens:
    """Return the tokens that the service accepts."""
    return Tokens()


@pytest_asyncio.fixture
async def client(music: Music, tokens: Tokens) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client of the API without a token."""
    music.container.runtime.verifier = tokens.verifier()
    async with client_of(create_api(music.container)) as client:
        yield client
