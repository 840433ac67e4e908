"""The analysis of real sound by ffmpeg, and what becomes of files without one."""

import re
import subprocess
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
import pytest_asyncio
from services.music.tests.audio import write
from services.music.tests.songs import RATE, SONGS, samples_of

from music.application.library.views import TrackFile
from music.domain.analysis.keys import Key
from music.domain.analysis.loudness import gain_of, integrated, merged
from music.domain.analysis.result import AnalysisFailed, TrackAnalysis
from music.infrastructure.analysis.processes import AnalysisProcesses, RunningAnalysis
from programs.errors import ToolsMissing
from programs.tools import Tools

SECONDS = 12


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(media_tools: Path) -> AsyncIterator[RunningAnalysis]:
    """Return the processes that analyze."""
    async with AnalysisProcesses(Tools(media_tools, "MUSIC_TOOLS_FOLDER"), 1).open() as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(media_tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with tones of a level and a song with silence behind it."""
    folder = tmp_path_factory.mktemp("sound")
    with wave.open(str(folder / "song.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        silent = np.zeros(6 * RATE, np.float32)
        samples = np.concatenate([samples_of(SONGS[1], 70), silent])
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    for name, level in (("loud.flac", -12.0), ("quiet.flac", -26.0)):
        # The tone of lavfi has an amplitude of 1/8.
        tone = f"sine=f=997:r=48000:d={SECONDS},volume={level + 18.0618}dB,pan=stereo|c0=c0|c1=c0"
        ffmpeg(media_tools, "-f", "lavfi", "-i", tone, str(folder / name))
    listed = folder / "both.txt"
    listed.write_text("file quiet.flac\nfile loud.flac\n", "ascii")
    ffmpeg(media_tools, "-f", "concat", "-i", str(listed), str(folder / "both.flac"))
    return folder


def ffmpeg(tools: Path, *arguments: str) -> str:
    command = [str(tools / "ffmpeg"), "-hide_banner", "-nostats", "-nostdin", "-y", *arguments]
    return subprocess.run(command, check=True, capture_output=True, timeout=60, text=True).stderr


def summary(tools: Path, file: Path) -> float:
    """Return the loudness that ffmpeg itself states at the end."""
    messages = ffmpeg(tools, "-i", str(file), "-af", "ebur128=framelog=quiet", "-f", "null", "-")
    match = re.search(r"I:\s+(-?[\d.]+) LUFS", messages)
    assert match is not None
    return float(match[1])


async def analyze(running: RunningAnalysis, folder: Path, name: str) -> TrackAnalysis:
    return await running.analyze(TrackFile(uuid4(), str(folder), name, name))


@pytest.mark.asyncio(loop_scope="module")
async def test_loudness_is_that_of_ffmpeg(running: RunningAnalysis, folder: Path, media_tools: Path) -> None:
    analyses = []
    for name, level in (("loud.flac", -12.0), ("quiet.flac", -26.0)):
        loudness = (await analyze(running, folder, name)).loudness
        assert loudness.integrated == pytest.approx(level, abs=0.1)
        assert loudness.integrated == pytest.approx(summary(media_tools, folder / name), abs=0.1)
        assert gain_of(loudness.integrated) == pytest.approx(-18 - level, abs=0.1)
        assert loudness.peak == pytest.approx(10 ** (level / 20), rel=0.02)
        assert loudness.range is not None
        analyses.append(loudness)
    together = integrated(merged(loudness.blocks for loudness in analyses))
    assert together == pytest.approx(summary(media_tools, folder / "both.flac"), abs=0.1)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_song_has_its_tempo_its_key_and_its_end(running: RunningAnalysis, folder: Path) -> None:
    analysis = await analyze(running, folder, "song.wav")
    assert analysis.tempo is not None
    assert analysis.tempo.bpm == pytest.approx(128, abs=0.5)
    assert analysis.tonality is not None
    assert analysis.tonality.key == Key(9, is_minor=True)
    assert analysis.outro_ms == pytest.approx(70_000, abs=500)
    assert analysis.energy is not None
    assert analysis.danceability is not None


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("kind", ["empty", "no sound", "a list of others", "text", "missing", "a link"])
async def test_a_file_without_sound_fails_with_a_reason(
    running: RunningAnalysis, folder: Path, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "a.flac"
    match kind:
        case "empty":
            path.touch()
        case "no sound":
            write(path, title="A")
        case "a list of others":
            path.write_text(f"ffconcat version 1.0\nfile {folder / 'loud.flac'}\n", "ascii")
        case "text":
            path.write_text("no sound", "ascii")
        case "a link":
            path.symlink_to(folder / "loud.flac")
    with pytest.raises(AnalysisFailed, match=r".+"):
        await analyze(running, tmp_path, "a.flac")


def test_without_ffmpeg_nothing_is_begun(tmp_path: Path) -> None:
    with pytest.raises(ToolsMissing, match="MUSIC_TOOLS_FOLDER"):
        AnalysisProcesses(Tools(tmp_path, "MUSIC_TOOLS_FOLDER"), 1).check()
