"""Pages of music, for installations that have it: the library, playlists, the radio, the player, and the folders."""

from web.presentation.pages.music import albums, apps, artists, overview, playlist_entries, playlists, radio, tracks
from web.presentation.pages.music.administration import conflicts, folders, items, missing, scans
from web.presentation.pages.music.listening import explore, exports, history, marks, mixes

ROUTERS = tuple(
    module.router
    for module in (
        *(overview, albums, artists, tracks, playlists, playlist_entries, radio, apps),
        *(marks, mixes, history, explore, exports),
        *(folders, scans, missing, conflicts, items),
    )
)
