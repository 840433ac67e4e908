"""An album for tests of federation: one long track, and short ones."""

import os
import random
import subprocess
import wave
from pathlib import Path
from typing import Final

from devstack.folders import cache_folder
from devstack.media.tools import install

SHORT_TRACKS: Final = 8
_RATE: Final = 44_100
_BYTES_PER_SECOND: Final = _RATE * 4


def write_album(folder: Path, *, long_seconds: int) -> None:
    """Write tracks of noise, which no encoder makes smaller: the last one is long."""
    folder.mkdir(parents=True)
    ffmpeg = install(cache_folder(os.environ)) / "ffmpeg"
    for number in range(1, SHORT_TRACKS + 2):
        sound = folder / "sound.wav"
        _write_noise(sound, 5 if number <= SHORT_TRACKS else long_seconds, number)
        tags = {"title": f"Noise {number}", "artist": "Static", "album": "Federated", "track": str(number)}
        words = [word for name, value in tags.items() for word in ("-metadata", f"{name}={value}")]
        target = folder / f"{number:02d}.flac"
        command = [str(ffmpeg), "-v", "error", "-nostdin", "-i", str(sound), "-c:a", "flac", *words, str(target)]
        subprocess.run(command, check=True, timeout=120)
        sound.unlink()


def _write_noise(target: Path, seconds: int, seed: int) -> None:
    with wave.open(str(target), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(random.Random(seed).randbytes(seconds * _BYTES_PER_SECOND))
