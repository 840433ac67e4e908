"""The local folder of the output: its playlists, and its files as they are."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playback.application.media.ports import OutputFile
from playback.domain.keys.content_key import ContentKeys
from playback.domain.keys.release import System
from playback.domain.packaging import pictures
from playback.domain.packaging.command import MANIFEST, MASTER
from playback.domain.packaging.playlists import named_by_manifest, named_by_playlist, with_clear_key
from playback.domain.packaging.systems import manifest_with_systems, playlist_with_systems

PLAYLIST: Final = ".m3u8"


def name_keys(folder: Path, keys: ContentKeys, systems: Collection[System]) -> None:
    """Let the playlists and the manifest name keys as players request them, for ClearKey and further systems."""
    for playlist in folder.glob(f"*{PLAYLIST}"):
        for_clear_key = with_clear_key(playlist.read_text("utf-8"), keys)
        playlist.write_text(playlist_with_systems(for_clear_key, systems), "utf-8")
    manifest = folder / MANIFEST
    manifest.write_text(manifest_with_systems(manifest.read_text("utf-8"), systems), "utf-8")


def files_of(folder: Path) -> list[OutputFile]:
    """Return every file below a folder."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [OutputFile(path.relative_to(folder).as_posix(), path, path.stat().st_size) for path in paths]


def names_in(folder: Path, *, has_manifest: bool) -> list[str]:
    """Return the files that the playlists, the manifest and the track of thumbnails name, and these themselves."""
    playlists = sorted(folder.glob(f"*{PLAYLIST}"))
    named = [MASTER, pictures.TRACK]
    named += [name for playlist in playlists for name in named_by_playlist(playlist.read_text("utf-8"))]
    if has_manifest:
        named += [MANIFEST, *named_by_manifest((folder / MANIFEST).read_text("utf-8"))]
    named += pictures.named_by_track((folder / pictures.TRACK).read_text("utf-8"))
    return list(dict.fromkeys(named))


def join_track(folder: Path, name: str, target: Path) -> None:
    """Write the segments of a track, with what initializes them, into one file."""
    parts = named_by_playlist((folder / f"{name}{PLAYLIST}").read_text("utf-8"))
    with target.open("wb") as whole:
        for part in parts:
            with (folder / part).open("rb") as file:
                shutil.copyfileobj(file, whole)


@contextmanager
def private_folder(beside: Path) -> Iterator[Path]:
    """Yield a folder that only this user reads, deleted at the end."""
    with TemporaryDirectory(dir=beside.parent, prefix="private-") as name:
        yield Path(name)
