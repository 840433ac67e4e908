"""Two client libraries against the running service: every method that they have."""

import hashlib
from typing import Any

from services.music.tests.integration.conftest import Music
from services.music.tests.integration.subsonic.client_processes import Call, ClientLibrary
from services.music.tests.integration.subsonic.conftest import Apps

ABSENT = {
    "get_podcasts": (),
    "get_shares": (),
    "get_videos": (),
    "get_chat_messages": (),
    "get_internet_radio_stations": (),
    "jukebox_control": ("get",),
    "get_avatar": ("Ben",),
}
"""Some of the methods of subjects that the server does not have."""


def call(name: str, /, *values: Any, **named: Any) -> Call:
    return name, values, named


async def test_py_opensonic_uses_what_the_server_has(apps: Apps, music: Music, port: int) -> None:
    path = {"base_url": "http://127.0.0.1", "port": port, "server_path": "/api/v1"}
    by_token = ClientLibrary(
        "libopensonic", "AsyncConnection", {**path, "username": "Ann", "password": apps.admin.secret}
    )
    by_key = ClientLibrary("libopensonic", "AsyncConnection", {**path, "api_key": apps.admin.secret, "use_get": True})
    [pinged, info, extensions] = await by_key.run(
        call("ping"), call("token_info"), call("get_open_subsonic_extensions")
    )
    assert pinged == {"value": True}
    assert info["value"]["username"] == str(apps.admin.id)
    assert {one["name"] for one in extensions["value"]} >= {"apiKeyAuthentication", "formPost", "songLyrics"}
    [artists, result] = await by_token.run(call("get_artists"), call("search3", ""))
    index = {artist["name"]: artist["id"] for one in artists["value"]["index"] for artist in one["artist"]}
    assert set(index) == {"AC/DC", "Miles Davis", "Nina Simone"}
    songs = {song["title"]: song for song in result["value"]["song"]}
    one = songs["Sinnerman"]
    album = one["album_id"]
    calls = {
        "get_artist": call("get_artist", index["Nina Simone"]),
        "get_album": call("get_album", album),
        "get_song": call("get_song", one["id"]),
        "get_music_directory": call("get_music_directory", album),
        "get_indexes": call("get_indexes"),
        "get_music_folders": call("get_music_folders"),
        "get_genres": call("get_genres"),
        "get_album_list": call("get_album_list", "newest"),
        "get_album_list2": call("get_album_list2", "byYear", from_year=1900, to_year=2000),
        "get_random_songs": call("get_random_songs"),
        "get_songs_by_genre": call("get_songs_by_genre", "Jazz"),
        "search2": call("search2", "nina"),
        "get_artist_info": call("get_artist_info", index["Nina Simone"]),
        "get_artist_info2": call("get_artist_info2", index["Nina Simone"]),
        "get_album_info": call("get_album_info", album),
        "get_album_info2": call("get_album_info2", album),
        "get_lyrics": call("get_lyrics", "Nina Simone", "Sinnerman"),
        "get_lyrics_by_song_id": call("get_lyrics_by_song_id", one["id"]),
        "get_user": call("get_user", "Ann"),
        "get_license": call("get_license"),
        "get_scan_status": call("get_scan_status"),
        "start_scan": call("start_scan"),
        "create_bookmark": call("create_bookmark", one["id"], 1000, "here"),
        "get_bookmarks": call("get_bookmarks"),
        "delete_bookmark": call("delete_bookmark", one["id"]),
        "save_play_queue": call("save_play_queue", [one["id"]], one["id"], 5),
        "get_play_queue": call("get_play_queue"),
        "get_now_playing": call("get_now_playing"),
        "star": call("star", [one["id"]], [album], [index["Nina Simone"]]),
        "set_rating": call("set_rating", one["id"], 5),
        "scrobble": call("scrobble", one["id"]),
        "get_starred": call("get_starred"),
        "get_starred2": call("get_starred2"),
        "unstar": call("unstar", [one["id"]]),
        "get_top_songs": call("get_top_songs", "Nina Simone"),
        "get_similar_songs": call("get_similar_songs", one["id"]),
        "get_similar_songs2": call("get_similar_songs2", index["Nina Simone"]),
        "create_playlist": call("create_playlist", name="Mix", song_ids=[one["id"], one["id"]]),
        "get_playlists": call("get_playlists"),
        "stream": call("stream", one["id"]),
        "download": call("download", one["id"]),
    }
    results = dict(zip(calls, await by_token.run(*calls.values()), strict=True))
    # The library reads the object that the specification has as a list.
    assert results.pop("get_music_folders")["error"] == "ValueError"
    assert {name: result for name, result in results.items() if "error" in result} == {}
    values = {name: result["value"] for name, result in results.items()}
    assert [song["title"] for song in values["get_album"]["song"]] == ["Be My Husband", "Sinnerman"]
    assert [song["title"] for song in values["get_songs_by_genre"]] == ["Be My Husband", "Sinnerman"]
    assert [album["name"] for album in values["get_album_list2"]] == ["Kind of Blue", "Pastel Blues", "TNT"]
    assert [song["title"] for song in values["get_starred2"]["song"]] == ["Sinnerman"]
    assert values["get_starred2"]["song"][0]["user_rating"] == 5
    assert values["get_top_songs"][0]["play_count"] == 1
    assert values["get_lyrics_by_song_id"][0]["line"][0]["start"] == 1500
    content = hashlib.sha256((music.root / "Records/Nina/Sinnerman.flac").read_bytes()).hexdigest()
    assert values["stream"] == values["download"] == {"sha256": content}
    (playlist,) = values["get_playlists"]
    [_, whole, deleted] = await by_token.run(
        call("update_playlist", playlist["id"], name="Better", song_indices_to_remove=[0]),
        call("get_playlist", playlist["id"]),
        call("delete_playlist", playlist["id"]),
    )
    assert (whole["value"]["name"], len(whole["value"]["entry"]), deleted) == ("Better", 1, {"value": True})


