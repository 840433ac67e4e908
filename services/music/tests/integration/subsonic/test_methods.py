"""The methods of the Subsonic API over one library, by two users with different rights."""

import random
from xml.etree import ElementTree

from services.music.tests.integration.conftest import Music
from services.music.tests.integration.subsonic.conftest import REST, App, Apps

from music.presentation.subsonic.table import METHODS


async def songs(app: App) -> dict[str, str]:
    """Return the ids of all songs by title."""
    result = await app.call("search3", query="", songCount=500)
    return {song["title"]: song["id"] for song in result["searchResult3"]["song"]}


async def test_artists_albums_and_songs_are_browsed(apps: Apps) -> None:
    app = apps.user
    index = (await app.call("getArtists"))["artists"]["index"]
    assert [(one["name"], [artist["name"] for artist in one["artist"]]) for one in index] == [
        ("A", ["AC/DC"]),
        ("N", ["Nina Simone"]),
    ]
    nina = index[1]["artist"][0]
    (album,) = (await app.call("getArtist", id=nina["id"]))["artist"]["album"]
    assert (album["name"], album["songCount"], album["duration"], album["year"]) == ("Pastel Blues", 2, 400, 1965)
    whole = (await app.call("getAlbum", id=album["id"]))["album"]
    assert [song["title"] for song in whole["song"]] == ["Be My Husband", "Sinnerman"]
    song = (await app.call("getSong", id=whole["song"][1]["id"]))["song"]
    assert (song["track"], song["artist"], song["genre"], song["suffix"]) == (2, "Nina Simone", "Jazz", "flac")
    assert (song["contentType"], song["path"]) == ("audio/flac", "Nina Simone/Pastel Blues/02 - Sinnerman.flac")
    assert song["genres"] == [{"name": "Jazz"}, {"name": "Soul"}]
    indexes = (await app.call("getIndexes"))["indexes"]
    assert indexes["index"] == index
    unchanged = await app.call("getIndexes", ifModifiedSince=indexes["lastModified"])
    assert "index" not in unchanged["indexes"]
    directory = (await app.call("getMusicDirectory", id=nina["id"]))["directory"]
    assert [(one["isDir"], one["title"]) for one in directory["child"]] == [(True, "Pastel Blues")]
    inner = (await app.call("getMusicDirectory", id=album["id"]))["directory"]
    assert [one["title"] for one in inner["child"]] == ["Be My Husband", "Sinnerman"]
    genres = (await app.call("getGenres"))["genres"]["genre"]
    assert {"value": "Jazz", "songCount": 2, "albumCount": 1} in genres


async def test_two_users_see_what_each_may_hear(apps: Apps) -> None:
    theirs, ours = await songs(apps.admin), await songs(apps.user)
    assert set(theirs) - set(ours) == {"Secret"}
    (private,) = [
        one
        for one in (await apps.admin.call("getMusicFolders"))["musicFolders"]["musicFolder"]
        if one["name"] == "Private"
    ]
    secret = (await apps.admin.call("getSong", id=theirs["Secret"]))["song"]
    folders = (await apps.user.call("getMusicFolders"))["musicFolders"]["musicFolder"]
    assert [one["name"] for one in folders] == ["Records"]
    for method, parameters in (
        ("getSong", {"id": secret["id"]}),
        ("getAlbum", {"id": secret["albumId"]}),
        ("getArtist", {"id": secret["artistId"]}),
        ("getMusicDirectory", {"id": secret["albumId"]}),
        ("stream", {"id": secret["id"]}),
        ("download", {"id": secret["id"]}),
        ("getLyricsBySongId", {"id": secret["id"]}),
        ("getAlbumInfo2", {"id": secret["albumId"]}),
        ("createBookmark", {"id": secret["id"], "position": 1}),
        ("createPlaylist", {"name": "x", "songId": secret["id"]}),
        ("getArtists", {"musicFolderId": private["id"]}),
    ):
        assert await apps.user.failure(method, **parameters) == 70, method
    for kind in ("newest", "random", "alphabeticalByName", "alphabeticalByArtist"):
        for app, expected in ((apps.admin, 3), (apps.user, 2)):
            assert len((await app.call("getAlbumList2", type=kind, size=50))["albumList2"]["album"]) == expected
    assert len((await apps.user.call("getRandomSongs", size=50))["randomSongs"]["song"]) == 3
    assert "Secret" not in str(await apps.user.call("search3", query="secret"))
    only = await apps.admin.call("getArtists", musicFolderId=private["id"])
    assert [one["name"] for one in only["artists"]["index"][0]["artist"]] == ["Miles Davis"]


