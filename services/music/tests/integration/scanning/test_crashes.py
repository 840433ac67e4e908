"""A worker that is killed in the middle of a scan: the next one goes on, and stores what a scan without kills does."""

import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music, settings_of, working
from sqlalchemy import text

from devstack.testing.pytest_plugin import CreateDatabase
from jobs.model import Job, Status
from music.application.folders.managing import FolderChange
from music.bootstrap import Container, build

pytestmark = [pytest.mark.integration, pytest.mark.slow]

ALBUMS: Final = 81
TRACKS: Final = 15
SECONDS: Final = 120
WORKER: Final = """
import asyncio, os, signal, sys
from datetime import timedelta
from pathlib import Path
from chassis.runtime.clock import SystemClock
from chassis.storage.database import is_infrastructure_failure
from jobs.run import Run
from jobs.worker.runner import Runner, RunnerSettings
from jobs.worker.wakeup import Wakeup
from music.application.jobs import REGISTRY, JobKind
from music.application.scanning.scan import ScanMusic
from music.bootstrap import build
from music.infrastructure.disk.folders import LocalDisk, LocalFolder
from music.infrastructure.scanning.metrics import PrometheusScanMeters
from music.infrastructure.scanning.repository import SqlScanned
from music.settings import Settings
from services.music.tests.integration.conftest import Music, settings_of, working

url, root, step, times = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])

def fatal(owner, name):
    original = getattr(owner, name)

    async def call(self, *arguments, **named):
        global times
        result = await original(self, *arguments, **named)
        if step == name:
            times -= 1
            if times == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, call)

# Behind the tags of a batch, within its transaction, at the end of that, and while the folder is counted.
for owner, name in ((LocalFolder, "tags"), (SqlScanned, "save"), (Run, "checkpoint"), (SqlScanned, "recount")):
    fatal(owner, name)

async def nothing(run):
    pass

async def main():
    container, clock = build(settings_of(url, root)), SystemClock()
    scan = ScanMusic(container.units, LocalDisk(1), PrometheusScanMeters(), clock)
    handlers = {**dict.fromkeys(REGISTRY.limits, nothing), JobKind.SCAN.value: scan}
    settings = RunnerSettings(lease=timedelta(seconds=1))
    await Runner(container.units, REGISTRY, handlers, clock, is_infrastructure_failure, Wakeup(), settings).run()

asyncio.run(main())
"""
KILLS: Final = ((("tags", 2), ("save", 1), ("checkpoint", 1)), (("save", 2), ("recount", 1)))
"""After which call of which step the workers of the first scan die, and those of the second; one after these lives."""
ROWS: Final = {
    "tracks": """select t.path, t.directory, t.bytes, t.modified_ns, t.content_key, t.title, t.track_number, t.year,
        t.missing_at is null, a.name, a.artist_name, t.tag_problem
        from music.tracks t join music.albums a on a.id = t.album_id""",
    "artists of tracks": """select t.path, l.name, l.position
        from music.track_artists l join music.tracks t on t.id = l.track_id""",
    "genres of tracks": """select t.path, g.name from music.track_genres l join music.tracks t on t.id = l.track_id
        join music.genres g on g.id = l.genre_id""",
    "albums": """select name, artist_name, year, track_count, disc_count, duration_ms, bytes from music.albums""",
    "artists": """select a.name, f.album_count, f.track_count
        from music.artist_folders f full join music.artists a on a.id = f.artist_id""",
    "genres": """select g.name, f.album_count, f.track_count
        from music.genre_folders f full join music.genres g on g.id = f.genre_id""",
    "directories": "select path, digest from music.directories",
    "changes": "select kind, sum(tracks) from music.library_changes group by kind",
}


async def rows(container: Container) -> dict[str, list[tuple[Any, ...]]]:
    """Return what a scan has stored, without the ids that differ between two databases."""
    async with container.runtime.engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in await connection.execute(text(query))), key=repr)
            for name, query in ROWS.items()
        }


async def ids(container: Container) -> dict[str, UUID]:
    """Return the ids of tracks by title."""
    async with container.runtime.engine.connect() as connection:
        return {row.title: row.id for row in await connection.execute(text("select id, title from music.tracks"))}


async def scanned(container: Container, root: Path, kills: Sequence[tuple[str, int]]) -> Job:
    """Scan by workers that are killed, and by one that is not; return the scan."""
    url = container.runtime.settings.database_url.get_secret_value()
    died = []
    for step, times in (*kills, ("none", 0)):
        worker = await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER, url, str(root), step, str(times))
        async with asyncio.timeout(SECONDS):
            while worker.returncode is None:
                job = (await container.application.scans.newest())[0]
                if job.finished_at is not None:
                    break
                await asyncio.sleep(0.05)
        died.append(worker.returncode == -signal.SIGKILL)
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
    assert died == [*[True] * len(kills), False]
    return job


def write_music(folder: Path) -> None:
    for album in range(ALBUMS):
        for track in range(TRACKS):
            name = f"Album {album:03}/{track:02}.flac"
            write(
                folder / name,
                title=f"Song {album}-{track}",
                artist=f"Artist {album % 20}",
                album=f"Album {album}",
                tracknumber=str(track + 1),
                genre=f"Genre {album % 7}",
            )


def change_music(folder: Path) -> None:
    """Move a third of the albums, change a track of each third one, and delete a track of each other."""
    for album in range(ALBUMS):
        path = folder / f"Album {album:03}"
        if album % 3 == 0:
            path.rename(folder / f"Moved {album:03}")
        elif album % 3 == 1:
            write(path / "01.flac", title=f"Song {album}-1", artist="Changed", album=f"Album {album}", genre="Changed")
        else:
            (path / "02.flac").unlink()


async def test_a_scan_whose_workers_are_killed_ends_as_one_without_them(
    create_database: CreateDatabase, tmp_path: Path
) -> None:
    folder = tmp_path / "Records"
    write_music(folder)
    both = [build(settings_of((await create_database("music")).app, tmp_path)) for _ in range(2)]
    disturbed, quiet = both
    kept: dict[str, UUID] = {}
    async with working(quiet):
        for change, kills in zip((None, change_music), KILLS, strict=True):
            if change is not None:
                kept = await ids(disturbed)
                change(folder)
            for container in both:
                if change is None:
                    await container.application.folders.add("Records", str(folder), FolderChange(), uuid4())
                else:
                    await container.application.scans.request(uuid4(), is_full=False)
            job = await scanned(disturbed, tmp_path, kills)
            expected = await Music(quiet, tmp_path).scanned()
            assert (job.status, job.result) == (Status.READY, expected.result), job.reason
            stored, undisturbed = [await rows(container) for container in both]
            assert stored["tracks"]
            assert stored == undisturbed
    assert await ids(disturbed) == kept
    for container in both:
        await container.runtime.close()
