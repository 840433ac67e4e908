"""Scans of real directories: what is new, changed, moved, missing and there again."""

import os
from datetime import UTC, datetime
from typing import Any

from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music
from sqlalchemy import select

from jobs.model import Job, Status
from music.application.folders.managing import FolderChange
from music.domain.folders.folder import Purge, PurgePolicy
from music.infrastructure.library.tables import albums, artist_folders, artists, directories, tracks


def counted(job: Job, *names: str) -> dict[str, int]:
    assert job.result is not None, job.reason
    return {name: job.result[name] for name in names}


async def rows(music: Music, *columns: Any) -> list[tuple[Any, ...]]:
    async with music.container.runtime.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(select(*columns).order_by(*columns))]


async def ids(music: Music) -> dict[str, Any]:
    return dict(await rows(music, tracks.c.path, tracks.c.id))


def album(music: Music, *titles: str, artist: str = "Nina Simone", name: str = "Pastel Blues") -> None:
    for number, title in enumerate(titles, start=1):
        path = music.root / "Records" / artist / name / f"{number:02} {title}.flac"
        write(path, title=title, artist=artist, album=name, tracknumber=str(number), genre="Jazz", date="1965")


async def test_a_first_scan_reads_everything_and_a_second_one_nothing(music: Music) -> None:
    album(music, "Be My Husband", "Sinnerman")
    await music.add()
    first = await music.scanned()
    assert counted(first, "listed", "added", "unchanged", "unreadable") == {
        "listed": 2,
        "added": 2,
        "unchanged": 0,
        "unreadable": 0,
    }
    assert await rows(music, tracks.c.title, tracks.c.duration_ms, tracks.c.track_number) == [
        ("Be My Husband", 200_000, 1),
        ("Sinnerman", 200_000, 2),
    ]
    assert await rows(music, albums.c.name, albums.c.track_count, albums.c.year) == [("Pastel Blues", 2, 1965)]
    assert await rows(music, artists.c.name, artists.c.sort_name) == [("Nina Simone", "nina simone")]
    assert await rows(music, artist_folders.c.album_count, artist_folders.c.track_count) == [(1, 2)]
    second = await music.scan()
    assert counted(second, "listed", "added", "changed", "unchanged") == {
        "listed": 2,
        "added": 0,
        "changed": 0,
        "unchanged": 2,
    }


async def test_a_changed_file_is_read_again_and_keeps_its_id(music: Music) -> None:
    album(music, "Sinnerman")
    await music.add()
    before = await ids(music)
    path = music.root / "Records/Nina Simone/Pastel Blues/01 Sinnerman.flac"
    write(path, title="Sinnerman (Live)", artist="Nina Simone", album="Pastel Blues")
    assert counted(await music.scan(), "added", "changed") == {"added": 0, "changed": 1}
    assert await ids(music) == before
    assert await rows(music, tracks.c.title) == [("Sinnerman (Live)",)]


