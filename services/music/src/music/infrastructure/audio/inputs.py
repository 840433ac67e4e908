"""Files of tracks as the input of ffmpeg: open already, so that no path leads elsewhere, and of audio formats only."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from typing import Final

from chassis.storage.folders import FOLDER, open_file
from music.application.library.views import TrackFile

_DEMUXERS: Final = "aac,aiff,asf,flac,matroska,mov,mp3,mp4,ogg,wav,w64"
"""No playlists: they would name other files."""
QUIET: Final = ("-hide_banner", "-nostats", "-nostdin")


@asynccontextmanager
async def open_input(file: TrackFile) -> AsyncIterator[int]:
    """Yield a descriptor of a file below its music folder; raise OSError."""
    with ExitStack() as closing:
        yield await asyncio.to_thread(lambda: closing.enter_context(open_file(os.open(file.root, FOLDER), file.path)))


def arguments(descriptor: int) -> Sequence[str]:
    """Return the arguments that name an open file as the input."""
    return ("-protocol_whitelist", "file", "-format_whitelist", _DEMUXERS, "-i", f"file:/dev/fd/{descriptor}")
