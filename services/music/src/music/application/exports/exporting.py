"""Exports what users have in music, and playlists that they may see."""

from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Slice
from chassis.core.lists.snapshots import Sections
from music.application.exports.ports import ExportReader
from music.application.folders.access import Listener
from music.application.playlists.reading import ReadPlaylists
from music.domain.exports.playlist_file import ListedTrack, head_of, lines_of

AT_ONCE: Final = 2
"""Exports that one process reads at the same time, each with a connection; others wait."""
PAGE: Final = 500


class ExportMusic:
    """Exports a user's music data."""

    def __init__(self, reader: ExportReader, playlists: ReadPlaylists, clock: Clock) -> None:
        self._reader = reader
        self._playlists = playlists
        self._clock = clock
        self._slots = Semaphore(AT_ONCE)

    @asynccontextmanager
    async def open(self, listener: Listener) -> AsyncIterator[tuple[Sections, datetime]]:
        """Open a user's data, with the time of the export."""
        async with self._slots, self._reader.open(listener) as sections:
            yield sections, self._clock.now()

    async def playlist(self, listener: Listener, playlist_id: UUID) -> tuple[str, AsyncIterator[str]]:
        """Return the name of a playlist and its M3U file, part by part; raise PlaylistNotFound."""
        view = await self._playlists.get(listener, playlist_id)
        return view.playlist.name, self._file(listener, playlist_id, view.playlist.name)

    async def _file(self, listener: Listener, playlist_id: UUID, name: str) -> AsyncIterator[str]:
        yield head_of(name)
        part = Slice(PAGE)
        while True:
            page = await self._playlists.entries(listener, playlist_id, part)
            tracks = [
                ListedTrack(
                    entry.track.title,
                    [artist.name for artist in entry.track.artists],
                    entry.track.duration_ms,
                    entry.track.suffix,
                )
                for entry in page.items
            ]
            yield "".join(lines_of(tracks))
            if page.last is None:
                return
            part = Slice(PAGE, after=page.last)
