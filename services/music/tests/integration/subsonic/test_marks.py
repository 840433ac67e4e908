"""Favourites, ratings and plays of apps, and the lists that follow from them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from services.music.tests.integration.subsonic.conftest import REST, App, Apps


async def titles(app: App) -> dict[str, str]:
    """Return the ids of all songs by title."""
    result = await app.call("search3", query="", songCount=500)
    return {song["title"]: song["id"] for song in result["searchResult3"]["song"]}


async def albums(app: App, kind: str, **parameters: object) -> list[str]:
    """Return the names of a list of albums."""
    result = await app.call("getAlbumList2", type=kind, **parameters)
    return [album["name"] for album in result["albumList2"]["album"]]


async def test_songs_albums_and_artists_are_starred(apps: Apps) -> None:
    app = apps.user
    ids = await titles(app)
    song = (await app.call("getSong", id=ids["Sinnerman"]))["song"]
    assert "starred" not in song
    await app.call("star", ("id", song["id"]), ("albumId", song["albumId"]), ("artistId", song["artistId"]))
    first = (await app.call("getSong", id=song["id"]))["song"]["starred"]
    await app.call("star", id=song["id"])
    assert (await app.call("getSong", id=song["id"]))["song"]["starred"] == first
    starred = (await app.call("getStarred2"))["starred2"]
    assert [one["title"] for one in starred["song"]] == ["Sinnerman"]
    assert [one["name"] for one in starred["album"]] == ["Pastel Blues"]
    assert [one["name"] for one in starred["artist"]] == ["Nina Simone"]
    assert starred["song"][0]["starred"] == first
    by_directory = (await app.call("getStarred"))["starred"]
    assert [one["title"] for one in by_directory["album"]] == ["Pastel Blues"]
    assert await albums(app, "starred") == ["Pastel Blues"]
    assert (await apps.admin.call("getStarred2"))["starred2"] == {"song": [], "album": [], "artist": []}
    await app.call("unstar", ("id", song["albumId"]), ("id", song["artistId"]), ("id", song["id"]))
    assert (await app.call("getStarred2"))["starred2"] == {"song": [], "album": [], "artist": []}
    assert await app.failure("star") == 10
    assert await app.failure("star", id="pl-1") == 70
    too_many = [("id", song["id"])] * 1001
    form: dict[str, Any] = {
        "content": urlencode(too_many),
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
    }
    for method in ("star", "unstar", "scrobble"):
        fields = {"u": app.name, "p": app.secret, "v": "1.16.1", "c": "test", "f": "json"}
        response = await app.client.post(f"{REST}/{method}", params=fields, **form)
        assert response.json()["subsonic-response"]["error"]["message"] == (
            "Invalid parameter id: at most 1000 in a request"
        )
    secret = (await titles(apps.admin))["Secret"]
    assert await app.failure("star", id=secret) == 70


async def test_what_is_rated_is_listed_by_its_rating(apps: Apps) -> None:
    app = apps.user
    ids = await titles(app)
    for title, rating in (("T.N.T.", 5), ("Sinnerman", 3)):
        album = (await app.call("getSong", id=ids[title]))["song"]["albumId"]
        await app.call("setRating", id=album, rating=rating)
    assert await albums(app, "highest") == ["TNT", "Pastel Blues"]
    assert await albums(app, "highest", size=1, offset=1) == ["Pastel Blues"]
    await app.call("setRating", id=ids["Sinnerman"], rating=4)
    assert (await app.call("getSong", id=ids["Sinnerman"]))["song"]["userRating"] == 4
    await app.call("setRating", id=ids["Sinnerman"], rating=0)
    assert "userRating" not in (await app.call("getSong", id=ids["Sinnerman"]))["song"]
    for rating in (6, -1, 10**30):
        assert await app.failure("setRating", id=ids["Sinnerman"], rating=rating) == 0
    assert await app.failure("setRating", id=ids["Sinnerman"]) == 10


async def test_plays_are_recorded_once_and_counted(apps: Apps) -> None:
    app = apps.user
    ids = await titles(app)
    start = datetime.now(UTC) - timedelta(hours=1)
    at = int(start.timestamp() * 1000)
    for _ in range(2):
        await app.call(
            "scrobble", ("id", ids["Sinnerman"]), ("id", ids["T.N.T."]), ("time", str(at)), ("time", str(at + 1))
        )
    await app.call("scrobble", id=ids["Sinnerman"], time=at + 5)
    song = (await app.call("getSong", id=ids["Sinnerman"]))["song"]
    assert (song["playCount"], song["played"][:19]) == (2, start.isoformat()[:19])
    assert await albums(app, "frequent") == ["Pastel Blues", "TNT"]
    assert await albums(app, "recent") == ["Pastel Blues", "TNT"]
    assert await albums(app, "recent", offset=1) == ["TNT"]
    assert await albums(apps.admin, "frequent") == []
    top = (await app.call("getTopSongs", artist="nina simone", count=1))["topSongs"]["song"]
    assert [one["title"] for one in top] == ["Sinnerman"]
    assert (await app.call("getTopSongs", artist="Björk"))["topSongs"] == {}
    assert await app.failure("scrobble") == 10
    assert await app.failure("scrobble", id=ids["Sinnerman"], time=1) == 0
    assert await app.failure("scrobble", id=ids["Sinnerman"], time=10**17) == 0


async def test_what_is_played_now_is_shown_to_its_user_only(apps: Apps) -> None:
    app = apps.user
    ids = await titles(app)
    await app.call("scrobble", id=ids["Sinnerman"], submission="false")
    (entry,) = (await app.call("getNowPlaying"))["nowPlaying"]["entry"]
    assert (entry["title"], entry["username"], entry["minutesAgo"]) == ("Sinnerman", "Ben", 0)
    assert (await apps.admin.call("getNowPlaying"))["nowPlaying"]["entry"] == []
    assert (await app.call("getSong", id=ids["Sinnerman"]))["song"]["playCount"] == 0


async def test_similar_songs_are_those_that_the_user_may_hear(apps: Apps) -> None:
    app = apps.user
    ids = await titles(app)
    for method, name in (("getSimilarSongs", "similarSongs"), ("getSimilarSongs2", "similarSongs2")):
        songs = (await app.call(method, id=ids["Sinnerman"], count=10))[name]["song"]
        assert {one["title"] for one in songs} >= {"Be My Husband", "Sinnerman"}
        assert "Secret" not in {one["title"] for one in songs}
    assert await app.failure("getSimilarSongs", id="pl-1") == 70
    info = (await app.call("getArtistInfo2", id=ids["Sinnerman"]))["artistInfo2"]
    assert "similarArtist" in info