async def test_failures_are_those_that_py_opensonic_expects(apps: Apps, port: int) -> None:
    path = {"base_url": "http://127.0.0.1", "port": port, "server_path": "/api/v1"}
    wrong = ClientLibrary("libopensonic", "AsyncConnection", {**path, "username": "Ann", "password": "wrong"})
    assert [one["error"] for one in await wrong.run(call("get_artists"))] == ["CredentialError"]
    right = ClientLibrary("libopensonic", "AsyncConnection", {**path, "username": "Ben", "password": apps.user.secret})
    results = await right.run(
        call("get_song", "tr-0"),
        call("get_album", "nonsense"),
        call("start_scan"),
        *(call(name, *values) for name, values in ABSENT.items()),
    )
    assert [one["error"] for one in results[:3]] == ["DataNotFoundError", "DataNotFoundError", "AuthError"]
    assert all("error" in one for one in results[3:]), results[3:]


async def test_py_sonic_signs_in_both_ways_and_browses(apps: Apps, music: Music, port: int) -> None:
    path = {"baseUrl": "http://127.0.0.1", "port": port, "serverPath": "/api/v1/rest"}
    for legacy in (False, True):
        client = ClientLibrary(
            "libsonic",
            "Connection",
            {**path, "username": "Ben", "password": apps.user.secret, "legacyAuth": legacy},
        )
        [pinged, artists, result] = await client.run(call("ping"), call("getArtists"), call("search3", "sinnerman"))
        assert pinged == {"value": True}
        names = [artist["name"] for one in artists["value"]["artists"]["index"] for artist in one["artist"]]
        assert names == ["AC/DC", "Nina Simone"]
        (song,) = result["value"]["searchResult3"]["song"]
    results = await client.run(
        call("getLicense"),
        call("getMusicFolders"),
        call("getIndexes"),
        call("getMusicDirectory", song["albumId"]),
        call("getArtist", song["artistId"]),
        call("getAlbum", song["albumId"]),
        call("getSong", song["id"]),
        call("getGenres"),
        call("getAlbumList", "newest"),
        call("getAlbumList2", "random"),
        call("getRandomSongs"),
        call("getSongsByGenre", "Jazz"),
        call("search2", "nina"),
        call("getScanStatus"),
        call("getUser", "Ben"),
        call("getLyrics", "Nina Simone", "Sinnerman"),
        call("createPlaylist", name="Mix", songIds=[song["id"]]),
        call("getPlaylists"),
        call("createBookmark", song["id"], 5),
        call("getBookmarks"),
        call("deleteBookmark", song["id"]),
        call("savePlayQueue", [song["id"]], song["id"], 5),
        call("getPlayQueue"),
        call("getNowPlaying"),
        call("star", [song["id"]]),
        call("getStarred"),
        call("getStarred2"),
        call("unstar", [song["id"]]),
        call("setRating", song["id"], 4),
        call("scrobble", song["id"]),
        call("getTopSongs", "Nina Simone"),
        call("getSimilarSongs2", song["artistId"]),
        call("getArtistInfo2", song["artistId"]),
        call("getAlbumInfo2", song["albumId"]),
        call("stream", song["id"]),
        call("download", song["id"]),
    )
    assert [one for one in results if "error" in one] == []
    content = hashlib.sha256((music.root / "Records/Nina/Sinnerman.flac").read_bytes()).hexdigest()
    assert [one["value"] for one in results[-2:]] == [{"sha256": content}] * 2
