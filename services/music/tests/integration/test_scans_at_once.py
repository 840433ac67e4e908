"""Scans, deletions and counts at the same time: none takes away what another one adds."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

from services.music.tests.integration.conftest import Music
from services.music.tests.integration.test_scanning import album, rows
from sqlalchemy import text

from chassis.testing.kafka import wait_until
from music.application.scanning.ports import ScannedTrack
from music.domain.library.grouping import grouped
from music.domain.library.tags import FileTags, Tags
from music.domain.scanning.digest import AudioFile
from music.infrastructure.library.tables import albums, artist_folders, artists, tracks


async def lock_of_another(music: Music) -> None:
    """Wait until a transaction waits for another one."""

    async def waits() -> bool:
        async with music.container.runtime.engine.connect() as connection:
            return bool(await connection.scalar(text("select count(*) from pg_locks where not granted")))

    await wait_until(waits, every=0.01, what="a transaction that waits")


async def test_a_folder_is_counted_by_one_transaction_after_another(music: Music) -> None:
    album(music, "Sinnerman")
    folder = await music.add()

    async def count() -> None:
        async with music.container.units.begin() as work:
            await work.scanned.recount(folder.id)

    async with music.container.units.begin() as work:
        await work.scanned.recount(folder.id)
        counting = asyncio.create_task(count())
        await lock_of_another(music)
    await counting
    assert await rows(music, artist_folders.c.album_count, artist_folders.c.track_count) == [(1, 1)]


async def test_a_track_that_is_added_while_its_album_loses_the_others_stays(music: Music) -> None:
    album(music, "Sinnerman")
    folder = await music.add()
    (music.root / "Records/Nina Simone/Pastel Blues/01 Sinnerman.flac").unlink()
    await music.scan()
    tags = Tags(title="Be My Husband", artists=("Nina Simone",), album="Pastel Blues", released="1965")
    [file] = grouped(folder.id, "New", [("New/a.flac", FileTags(tags))])
    added = ScannedTrack(uuid4(), AudioFile(file.path, 1, 1), file, b"key")

    async def purge() -> int:
        async with music.container.units.begin() as work:
            number = await work.scanned.purge(folder.id, datetime.now(UTC), 10)
            await work.scanned.recount(folder.id)
            return number

    async with music.container.units.begin() as work:
        await work.scanned.save(folder.id, [added], datetime.now(UTC))
        purging = asyncio.create_task(purge())
        await lock_of_another(music)
    assert await purging == 1
    assert await rows(music, tracks.c.title) == [("Be My Husband",)]
    assert await rows(music, albums.c.name, albums.c.track_count) == [("Pastel Blues", 1)]
    assert await rows(music, artists.c.name) == [("Nina Simone",)]


async def test_a_track_that_is_there_again_while_its_deletion_waits_is_kept(music: Music) -> None:
    album(music, "Sinnerman")
    folder = await music.add()
    (music.root / "Records/Nina Simone/Pastel Blues/01 Sinnerman.flac").unlink()
    await music.scan()
    [(path,)] = await rows(music, tracks.c.path)

    async def purge() -> int:
        async with music.container.units.begin() as work:
            return await work.scanned.purge(folder.id, datetime.now(UTC), 10)

    async with music.container.units.begin() as work:
        assert await work.scanned.note_returned(folder.id, [path]) == 1
        purging = asyncio.create_task(purge())
        await lock_of_another(music)
    assert await purging == 0
    assert await rows(music, tracks.c.title, tracks.c.missing_at) == [("Sinnerman", None)]
