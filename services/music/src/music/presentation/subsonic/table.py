"""The methods of the Subsonic API by name."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from fastapi import Response

from music.presentation.subsonic.call import Call
from music.presentation.subsonic.methods import albums, browsing, marks, media, playlists, states, system
from music.presentation.subsonic.rendering import Tree

Method: TypeAlias = Callable[[Call], Awaitable[Tree | Response]]

METHODS: Final[Mapping[str, Method]] = {
    "ping": system.ping,
    "getLicense": system.license_,
    "tokenInfo": system.token_info,
    "getMusicFolders": system.music_folders,
    "getUser": system.user,
    "getScanStatus": system.scan_status,
    "startScan": system.start_scan,
    "getIndexes": browsing.indexes,
    "getMusicDirectory": browsing.music_directory,
    "getArtists": browsing.artists,
    "getArtist": browsing.artist,
    "getAlbum": browsing.album,
    "getSong": browsing.song,
    "getGenres": browsing.genres,
    "getArtistInfo": browsing.artist_info,
    "getArtistInfo2": browsing.artist_info2,
    "getAlbumInfo": browsing.album_info,
    "getAlbumInfo2": browsing.album_info,
    "getAlbumList": albums.album_list,
    "getAlbumList2": albums.album_list2,
    "getRandomSongs": albums.random_songs,
    "getSongsByGenre": albums.songs_by_genre,
    "search2": albums.search2,
    "search3": albums.search3,
    "getPlaylists": playlists.playlists,
    "getPlaylist": playlists.playlist,
    "createPlaylist": playlists.create,
    "updatePlaylist": playlists.update,
    "deletePlaylist": playlists.delete,
    "stream": media.stream,
    "download": media.download,
    "getCoverArt": media.cover_art,
    "getLyrics": media.lyrics,
    "getLyricsBySongId": media.lyrics_by_song_id,
    "getPlayQueue": states.play_queue,
    "savePlayQueue": states.save_play_queue,
    "getBookmarks": states.bookmarks,
    "createBookmark": states.create_bookmark,
    "deleteBookmark": states.delete_bookmark,
    "getNowPlaying": states.now_playing,
    "star": marks.star,
    "unstar": marks.unstar,
    "setRating": marks.set_rating,
    "getStarred": marks.starred,
    "getStarred2": marks.starred2,
    "scrobble": marks.scrobble,
    "getTopSongs": marks.top_songs,
    "getSimilarSongs": marks.similar_songs,
    "getSimilarSongs2": marks.similar_songs2,
}
"""Those that need a user."""

EXTENSIONS: Final = "getOpenSubsonicExtensions"
"""The one that needs none: apps call it before they sign in."""