async def test_albums_are_listed_by_years_and_genres_and_searched(apps: Apps) -> None:
    app = apps.admin

    async def names(**parameters: object) -> list[str]:
        return [album["name"] for album in (await app.call("getAlbumList2", **parameters))["albumList2"]["album"]]

    assert await names(type="byYear", fromYear=1960, toYear=1980) == ["Pastel Blues", "TNT"]
    assert await names(type="byYear", fromYear=1980, toYear=1950) == ["TNT", "Pastel Blues", "Kind of Blue"]
    assert await names(type="byGenre", genre="rock") == ["TNT"]
    assert await names(type="byGenre", genre="polka") == []
    assert await names(type="alphabeticalByName", size=1, offset=1) == ["Pastel Blues"]
    assert await app.failure("getAlbumList2", type="loudest") == 0
    assert await app.failure("getAlbumList2", type="byYear", fromYear=1) == 10
    assert await app.failure("getAlbumList2") == 10
    by_genre = await app.call("getSongsByGenre", genre="Jazz", count=1, offset=1)
    assert [song["title"] for song in by_genre["songsByGenre"]["song"]] == ["Sinnerman"]
    random_songs = await app.call("getRandomSongs", genre="Rock", fromYear=1970)
    assert [song["title"] for song in random_songs["randomSongs"]["song"]] == ["T.N.T."]
    hits = (await app.call("search3", query='"nina"', albumCount=0))["searchResult3"]
    assert ([one["name"] for one in hits["artist"]], hits["album"], hits["song"]) == (["Nina Simone"], [], [])
    hits2 = (await app.call("search2", query="sinner*"))["searchResult2"]
    assert [one["title"] for one in hits2["song"]] == ["Sinnerman"]


async def test_playlists_are_created_changed_and_deleted(apps: Apps) -> None:
    app = apps.user
    ids = await songs(app)
    a, b, c = (ids[title] for title in ("Be My Husband", "Sinnerman", "T.N.T."))
    created = (await app.call("createPlaylist", ("songId", a), ("songId", b), ("songId", a), name="Mix"))["playlist"]
    assert ([song["id"] for song in created["entry"]], created["songCount"], created["owner"]) == ([a, b, a], 3, "Ben")
    await app.call(
        "updatePlaylist",
        ("songIndexToRemove", "0"),
        ("songIndexToRemove", "1"),
        ("songIdToAdd", c),
        playlistId=created["id"],
        name="Better",
        comment="Go",
        public="true",
    )
    changed = (await app.call("getPlaylist", id=created["id"]))["playlist"]
    assert ([song["id"] for song in changed["entry"]], changed["name"], changed["comment"]) == ([a, c], "Better", "Go")
    assert changed["public"] is True
    replaced = await app.call("createPlaylist", ("songId", b), playlistId=created["id"])
    assert [song["id"] for song in replaced["playlist"]["entry"]] == [b]
    seen = (await apps.admin.call("getPlaylists"))["playlists"]["playlist"]
    assert [(one["name"], one["owner"], one["readonly"]) for one in seen] == [("Better", str(app.id), True)]
    assert await apps.admin.failure("updatePlaylist", playlistId=created["id"], name="Mine") == 50
    assert await apps.admin.failure("deletePlaylist", id=created["id"]) == 50
    await app.call("updatePlaylist", playlistId=created["id"], public="false")
    assert (await apps.admin.call("getPlaylists"))["playlists"]["playlist"] == []
    assert await apps.admin.failure("getPlaylist", id=created["id"]) == 70
    await app.call("deletePlaylist", id=created["id"])
    assert await app.failure("getPlaylist", id=created["id"]) == 70
    assert await app.failure("createPlaylist") == 10


async def test_files_are_sent_whole_and_in_ranges(apps: Apps, music: Music) -> None:
    app = apps.user
    song = (await songs(app))["Sinnerman"]
    content = (music.root / "Records/Nina/Sinnerman.flac").read_bytes()
    for method in ("stream", "download", "stream.view"):
        response = await app.send(method, id=song)
        assert (response.content, response.headers["content-type"]) == (content, "audio/flac")
    query = {"u": app.name, "p": app.secret, "v": "1.16.1", "c": "test", "id": song}
    part = await app.client.get(f"{REST}/stream", params=query, headers={"Range": "bytes=4-9"})
    assert (part.status_code, part.content) == (206, content[4:10])
    head = await app.client.head(f"{REST}/stream", params=query)
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(content)))


async def test_lyrics_have_times_where_the_file_has_them(apps: Apps) -> None:
    app = apps.user
    ids = await songs(app)
    result = await app.call("getLyricsBySongId", id=ids["Sinnerman"])
    (lyrics,) = result["lyricsList"]["structuredLyrics"]
    assert lyrics["synced"] is True
    assert lyrics["line"][0] == {"start": 1500, "value": "Oh sinnerman"}
    assert (await app.call("getLyricsBySongId", id=ids["T.N.T."]))["lyricsList"] == {}
    plain = (await app.call("getLyrics", artist="nina simone", title="sinnerman"))["lyrics"]
    assert plain["value"] == "Oh sinnerman\nWhere you gonna run to"
    assert (await app.call("getLyrics", artist="Björk", title="Sinnerman"))["lyrics"] == {}


