"""Scans as the worker runs them, on a Postgres of the benchmark's own."""

import asyncio
import base64
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from databases import ServiceDatabase
from memory import catalog

from jobs.model import Job
from jobs.ports import JobFilter
from sources.application.jobs import scan_job
from sources.bootstrap import Container, build
from sources.domain.media_sources.source import MediaSource, SourceKind, Visibility
from sources.settings import Settings

Measured = tuple[str, float, float, float]
"""The name of a scan, and its seconds: on the clock, of this process, and of Postgres."""


async def first_and_second_scan(database: ServiceDatabase, root: Path, files: int, owner: UUID) -> list[Measured]:
    """Scan a folder twice; nothing changes between the two."""
    key = database.folder / "encryption-key"
    key.write_bytes(base64.b64encode(bytes(range(32))))
    settings = Settings(
        database_url=database.url(), kafka_bootstrap="127.0.0.1:1", encryption_key_files=(key,), folders=(root,)
    )
    container = build(settings)
    source = _source(root, owner)
    async with container.units.begin() as work:
        await work.media_sources.save(source)
        await work.titles.save(catalog())
    runner = asyncio.create_task(container.runner.run())
    try:
        return [
            await _scan(container, database, source.id, files, name)
            for name in ("first scan, with Postgres", "second scan, nothing changed")
        ]
    finally:
        await container.runner.stop()
        await runner
        await container.runtime.close()


async def _scan(container: Container, database: ServiceDatabase, source_id: UUID, files: int, name: str) -> Measured:
    """Run one scan, and check its counts."""
    elapsed, processor, postgres = time.perf_counter(), time.process_time(), database.cpu()
    job = replace(scan_job(source_id, datetime.now(UTC)), run_at=datetime(2000, 1, 1, tzinfo=UTC))
    async with container.units.begin() as work:
        await work.queue(job)
    finished = await _finished(container, job.id)
    assert finished.result is not None, finished
    assert finished.result["listed"] == files, finished
    return name, time.perf_counter() - elapsed, time.process_time() - processor, database.cpu() - postgres


async def _finished(container: Container, job_id: UUID) -> Job:
    while True:
        async with container.units.begin() as work:
            [jobs, _] = await work.jobs.find(JobFilter())
        for job in jobs:
            if job.id == job_id and job.finished_at is not None:
                return job
        await asyncio.sleep(1)


def _source(root: Path, owner: UUID) -> MediaSource:
    now = datetime.now(UTC)
    return MediaSource(
        id=UUID(int=2),
        kind=SourceKind.FOLDER,
        name="Library",
        owner_id=owner,
        visibility=Visibility.PRIVATE,
        configuration={"path": str(root)},
        created_at=now,
        updated_at=now,
        next_scan_at=datetime(9999, 1, 1, tzinfo=UTC),
    )
