"""Reads playlists: one that a user may not see does not exist for that user."""

from dataclasses import replace
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from music.application.folders.access import Listener, audible
from music.application.marks.showing import marked_tracks
from music.application.playlists.views import EntryView, PlaylistFilter, PlaylistView
from music.application.unit_of_work import Readers
from music.domain.library.names import key_of
from music.domain.playlists.errors import PlaylistNotFound
from music.domain.playlists.playlist import check_readable


class ReadPlaylists:
    """Playlists that a user may see, with what the user may hear of them."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def page(self, listener: Listener, which: PlaylistFilter, part: Slice) -> Part[PlaylistView]:
        """Return playlists, the last changed first."""
        async with self._readers.read() as work:
            return await work.playlists.page(await audible(work, listener), listener.user_id, which, part)

    async def get(self, listener: Listener, playlist_id: UUID) -> PlaylistView:
        """Return a playlist; raise PlaylistNotFound."""
        async with self._readers.read() as work:
            view = await work.playlists.view(await audible(work, listener), playlist_id, listener.user_id)
        if view is None:
            raise PlaylistNotFound(playlist_id)
        check_readable(view.playlist, view.role)
        return view

    async def entries(
        self, listener: Listener, playlist_id: UUID, part: Slice, words: str | None = None
    ) -> Part[EntryView]:
        """Return entries of a playlist in its order, perhaps only those with words in their titles.

        Raise PlaylistNotFound.
        """
        await self.get(listener, playlist_id)
        async with self._readers.read() as work:
            key = None if words is None else key_of(words)
            entries = await work.entries.page(await audible(work, listener), playlist_id, part, words=key)
            tracks = await marked_tracks(work, listener, [entry.track for entry in entries.items])
        items = [replace(entry, track=track) for entry, track in zip(entries.items, tracks, strict=True)]
        return replace(entries, items=items)