async def test_queues_bookmarks_and_what_is_played(apps: Apps) -> None:
    app = apps.user
    ids = await songs(app)
    assert "playQueue" not in await app.call("getPlayQueue")
    queued = [("id", ids["T.N.T."]), ("id", ids["Sinnerman"])]
    await app.call("savePlayQueue", *queued, current=ids["Sinnerman"], position=1500)
    queue = (await app.call("getPlayQueue"))["playQueue"]
    assert ([song["title"] for song in queue["entry"]], queue["current"]) == (["T.N.T.", "Sinnerman"], ids["Sinnerman"])
    assert (queue["position"], queue["changedBy"]) == (1500, "test")
    assert "playQueue" not in await apps.admin.call("getPlayQueue")
    for position in (10, 2000):
        await app.call("createBookmark", id=ids["Sinnerman"], position=position, comment="here")
    (bookmark,) = (await app.call("getBookmarks"))["bookmarks"]["bookmark"]
    assert (bookmark["position"], bookmark["comment"], bookmark["entry"]["title"]) == (2000, "here", "Sinnerman")
    await app.call("deleteBookmark", id=ids["Sinnerman"])
    assert (await app.call("getBookmarks"))["bookmarks"]["bookmark"] == []


async def test_users_and_scans(apps: Apps) -> None:
    own = (await apps.user.call("getUser", username="ben"))["user"]
    assert (own["adminRole"], len(own["folder"])) == (False, 1)
    assert (await apps.admin.call("getUser", username="Ben"))["user"]["adminRole"] is False
    assert await apps.user.failure("getUser", username="Ann") == 50
    assert await apps.admin.failure("getUser", username="Carl") == 70
    assert await apps.user.failure("startScan") == 50
    assert (await apps.admin.call("startScan"))["scanStatus"]["scanning"] is True
    assert "count" in (await apps.user.call("getScanStatus"))["scanStatus"]
    assert (await apps.user.call("getLicense"))["license"] == {"valid": True}


async def test_a_method_has_suffix_form_and_xml(apps: Apps) -> None:
    app = apps.user
    fields = {"u": app.name, "p": app.secret, "v": "1.16.1", "c": "test"}
    posted = await app.client.post(f"{REST}/getArtists.view", data=fields)
    assert posted.headers["content-type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(posted.content)
    names = [one.get("name") for one in root.iter("{http://subsonic.org/restapi}artist")]
    assert names == ["AC/DC", "Nina Simone"]
    script = await app.send("ping", f="jsonp", callback="show")
    assert script.text.startswith("/**/show({")
    bad = await app.client.get(f"{REST}/ping", params={**fields, "f": "jsonp", "callback": "alert(1)"})
    assert b'status="failed"' in bad.content
    unknown = await app.send("launchRocket")
    assert (unknown.status_code, unknown.json()["subsonic-response"]["error"]["code"]) == (404, 0)


async def test_garbage_never_is_an_error_of_the_server(apps: Apps) -> None:
    app, chance = apps.admin, random.Random(1)
    names = ["id", "query", "type", "size", "offset", "musicFolderId", "songId", "playlistId", "name", "fromYear"]
    names += ["toYear", "genre", "count", "position", "current", "songIndexToRemove", "ifModifiedSince", "username"]
    values = [
        "",
        "\0",
        "-1",
        "99999999999999999999999",
        "1e9",
        "٣",
        "%",
        "tr-",
        "al-x",
        "ar-" + "0" * 36,
        "null",
        "\U0001f600",
    ]
    values += ["é" * 3000, "tr-00000000-0000-0000-0000-000000000000", "[]", "{}", "' or 1=1 --", "random", "NaN"]
    assert await app.failure("search3", query="a\0b") == 0
    methods = sorted(set(METHODS) - {"startScan"})
    for number in range(120):
        method = methods[number % len(methods)]
        pairs = [(chance.choice(names), chance.choice(values)) for _ in range(chance.randint(1, 8))]
        response = await app.send(method, *pairs)
        assert response.status_code < 500, (method, pairs)
    fields = {"u": app.name, "p": app.secret, "v": "1.16.1", "c": "test"}
    many_words = b"query=" + b"a+" * 40_000
    for content in (b"\xff\xfe%00%zz&&==", b"id=%ed%a0%80&name=%00", b"a&" * 30_000, many_words):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        for method in ("getAlbum", "createPlaylist", "search3"):
            address = f"{REST}/{method}"
            response = await app.client.post(address, params=fields, content=content, headers=headers)
            assert response.status_code < 500, (method, content[:20])
