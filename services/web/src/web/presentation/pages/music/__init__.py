"""Pages of music, for installations that have it: the library, playlists, what the player loads, and the folders."""

from web.presentation.pages.music import (
    albums,
    artists,
    folders,
    marks,
    mixes,
    overview,
    playlist_entries,
    playlists,
    scans,
    tracks,
)

ROUTERS = tuple(
    module.router
    for module in (overview, albums, artists, tracks, playlists, playlist_entries, marks, mixes, folders, scans)
)
