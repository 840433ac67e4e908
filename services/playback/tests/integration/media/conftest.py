"""A short movie, and playback with the programs that encode and a real storage."""

import subprocess
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest
import pytest_asyncio
from services.playback.tests.integration.media.versions import Versions

from devstack.servers.object_storage import ACCESS_KEY, ObjectStorage
from devstack.testing.pytest_plugin import CreateDatabase
from playback.bootstrap import build
from playback.settings import Settings

CHAPTERS = """;FFMETADATA1
[CHAPTER]
TIMEBASE=1/1000
START=0
END=2000
title=Begin & <go>
[CHAPTER]
TIMEBASE=1/1000
START=2000
END=5000
title=End
"""
SUBTITLES = "1\n00:00:00,500 --> 00:00:02,000\nHello\n"

Ffmpeg = Callable[..., None]


@pytest.fixture(scope="session")
def ffmpeg(media_tools: Path) -> Ffmpeg:
    """Return a function that runs ffmpeg."""

    def run(*arguments: str | Path, **options: Sequence[str]) -> None:
        command = [media_tools / "ffmpeg", "-v", "error", "-nostdin", "-y", *arguments]
        subprocess.run(command, check=True, capture_output=True, timeout=120)

    return run


@pytest.fixture(scope="session")
def movie(ffmpeg: Ffmpeg, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return five seconds at 24000/1001 frames per second with two quiet sound tracks, subtitles and chapters."""
    folder = tmp_path_factory.mktemp("movie")
    (folder / "chapters.txt").write_text(CHAPTERS, "utf-8")
    (folder / "subtitles.srt").write_text(SUBTITLES, "utf-8")
    target = folder / "movie.mkv"
    ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=s=480x270:r=24000/1001:d=5"),
        *("-f", "lavfi", "-i", "sine=440:d=5", "-f", "lavfi", "-i", "sine=880:d=5"),
        *("-i", folder / "subtitles.srt", "-i", folder / "chapters.txt", "-map_chapters", "4"),
        *("-map", "0", "-map", "1", "-map", "2", "-map", "3", "-af", "volume=-20dB"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-c:s", "subrip"),
        *("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=ukr", "-metadata:s:s:0", "language=eng"),
        target,
    )
    return target


@pytest_asyncio.fixture
async def versions(
    create_database: CreateDatabase,
    encryption_key: Path,
    object_storage: ObjectStorage,
    media_tools: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Versions]:
    """Return playback with everything that the work on versions needs; a parameter of the test has other settings."""
    urls = await create_database("playback")
    values = {
        "database_url": urls.app,
        "kafka_bootstrap": "127.0.0.1:1",
        "sources_url": "http://127.0.0.1:1",
        "encryption_key_files": [str(encryption_key)],
        "storage_endpoint": object_storage.url,
        "storage_access_key": ACCESS_KEY,
        "storage_secret_key": object_storage.secret_key,
        "tools_folder": str(media_tools),
        "scratch_folder": str(tmp_path / "scratch"),
        "encode_preset": "ultrafast",
        **getattr(request, "param", {}),
    }
    container = build(Settings.model_validate(values))
    yield Versions(container, object_storage, media_tools, values)
    await container.runtime.close()
