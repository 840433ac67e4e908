"""Writes the sample library: each track encoded with its tags, and the covers."""

import os
import subprocess
import sys
import tempfile
import wave
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np

from devstack.errors import DevstackError
from devstack.folders import cache_folder
from devstack.media.tools import install
from devstack.music_library.albums import ALBUMS, SampleAlbum, SampleTrack, lyrics, tracks
from devstack.music_library.drawing import SIDE, draw, png
from devstack.music_library.playing import RATE, play
from devstack.reporting import reported

_ENCODERS: Final = {
    "flac": ("-c:a", "flac", "-compression_level", "8"),
    "opus": ("-c:a", "libopus", "-b:a", "48k"),
    "mp3": ("-c:a", "libmp3lame", "-b:a", "80k", "-id3v2_version", "4"),
    "m4a": ("-c:a", "aac", "-b:a", "80k"),
}
_EXACT: Final = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
"""The same file for the same sound: without times and serial numbers."""
_PICTURE: Final = (
    *("-map", "0:a", "-map", "1:v", "-c:v", "mjpeg", "-pix_fmt", "yuvj444p", "-q:v", "3"),
    *("-disposition:v", "attached_pic", "-metadata:s:v", "comment=Cover (front)"),
)
_SECONDS: Final = 60.0


def write_library(target: Path, tools: Path, albums: Sequence[SampleAlbum] = ALBUMS) -> Path:
    """Write a library unless it is there, and return its folder; raise DevstackError."""
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as folder:
        making = Path(folder) / "library"
        _write_covers(making, albums)
        with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
            list(pool.map(lambda track: _write_track(making, tools, track), tracks(albums)))
        making.rename(target)
    return target


def _write_covers(root: Path, albums: Sequence[SampleAlbum]) -> None:
    for place, album in enumerate(albums):
        first = tracks([album])[0]
        folder = root / first.folder
        folder.mkdir(parents=True)
        if album.has_cover_file:
            (folder / "cover.png").write_bytes(png(draw(place)))
        if not album.is_compilation:
            (folder.parent / "artist.png").write_bytes(png(draw(100 + place)))


def _write_track(root: Path, tools: Path, track: SampleTrack) -> None:
    target = root / track.path
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "sound.wav"
        _write_wave(sound, play(track))
        inputs = ["-i", str(sound)]
        if not track.album.has_cover_file:
            picture = Path(folder) / "cover.rgb"
            picture.write_bytes(draw(_place(track.album)).tobytes())
            inputs += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIDE}x{SIDE}", "-i", str(picture), *_PICTURE]
        tags = [word for name, value in _tags(track).items() for word in ("-metadata", f"{name}={value}")]
        command = [str(tools / "ffmpeg"), "-v", "error", "-nostdin", *inputs, *_ENCODERS[track.album.suffix], *_EXACT]
        try:
            subprocess.run([*command, *tags, str(target)], check=True, timeout=_SECONDS, capture_output=True)
        except subprocess.CalledProcessError as error:
            message = error.stderr.decode("utf-8", "replace").strip()
            raise DevstackError(f"the track {track.path} could not be encoded: {message}") from error
        except (OSError, subprocess.SubprocessError) as error:
            raise DevstackError(f"the track {track.path} could not be encoded: {error}") from error


def _place(album: SampleAlbum) -> int:
    return ALBUMS.index(album) if album in ALBUMS else 0


def _write_wave(target: Path, sound: np.ndarray) -> None:
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 32767).astype("<i2").tobytes())


def _tags(track: SampleTrack) -> dict[str, str]:
    album = track.album
    total = album.discs[track.disc - 1]
    numbers = {"track": f"{track.number}/{total}", "disc": f"{track.disc}/{len(album.discs)}"}
    tags = {
        "title": track.title,
        "artist": track.artist,
        "album": album.name,
        "album_artist": album.artist,
        "date": str(album.year),
        "genre": album.genres,
        **numbers,
    }
    if album.is_compilation:
        tags["compilation"] = "1"
    if album.has_lyrics:
        tags["lyrics"] = lyrics(track)
    return tags


def main() -> None:
    """Write the library into the folder that the command line names: `python -m devstack.music_library.writing DIR`."""
    with reported():
        target = Path(sys.argv[1])
        write_library(target, install(cache_folder(os.environ)))
        files = [file for file in target.rglob("*") if file.is_file()]
        size = sum(file.stat().st_size for file in files)
        sys.stdout.write(f"{len(files)} files, {size / 1e6:.1f} MB in {target}\n")


if __name__ == "__main__":
    main()
