"""Scans that are requested, ended, listed and followed, and one that is interrupted."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx2
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music, working

from chassis.testing.tokens import Tokens
from jobs.model import Status
from music.bootstrap import build
from music.domain.folders.folder import MusicFolder
from music.domain.library.tags import FileTags
from music.domain.scanning.digest import AudioFile
from music.infrastructure.disk.folders import LocalDisk, LocalFolder

SCANS = "/api/v1/admin/music/scans"


async def test_one_scan_runs_at_a_time(client: httpx2.AsyncClient, music: Music, tokens: Tokens) -> None:
    admin = tokens.bearer(uuid4(), ["admin"])
    await music.container.runner.stop()
    first = await client.post(SCANS, json={"isFull": True}, headers=admin)
    assert first.status_code == 202
    scan = first.json()["data"]
    assert (scan["status"], scan["isFull"], scan["listed"]) == ("queued", True, 0)
    second = await client.post(SCANS, json={}, headers=admin)
    assert (second.status_code, second.json()["error"]["code"]) == (409, "SCAN_RUNNING")
    assert scan["id"] in second.json()["error"]["message"]
    ended = await client.post(f"{SCANS}/{scan['id']}/cancel", headers=admin)
    assert ended.json()["data"]["status"] == "cancelled"
    assert (await client.post(SCANS, json={}, headers=admin)).status_code == 202
    assert [item["status"] for item in (await client.get(SCANS, headers=admin)).json()["data"]] == [
        "queued",
        "cancelled",
    ]
    missing = await client.get(f"{SCANS}/{uuid4()}", headers=admin)
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "SCAN_NOT_FOUND")


async def test_a_scan_is_followed_to_its_end(client: httpx2.AsyncClient, music: Music, tokens: Tokens) -> None:
    for number in range(3):
        write(music.root / f"Records/{number}.flac", title=str(number), artist="A", album="B")
    await music.add()
    follower = music.container.application.scans.join(uuid4())
    request = await music.container.application.scans.request(uuid4(), is_full=True)
    async with asyncio.timeout(20):
        async for job in follower.changes():
            if job is not None and job.id == request.id and job.status is Status.READY:
                break
    assert job is not None
    assert job.result is not None
    assert job.result["changed"] == 3
    music.container.application.scans.leave(follower)


class FailingDisk(LocalDisk):
    """A disk that fails once, after the first files."""

    def __init__(self) -> None:
        super().__init__(processes=1)
        self.calls = 0

    @asynccontextmanager
    async def open(self, folder: MusicFolder) -> AsyncIterator[LocalFolder]:
        """Count the readings of tags."""
        async with super().open(folder) as opened:
            read = opened.tags

            async def tags(files: Sequence[AudioFile]) -> Sequence[FileTags]:
                self.calls += 1
                if self.calls == 2:
                    raise TimeoutError("the disk does not respond")
                return await read(files)

            opened.tags = tags  # type: ignore[method-assign]
            yield opened


async def test_a_scan_goes_on_where_it_was_interrupted(music: Music) -> None:
    for number in range(1200):
        write(music.root / f"Records/{number:04}/a.flac", title=f"T{number}", artist="A", album=f"B{number}")
    await music.container.runner.stop()
    disk = FailingDisk()
    other = build(music.container.settings, disk=disk)
    async with working(other):
        await music.add()
        job = await music.scanned()
    await other.runtime.close()
    assert job.result is not None
    assert {name: job.result[name] for name in ("listed", "added", "unchanged")} == {
        "listed": 1200,
        "added": 1200,
        "unchanged": 0,
    }
    # What was stored before was not read again: 500 files, 500 that failed, these again, and 200.
    assert disk.calls == 4
