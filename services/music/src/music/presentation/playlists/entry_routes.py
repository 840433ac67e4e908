"""Routes of the entries of playlists."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from chassis.http.follow_up.revisions import TAGGED, tag
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from music.domain.library.errors import TrackNotFound
from music.domain.playlists.errors import (
    PlaylistChanged,
    PlaylistEntryLimitReached,
    PlaylistEntryNotFound,
    PlaylistHasTrack,
    PlaylistNotFound,
    PlaylistRoleRequired,
)
from music.domain.users.errors import AccountErased
from music.presentation.dependencies import PRIVATE, ApplicationDep, listener
from music.presentation.errors import refuses
from music.presentation.playlists.dependencies import ENTRIES, EntryId, EntryParams, PlaylistId, WriteDep
from music.presentation.playlists.requests import EntriesRequest, EntryPlaceRequest, EntryRemovalRequest
from music.presentation.playlists.schemas import AddedEntriesResponse, PlaylistEntryResponse, PlaylistResponse

router = APIRouter(prefix="/music/playlists/{playlistId}/entries", tags=["music: playlists"])

_WRITES: Final = (AccountErased, PlaylistNotFound, PlaylistRoleRequired, PlaylistChanged)


@router.get("", summary="List the entries of a playlist", responses=refuses(PlaylistNotFound))
async def list_playlist_entries(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    playlist_id: PlaylistId,
    params: Annotated[EntryParams, Query()],
    response: Response,
) -> CursorPage[PlaylistEntryResponse]:
    """Return the entries that the user may hear, in the order of the playlist. A missing file returns to its place."""
    response.headers.update(PRIVATE)
    part = params.part(ENTRIES)
    page = await use_cases.playlists.read.entries(listener(principal), playlist_id, part, params.q)
    return params.page(ENTRIES, part, page, PlaylistEntryResponse.of)


@router.post(
    "",
    summary="Add tracks to a playlist",
    responses={
        **TAGGED,
        **refuses(*_WRITES, TrackNotFound, PlaylistEntryNotFound, PlaylistHasTrack, PlaylistEntryLimitReached),
    },
)
async def add_playlist_entries(
    use_cases: ApplicationDep, command: WriteDep, body: EntriesRequest, response: Response
) -> Success[AddedEntriesResponse]:
    """Add tracks in their order, at the end or at a place; the same track may be added again.

    When one of them is refused, none is added. A playlist has at most 10,000 entries.
    """
    place = EntryPlaceRequest(side="end") if body.place is None else body.place
    added = await use_cases.playlists.entries.add(command, body.track_ids, place.place(), body.duplicates)
    tag(response, added.playlist.revision)
    return Success(data=AddedEntriesResponse.of(added))


@router.post("/removals", summary="Remove entries of a playlist", responses={**TAGGED, **refuses(*_WRITES)})
async def remove_playlist_entries(
    use_cases: ApplicationDep, command: WriteDep, body: EntryRemovalRequest, response: Response
) -> Success[PlaylistResponse]:
    """Remove entries, and return the playlist. Entries that it does not have change nothing."""
    playlist = await use_cases.playlists.entries.remove(command, body.entry_ids)
    tag(response, playlist.revision)
    return Success(data=PlaylistResponse.of(await use_cases.playlists.read.get(command.listener, playlist.id)))


@router.delete("/{entryId}", status_code=204, summary="Remove an entry", responses=refuses(*_WRITES))
async def remove_playlist_entry(use_cases: ApplicationDep, command: WriteDep, entry_id: EntryId) -> None:
    """Remove an entry. Succeeds without it. The response has no body."""
    await use_cases.playlists.entries.remove(command, [entry_id])


@router.put(
    "/{entryId}/position",
    summary="Move an entry",
    responses={**TAGGED, **refuses(*_WRITES, PlaylistEntryNotFound)},
)
async def move_playlist_entry(
    use_cases: ApplicationDep, command: WriteDep, entry_id: EntryId, body: EntryPlaceRequest, response: Response
) -> Success[PlaylistResponse]:
    """Move an entry to an end of the playlist, or next to another entry. Of moves at the same time none is lost."""
    playlist = await use_cases.playlists.entries.move(command, entry_id, body.place())
    tag(response, playlist.revision)
    return Success(data=PlaylistResponse.of(await use_cases.playlists.read.get(command.listener, playlist.id)))
