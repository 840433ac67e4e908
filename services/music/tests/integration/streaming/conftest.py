"""Music with the program that encodes."""

import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from services.music.tests.integration.analysis.conftest import StatedAnalyzer
from services.music.tests.integration.conftest import Music, serving, settings_of

from devstack.testing.pytest_plugin import CreateDatabase
from music.bootstrap import build

Tone = Callable[[Path, float], Path]


@pytest.fixture
def tone(media_tools: Path) -> Tone:
    """Return a function that writes a tone of some seconds, with the name of the file as its title."""

    def make(path: Path, seconds: float) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        tags = ("-metadata", f"title={path.stem}", "-metadata", "artist=A", "-metadata", "album=X")
        source = f"sine=f=440:r=44100:d={seconds}"
        command = [str(media_tools / "ffmpeg"), "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", source]
        subprocess.run([*command, *tags, str(path)], check=True, timeout=60)
        return path

    return make


@pytest_asyncio.fixture
async def music(create_database: CreateDatabase, tmp_path: Path, media_tools: Path) -> AsyncIterator[Music]:
    """Return the service with ffmpeg, one encoding at a time, and nothing that is analyzed."""
    urls = await create_database("music")
    settings = settings_of(
        urls.app,
        tmp_path,
        tools_folder=str(media_tools),
        transcode_folder=str(tmp_path / "transcodes"),
        transcode_concurrency=1,
    )
    async with serving(build(settings, analyzer=StatedAnalyzer()), tmp_path) as music:
        yield music
