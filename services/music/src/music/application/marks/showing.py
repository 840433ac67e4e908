"""Adds to artists, albums and tracks what the user who reads them has marked: one query for all of them."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from music.application.folders.access import Listener
from music.application.library.views import AlbumView, ArtistView, TrackView
from music.application.unit_of_work import UnitOfWork
from music.domain.marks.marks import NO_MARKS, ItemKind


async def marked_tracks(work: UnitOfWork, listener: Listener, tracks: Sequence[TrackView]) -> list[TrackView]:
    """Return tracks with the marks of a user."""
    ids = [track.id for track in tracks]
    marks = await work.marks.of_items(ItemKind.TRACKS, listener.user_id, (), ids) if ids else {}
    return [replace(track, marks=marks.get(track.id, NO_MARKS)) for track in tracks]


async def marked_albums(work: UnitOfWork, listener: Listener, albums: Sequence[AlbumView]) -> list[AlbumView]:
    """Return albums with the marks of a user."""
    ids = [album.id for album in albums]
    marks = await work.marks.of_items(ItemKind.ALBUMS, listener.user_id, (), ids) if ids else {}
    return [replace(album, marks=marks.get(album.id, NO_MARKS)) for album in albums]


async def marked_artists(
    work: UnitOfWork, listener: Listener, folders: Sequence[UUID], artists: Sequence[ArtistView]
) -> list[ArtistView]:
    """Return artists with the marks of a user, whose plays count in the music folders that the user may hear."""
    ids = [artist.id for artist in artists]
    marks = await work.marks.of_items(ItemKind.ARTISTS, listener.user_id, folders, ids) if ids else {}
    return [replace(artist, marks=marks.get(artist.id, NO_MARKS)) for artist in artists]
