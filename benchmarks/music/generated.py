"""Generated music: sounds of two seconds that ffmpeg encodes once, and copies of them with tags of their own."""

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from devstack.folders import cache_folder
from devstack.media.tools import install
from devstack.servers.cached import made_once, run_tool

HERE: Final = Path(__file__).resolve().parent
READERS: Final = HERE / "readers.py"
_PINS: Final = HERE / "requirements.txt"
_FETCH_SECONDS: Final = 300
_ENCODERS: Final = {
    "mp3": ("-c:a", "libmp3lame", "-b:a", "96k"),
    "flac": ("-c:a", "flac"),
    "opus": ("-c:a", "libopus", "-b:a", "64k"),
    "m4a": ("-c:a", "aac", "-b:a", "64k"),
}
TRACKS: Final = 12
"""Of an album."""
_ARTISTS: Final = 300
_GENRES: Final = ("Ambient", "Blues", "Classical", "Electronic", "Folk", "Hip-Hop", "House", "Jazz", "Metal", "Soul")


@dataclass(frozen=True, slots=True)
class Song:
    """A file with its tags."""

    path: str
    tags: dict[str, str]


def tools() -> Path:
    """Return the folder of ffmpeg."""
    return install(cache_folder(os.environ))


def mutagen_folder() -> Path:
    """Return the folder of mutagen; fetch it if it is not there, verified by its hash."""
    home = cache_folder(os.environ) / f"mutagen-{hashlib.sha256(_PINS.read_bytes()).hexdigest()[:12]}"

    def fill(folder: Path) -> None:
        uv = Path(sys.executable).with_name("uv")
        options = ["--no-deps", "--require-hashes", "--target", str(folder), "--python", sys.executable]
        command = [str(uv), "pip", "install", *options, "--requirement", str(_PINS)]
        run_tool(command, "mutagen could not be fetched", seconds=_FETCH_SECONDS)

    return made_once(home, fill)


def songs(count: int) -> Iterator[Song]:
    """Yield songs: albums of twelve tracks of one format, two or three of an artist."""
    suffixes = tuple(_ENCODERS)
    for place in range(count):
        album, number = place // TRACKS, place % TRACKS + 1
        artist = f"Artist {album % _ARTISTS:03}"
        title = f"Song {place:05} about the {_GENRES[place % 7].lower()} of the morning"
        name = f"Album {album:04} of {artist}"
        yield Song(
            f"{artist}/{name}/{number:02} {title}.{suffixes[album % len(suffixes)]}",
            {
                "title": title,
                "artist": artist,
                "albumartist": artist,
                "album": name,
                "date": str(1960 + album % 60),
                "genre": _GENRES[album % len(_GENRES)],
                "tracknumber": f"{number}/{TRACKS}",
                "discnumber": "1/1",
            },
        )


async def write_music(root: Path, count: int) -> None:
    """Write songs below a folder that is created."""
    written = await asyncio.to_thread(_copies, root, songs(count))
    await reader("write", str(root), text="\n".join(json.dumps(asdict(song)) for song in written))


def _copies(root: Path, listed: Iterable[Song]) -> list[Song]:
    """Write files without tags, and return them."""
    sounds = root.with_name(f"{root.name}-sounds")
    sounds.mkdir(parents=True)
    for suffix, encoder in _ENCODERS.items():
        source = ("-f", "lavfi", "-i", "sine=f=440:r=48000:d=2")
        command = [str(tools() / "ffmpeg"), "-v", "error", "-nostdin", *source, *encoder, str(sounds / f"a.{suffix}")]
        subprocess.run(command, check=True, timeout=60)
    written = []
    for song in listed:
        target = root / song.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sounds / f"a{target.suffix}", target)
        written.append(song)
    return written


async def reader(*arguments: str, text: str = "") -> str:
    """Return the output of a process with mutagen."""
    environment = {**os.environ, "PYTHONPATH": str(mutagen_folder())}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(READERS), *arguments, stdin=PIPE if text else DEVNULL, stdout=PIPE, env=environment
    )
    output, _ = await process.communicate(text.encode() if text else None)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} has failed: its message is above")
    return output.decode()