async def test_a_full_scan_reads_files_that_look_unchanged(music: Music) -> None:
    album(music, "Sinnerman")
    await music.add()
    path = music.root / "Records/Nina Simone/Pastel Blues/01 Sinnerman.flac"
    state = path.stat()
    path.write_bytes(path.read_bytes().replace(b"TITLE=Sinnerman", b"TITLE=Sinnermen"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert counted(await music.scan(), "changed") == {"changed": 0}
    assert counted(await music.scan(is_full=True), "changed") == {"changed": 1}
    assert await rows(music, tracks.c.title) == [("Sinnermen",)]


async def test_a_moved_folder_keeps_the_ids_of_its_tracks(music: Music) -> None:
    album(music, "Be My Husband", "Sinnerman")
    await music.add()
    before = sorted((await ids(music)).values())
    (music.root / "Records/Nina Simone").rename(music.root / "Records/Simone, Nina")
    job = await music.scan()
    assert counted(job, "added", "moved", "missing") == {"added": 0, "moved": 2, "missing": 0}
    after = await ids(music)
    assert sorted(after.values()) == before
    assert all(path.startswith("Simone, Nina/") for path in after)


async def test_a_copy_is_another_track(music: Music) -> None:
    album(music, "Sinnerman")
    await music.add()
    path = music.root / "Records/Nina Simone/Pastel Blues/01 Sinnerman.flac"
    copy = music.root / "Records/Copies/01 Sinnerman.flac"
    copy.parent.mkdir()
    copy.write_bytes(path.read_bytes())
    assert counted(await music.scan(), "added", "moved") == {"added": 1, "moved": 0}
    assert len(set((await ids(music)).values())) == 2


async def test_a_missing_file_is_kept_and_recognized_when_it_is_there_again(music: Music) -> None:
    album(music, "Be My Husband", "Sinnerman")
    await music.add()
    before = await ids(music)
    path = music.root / "Records/Nina Simone/Pastel Blues/02 Sinnerman.flac"
    content, state = path.read_bytes(), path.stat()
    path.unlink()
    assert counted(await music.scan(), "missing") == {"missing": 1}
    assert await rows(music, albums.c.track_count) == [(1,)]
    assert await ids(music) == before
    path.write_bytes(content)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert counted(await music.scan(), "returned", "added") == {"returned": 1, "added": 0}
    assert await rows(music, albums.c.track_count) == [(2,)]
    assert await ids(music) == before


async def test_a_folder_that_is_not_mounted_loses_nothing(music: Music) -> None:
    album(music, "Sinnerman")
    folder = await music.add()
    (music.root / "Records").rename(music.root / "elsewhere")
    (music.root / "Records").mkdir()
    job = await music.scan()
    assert job.status is Status.READY
    assert job.result is not None
    assert job.result["problems"] == {str(folder.id): "it is empty: its disk may not be mounted"}
    assert await rows(music, tracks.c.missing_at) == [(None,)]
    assert (await music.container.application.folders.get(folder.id)).problem is not None
    (music.root / "Records").rmdir()
    assert counted(await music.scan(), "missing") == {"missing": 0}


async def test_a_directory_that_cannot_be_listed_loses_nothing(music: Music) -> None:
    # Too deep to be opened: the same branch as a directory without permission, which root could read.
    album(music, "Sinnerman")
    deep = music.root.joinpath("Records", *(["d"] * 40))
    write(deep / "a.flac", title="A", artist="B", album="C")
    folder = await music.add()
    assert counted(await music.scanned(), "added", "missing") == {"added": 1, "missing": 0}
    assert "1 directories cannot be read" in str((await music.container.application.folders.get(folder.id)).problem)


async def test_what_is_no_audio_file_is_stored_with_its_problem(music: Music) -> None:
    broken = music.root / "Records/Demos/05 - Noise.mp3"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"this is no audio file")
    (music.root / "Records/Demos/notes.txt").write_text("no audio")
    await music.add()
    assert counted(await music.scanned(), "listed", "added", "unreadable") == {
        "listed": 1,
        "added": 1,
        "unreadable": 1,
    }
    ((title, problem),) = await rows(music, tracks.c.title, tracks.c.tag_problem)
    assert title == "Noise"
    assert problem is not None


async def test_a_link_leads_nowhere(music: Music) -> None:
    write(music.root / "secret" / "a.flac", title="Secret")
    album(music, "Sinnerman")
    (music.root / "Records/link").symlink_to(music.root / "secret", target_is_directory=True)
    (music.root / "Records/Nina Simone/link.flac").symlink_to(music.root / "secret/a.flac")
    await music.add()
    assert await rows(music, tracks.c.title) == [("Sinnerman",)]


async def test_names_that_no_table_can_store_are_left_out(music: Music) -> None:
    album(music, "Sinnerman")
    # As Python writes the bytes ff fe, which are no UTF-8.
    (music.root / "Records" / "\udcff\udcfe.flac").write_bytes(b"x")
    await music.add()
    assert counted(await music.scanned(), "listed") == {"listed": 1}


async def test_what_is_missing_for_long_is_deleted_with_its_album_and_artist(music: Music) -> None:
    album(music, "Sinnerman")
    album(music, "So What", artist="Miles Davis", name="Kind of Blue")
    folder = await music.add()
    (music.root / "Records/Miles Davis/Kind of Blue/01 So What.flac").unlink()
    await music.scan()
    await music.purge()
    assert await rows(music, artists.c.name) == [("Miles Davis",), ("Nina Simone",)]
    at_once = FolderChange(policy=PurgePolicy(Purge.AT_ONCE))
    await music.container.application.folders.change(folder.id, at_once, None)
    await music.purge()
    assert await rows(music, tracks.c.title) == [("Sinnerman",)]
    assert await rows(music, artists.c.name) == [("Nina Simone",)]
    assert await rows(music, albums.c.name) == [("Pastel Blues",)]


async def test_more_files_and_directories_than_a_statement_has_parameters(music: Music) -> None:
    album(music, "Sinnerman")
    folder = await music.add()
    [(path, directory)] = await rows(music, tracks.c.path, tracks.c.directory)
    many, now = [f"{number}" for number in range(40_000)], datetime.now(UTC)
    async with music.container.units.begin() as work:
        scanned = work.scanned
        assert list(await scanned.known(folder.id, [*many, directory])) == [path]
        assert await scanned.note_missing(folder.id, [*many, path], now) == 1
        assert await scanned.note_returned(folder.id, [*many, path]) == 1
        assert await scanned.note_missing_directories(folder.id, [*many, directory], now) == 1
        await scanned.forget_directories(folder.id, [*many, directory])
        assert await scanned.directories(folder.id) == {}


async def test_a_deleted_folder_takes_everything_with_it(music: Music) -> None:
    album(music, "Sinnerman")
    folder = await music.add()
    await music.container.application.folders.delete(folder.id, None)
    assert await rows(music, tracks.c.id) == []
    assert await rows(music, albums.c.id) == []
    assert await rows(music, directories.c.path) == []
