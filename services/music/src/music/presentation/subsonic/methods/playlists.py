"""Methods of playlists."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chassis.core.lists.pages import Slice
from music.application.playlists.access import WritePlaylist
from music.application.playlists.views import EntryView, PlaylistChange, PlaylistFilter, PlaylistView, Scope
from music.domain.playlists.limits import (
    DESCRIPTION_CHARACTERS,
    ENTRIES_PER_PLAYLIST,
    NAME_CHARACTERS,
    PLAYLISTS_PER_USER,
)
from music.domain.subsonic.failures import invalid, missing
from music.domain.subsonic.ids import Kind, shown
from music.presentation.subsonic.call import Call
from music.presentation.subsonic.rendering import Tree, instant
from music.presentation.subsonic.shapes import song_shape

_ALL: Final = Slice(ENTRIES_PER_PLAYLIST)


async def playlists(call: Call) -> Tree:
    """Return the playlists that the user owns, collaborates on, or sees because they are public."""
    name = call.parameters.text("username")
    if name:
        seen = await call.use_cases.apps.sign_in.user(name)
        owner = None if seen is None else seen.id
    views: dict[UUID, PlaylistView] = {}
    for scope in (Scope.ALL, Scope.PUBLIC):
        page = await call.use_cases.playlists.read.page(
            call.listener, PlaylistFilter(scope=scope), Slice(PLAYLISTS_PER_USER)
        )
        views |= {view.playlist.id: view for view in page.items}
    listed = [view for view in views.values() if not name or view.playlist.owner_id == owner]
    return {"playlists": {"playlist": [_shape(call, view) for view in listed]}}


async def playlist(call: Call) -> Tree:
    """Return a playlist with its songs."""
    return await _whole(call, call.id(Kind.PLAYLIST))


async def create(call: Call) -> Tree:
    """Create a playlist with songs, or replace the songs of one, and return it."""
    tracks = call.ids(Kind.TRACK, "songId")
    name = call.parameters.text("name")
    if call.parameters.text("playlistId"):
        command = WritePlaylist(call.listener, call.id(Kind.PLAYLIST, "playlistId"))
        if name:
            await call.use_cases.playlists.manage.change(command, PlaylistChange(name=_name(name)))
        await call.use_cases.playlists.entries.replace(command, tracks)
        return await _whole(call, command.playlist_id)
    if not name:
        raise missing("name")
    created = await call.use_cases.playlists.manage.create(call.listener, _name(name), tracks)
    return await _whole(call, created.id)


async def update(call: Call) -> Tree:
    """Rename a playlist, describe it, add songs at its end, or remove some by their indexes."""
    parameters = call.parameters
    playlist_id = call.id(Kind.PLAYLIST, "playlistId")
    added = call.ids(Kind.TRACK, "songIdToAdd")
    removed = parameters.numbers("songIndexToRemove", most=ENTRIES_PER_PLAYLIST)
    change = _change(call)
    view = await call.use_cases.playlists.read.get(call.listener, playlist_id)
    command = WritePlaylist(call.listener, playlist_id)
    if removed:
        entries = await _entries(call, playlist_id)
        ids = [entries[index].id for index in set(removed) if index < len(entries)]
        # An index means an entry only while no other user changes the playlist.
        guarded = WritePlaylist(call.listener, playlist_id, frozenset({view.playlist.revision}))
        await call.use_cases.playlists.entries.remove(guarded, ids)
    if change != PlaylistChange():
        await call.use_cases.playlists.manage.change(command, change)
    if added:
        await call.use_cases.playlists.entries.add(command, added)
    return {}


async def delete(call: Call) -> Tree:
    """Delete a playlist."""
    await call.use_cases.playlists.manage.delete(WritePlaylist(call.listener, call.id(Kind.PLAYLIST)))
    return {}


async def _whole(call: Call, playlist_id: UUID) -> Tree:
    view = await call.use_cases.playlists.read.get(call.listener, playlist_id)
    entries = await _entries(call, playlist_id)
    return {"playlist": {**_shape(call, view), "entry": [song_shape(entry.track) for entry in entries]}}


async def _entries(call: Call, playlist_id: UUID) -> Sequence[EntryView]:
    return (await call.use_cases.playlists.read.entries(call.listener, playlist_id, _ALL)).items


def _change(call: Call) -> PlaylistChange:
    name, comment = call.parameters.text("name"), call.parameters.text("comment")
    if comment is not None and len(comment) > DESCRIPTION_CHARACTERS:
        raise invalid("comment", f"must have at most {DESCRIPTION_CHARACTERS} characters")
    return PlaylistChange(
        name=_name(name) if name else None,
        description=comment or None,
        clears_description=comment == "",
        is_public=call.parameters.flag("public"),
    )


def _name(text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= NAME_CHARACTERS:
        raise invalid("name", f"must have 1 to {NAME_CHARACTERS} characters")
    return name


def _shape(call: Call, view: PlaylistView) -> Tree:
    stored = view.playlist
    is_own = stored.owner_id == call.listener.user_id
    return {
        "id": shown(Kind.PLAYLIST, stored.id),
        "name": stored.name,
        "comment": stored.description,
        "owner": call.user if is_own else str(stored.owner_id),
        "public": stored.is_public,
        "songCount": view.entry_count,
        "duration": view.duration_ms // 1000,
        "created": instant(stored.created_at),
        "changed": instant(stored.updated_at),
        "readonly": view.role is None or view.role == "viewer",
    }
