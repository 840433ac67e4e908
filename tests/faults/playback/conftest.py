"""Auth, the API of playback and a storage: tests start the workers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.faults.playback.editor import API, Editor, editing, make_movie

from devstack.faults.stack import Process, running
from devstack.servers.artifacts import Installed


@pytest.fixture(scope="package")
def movie(media_tools: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a short movie."""
    return make_movie(media_tools, tmp_path_factory.mktemp("movies") / "movie.mkv").read_bytes()


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def editor(devstack_parts: Installed, media_tools: Path) -> AsyncIterator[Editor]:
    """Yield an administrator who uploads videos."""
    environment = {"PLAYBACK_TOOLS_FOLDER": str(media_tools), "PLAYBACK_ENCODE_PRESET": "ultrafast"}
    async with running(devstack_parts, Process("auth"), environment=environment) as stack:
        await stack.storage.start()
        await stack.start(API)
        async with editing(stack) as administrator:
            yield administrator
