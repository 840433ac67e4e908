"""Parameters of the routes of playlists."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path
from pydantic import Field, StringConstraints

from chassis.http.follow_up.cursors import InvalidCursor
from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant
from chassis.http.follow_up.revisions import OptionalRevisionsDep
from chassis.http.tokens import CurrentPrincipal
from music.application.playlists.access import WritePlaylist
from music.application.playlists.views import PlaylistFilter, Scope
from music.domain.library.names import key_of
from music.presentation.dependencies import listener
from music.presentation.library.schemas import ID

_MOST_RANK: Final = 2**63 - 1

PlaylistId = Annotated[UUID, Path(alias="playlistId", description="Id of the playlist", examples=[ID])]
EntryId = Annotated[UUID, Path(alias="entryId", description="Id of the entry", examples=[ID])]
UserId = Annotated[UUID, Path(alias="userId", description="Id of the user", examples=[ID])]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


def _rank(value: object) -> int:
    """Return the rank of a cursor; those of entries that were put at the beginning are negative."""
    if type(value) is not int or not -_MOST_RANK <= value <= _MOST_RANK:
        raise InvalidCursor
    return value


PLAYLISTS: Final = Order("music-playlists", (instant, identifier))
ENTRIES: Final = Order("music-playlist-entries", (_rank,))


class PlaylistParams(DeepPartParams):
    """Which playlists to return."""

    scope: Scope = Field(
        default=Scope.ALL,
        description="`mine`, `shared` with the user by others, `all` of these, or `public` ones of everyone",
        examples=["mine"],
    )
    q: Words | None = Field(default=None, description="Words that all are in the name", examples=["road trip"])
    track_id: UUID | None = Field(default=None, description="Only playlists with this track", examples=[ID])
    artist_id: UUID | None = Field(default=None, description="Only playlists with tracks of this artist", examples=[ID])

    def chosen(self) -> PlaylistFilter:
        """Return the filter."""
        words = None if self.q is None else key_of(self.q)
        return PlaylistFilter(scope=self.scope, words=words, track_id=self.track_id, artist_id=self.artist_id)


class EntryParams(DeepPartParams):
    """Which entries to return."""

    q: Words | None = Field(default=None, description="Words that all are in the title", examples=["sinnerman"])


async def _write(
    principal: CurrentPrincipal, playlist_id: PlaylistId, revisions: OptionalRevisionsDep
) -> WritePlaylist:
    return WritePlaylist(listener(principal), playlist_id, revisions)


async def _unconditional(principal: CurrentPrincipal, playlist_id: PlaylistId) -> WritePlaylist:
    return WritePlaylist(listener(principal), playlist_id)


WriteDep = Annotated[WritePlaylist, Depends(_write)]
"""A write with the precondition of the request, if it has one."""
UnconditionalWriteDep = Annotated[WritePlaylist, Depends(_unconditional)]
