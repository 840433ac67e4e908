"""The folder of encoded tracks."""

import os
from pathlib import Path

from music.infrastructure.transcoding.folder import TranscodeFolder


def stored(folder: TranscodeFolder, name: str, size: int) -> None:
    with folder.part() as (descriptor, path):
        os.write(descriptor, bytes(size))
        folder.store(path, name)


def names(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir())


def test_what_was_read_longest_ago_gives_way(tmp_path: Path) -> None:
    folder = TranscodeFolder(tmp_path, 100)
    for at, name in enumerate(("a", "b")):
        stored(folder, name, 40)
        os.utime(tmp_path / name, (at, at))
    opened = folder.open("a")
    assert opened is not None
    os.close(opened)
    stored(folder, "c", 40)
    assert names(tmp_path) == ["a", "c"]
    assert folder.open("b") is None


def test_a_file_that_is_not_stored_leaves_nothing(tmp_path: Path) -> None:
    folder = TranscodeFolder(tmp_path / "new", 100)
    with folder.part() as (descriptor, _):
        os.write(descriptor, b"half")
    assert names(tmp_path / "new") == []


def test_what_a_killed_process_has_left_is_deleted_and_what_is_written_stays(tmp_path: Path) -> None:
    (tmp_path / "part-left").write_bytes(b"half")
    with TranscodeFolder(tmp_path, 100).part() as (_, path), TranscodeFolder(tmp_path, 100).part() as (_, other):
        assert names(tmp_path) == sorted([path.name, other.name])
