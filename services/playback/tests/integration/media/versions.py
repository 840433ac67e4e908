"""Adding versions of sources and working on them, as tests do it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from services.playback.tests.integration.conftest import EDITOR, Api
from sqlalchemy import text, update

from chassis.runtime.clock import SystemClock
from chassis.testing.clients import client_for
from chassis.testing.tokens import Tokens
from devstack.servers.object_storage import ObjectStorage
from jobs.model import Job
from jobs.ports import JobFilter
from objects.ports import ObjectStore
from playback.api import create_api
from playback.application.assets.management import NewAsset
from playback.application.versions.adding import AddVersion
from playback.bootstrap import Container
from playback.domain.assets.asset import Access, Asset, Availability, Encryption, Rendition, Version, VersionStatus
from playback.domain.assets.subject import Subject
from playback.infrastructure.tables import jobs

SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Versions:
    """Playback with a worker that a test starts."""

    container: Container
    server: ObjectStorage
    tools: Path
    values: Mapping[str, Any]
    """The settings, for another process."""

    @property
    def storage(self) -> ObjectStore:
        """Return the storage."""
        storage = self.container.settings.open_storage(SystemClock())
        assert storage is not None
        return storage

    async def asset(self) -> Asset:
        """Return a new asset."""
        new = NewAsset(Subject(uuid4()), Access.FREE, Availability(), EDITOR)
        return await self.container.application.manage_assets.create(new)

    async def add(self, asset: Asset, source: Path, encryption: Encryption = "none") -> Version:
        """Store a source and add a version of it."""
        key = f"uploads/{uuid4()}/source"
        await self.storage.upload_file(source, key, content_type="video/x-matroska")
        head = await self.storage.head(key)
        assert head is not None
        return await self.add_row(asset, key, head.size, encryption)

    async def add_row(
        self, asset: Asset, key: str = "uploads/none/source", size: int = 1, encryption: Encryption = "none"
    ) -> Version:
        """Add a version of a stored source."""
        async with self.container.units.begin() as work:
            current = await work.assets.find(asset.id)
            assert current is not None
            return await AddVersion(SystemClock())(work, current, key, size, encryption, EDITOR)

    async def read(self, asset_id: UUID, number: int = 1) -> Version:
        """Return a version."""
        async with self.container.units.read() as work:
            version = await work.assets.version(asset_id, number)
        assert version is not None
        return version

    async def renditions(self, version: Version) -> dict[str, Rendition]:
        """Return the renditions of a version by their names."""
        async with self.container.units.read() as work:
            return {one.name: one for one in await work.assets.renditions(version.asset_id, version.number)}

    async def jobs(self, kind: str) -> list[Job]:
        """Return the jobs of a kind, the newest first."""
        async with self.container.units.read() as work:
            jobs, _ = await work.jobs.find(JobFilter(kinds=(kind,), limit=100))
        return jobs

    async def work_files(self, asset_id: UUID, count: int) -> list[str]:
        """Return the encoded files of an asset as soon as there are so many: they are deleted after the commit."""
        async with asyncio.timeout(SECONDS):
            while len(keys := await self.storage.list(f"work/{asset_id}/", limit=100)) != count:
                await asyncio.to_thread(time.sleep, 0.05)
        return list(keys)

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[None]:
        """Run jobs meanwhile."""
        running = asyncio.create_task(self.container.runners.encoding.run())
        try:
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def processed(self, version: Version) -> Version:
        """Return a version as soon as it is not processed any more, by a worker of its own."""
        async with self.worker():
            done = await self.until(version, lambda now: now.status is not VersionStatus.PROCESSING)
            if done.status is VersionStatus.READY:
                await self.work_files(version.asset_id, 0)
        return done

    async def until(self, version: Version, holds: Callable[[Version], bool]) -> Version:
        """Return a version as soon as something holds for it."""
        async with asyncio.timeout(SECONDS):
            while not holds(now := await self.read(version.asset_id, version.number)):
                await asyncio.to_thread(time.sleep, 0.05)
        return now

    def plain_settings(self) -> str:
        """Return the settings as JSON."""
        return json.dumps(dict(self.values))

    async def expire_leases(self) -> None:
        """Let time pass for the leases of jobs."""
        async with self.container.runtime.transactions.committed() as transaction:
            await transaction.connection.execute(
                update(jobs).where(jobs.c.lease.is_not(None)).values(leased_until=text("now() - interval '1 s'"))
            )

    @asynccontextmanager
    async def api(self) -> AsyncIterator[Api]:
        """Yield the service over HTTP."""
        tokens = Tokens()
        self.container.runtime.verifier = tokens.verifier()
        async with client_for(create_api(self.container)) as client:
            yield Api(client, tokens)

    async def unpublish(self, asset: Asset) -> None:
        """Mark an asset as unpublished."""
        async with self.container.units.begin() as work:
            current = await work.assets.find(asset.id, lock=True)
            assert current is not None
            await work.assets.save(replace(current, unpublished_at=SystemClock().now(), current_version=None))
