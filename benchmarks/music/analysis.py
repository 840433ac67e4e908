"""Loudness, tempo and key of generated songs, next to those of ffmpeg and those that they were made with.

Each song is analyzed as FLAC and as mp3. The seconds are those of the analysis and those of ffmpeg that decodes the
file once and measures its loudness: the floor.
"""

import argparse
import asyncio
import re
import subprocess
import tempfile
import time
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import numpy as np
from generated import tools
from services.music.tests.songs import RATE, SONGS, Song, samples_of

from devstack.folders import temporary_data_folder
from music.application.library.views import TrackFile
from music.domain.analysis.keys import Key
from music.domain.analysis.result import TrackAnalysis
from music.infrastructure.analysis.processes import AnalysisProcesses
from programs.tools import Tools

FORMATS: Final = {"flac": ("-c:a", "flac"), "mp3": ("-c:a", "libmp3lame", "-b:a", "192k")}
GOAL_LU: Final = 0.1
GOAL_BPM: Final = 0.5


@dataclass(frozen=True, slots=True)
class Measured:
    """What both have measured of a file, and their seconds."""

    ours: TrackAnalysis
    seconds: float
    loudness: float
    floor_seconds: float


def write(folder: Path, number: int, song: Song, seconds: float) -> None:
    """Write a song in every format."""
    sound = folder / f"{number}.wav"
    with wave.open(str(sound), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((np.clip(samples_of(song, seconds), -1, 1) * 32767).astype("<i2").tobytes())
    for suffix, encoder in FORMATS.items():
        ffmpeg("-i", str(sound), "-ac", "2", *encoder, str(folder / f"{number}.{suffix}"))


def ffmpeg(*arguments: str) -> str:
    """Return the messages of ffmpeg."""
    command = [str(tools() / "ffmpeg"), "-hide_banner", "-nostats", "-nostdin", "-y", *arguments]
    return subprocess.run(command, check=True, capture_output=True, timeout=120, text=True).stderr


def loudness(file: Path) -> float:
    """Return the loudness that ffmpeg states at the end."""
    summary = ffmpeg("-i", str(file), "-af", "ebur128=framelog=quiet", "-f", "null", "-")
    match = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    assert match is not None, summary
    return float(match[1])


def line(name: str, song: Song, of: Measured) -> str:
    """Return a row of the table."""
    tempo, tonality, integrated = of.ours.tempo, of.ours.tonality, of.ours.loudness.integrated
    bpm = "none" if tempo is None else f"{tempo.bpm:.1f} or {tempo.alternative:.1f}"
    key = "none" if tonality is None else tonality.key.name
    assert integrated is not None
    return (
        f"{name:<7}{song.bpm:>5.0f} {bpm:>15}  {key_of(song).name:<4}{key:<5}{integrated:>8.2f}{of.loudness:>8.1f}"
        f"{integrated - of.loudness:>7.2f}{of.seconds:>7.2f}{of.floor_seconds:>8.2f}"
    )


def key_of(song: Song) -> Key:
    """Return the key that a song was made with."""
    return Key(song.tonic, is_minor=song.is_minor)


def problems(song: Song, of: Measured) -> list[str]:
    """Return which goals are missed."""
    tempo, tonality, integrated = of.ours.tempo, of.ours.tonality, of.ours.loudness.integrated
    tempi = () if tempo is None else (tempo.bpm, tempo.alternative)
    return [
        name
        for name, is_right in (
            ("loudness", integrated is not None and abs(integrated - of.loudness) <= GOAL_LU),
            ("tempo", any(abs(value - song.bpm) <= GOAL_BPM for value in tempi)),
            ("key", tonality is not None and tonality.key == key_of(song)),
        )
        if not is_right
    ]


async def main(arguments: Sequence[str]) -> None:
    """Analyze every song in every format, and print the table."""
    parser = argparse.ArgumentParser(prog="analysis", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args(arguments)
    print(f"{'':<7}{'bpm':>5} {'measured':>15}  {'key':<9}{'LUFS':>8}{'ffmpeg':>8}{'':>7}{'s':>7}{'ffmpeg':>8}")
    missed = 0
    with tempfile.TemporaryDirectory(dir=temporary_data_folder()) as name:
        folder = Path(name)
        async with AnalysisProcesses(Tools(tools(), "MUSIC_TOOLS_FOLDER"), 1).open() as running:
            for number, song in enumerate(SONGS):
                await asyncio.to_thread(write, folder, number, song, options.seconds)
                for suffix in FORMATS:
                    file = f"{number}.{suffix}"
                    begun = time.perf_counter()
                    ours = await running.analyze(TrackFile(UUID(int=number), str(folder), file, file))
                    middle = time.perf_counter()
                    stated = await asyncio.to_thread(loudness, folder / file)
                    of = Measured(ours, middle - begun, stated, time.perf_counter() - middle)
                    wrong = problems(song, of)
                    missed += len(wrong)
                    print(line(file, song, of), *wrong, flush=True)
    print(
        f"goals: loudness within {GOAL_LU} LU (which ffmpeg rounds to 0.1), tempo or its alternative within {GOAL_BPM}"
    )
    print(f"missed: {missed} of {3 * len(SONGS) * len(FORMATS)}")
