"""Plays: recorded once, counted, listed and ranked."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.listeners import User, code

from chassis.testing.tokens import Tokens
from music.application.folders.managing import FolderChange
from music.domain.folders.folder import Visibility


def ago(days: float) -> str:
    """Return an instant before now."""
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


async def records(music: Music) -> None:
    """Write four tracks of two artists on two albums."""
    for number, (artist, album) in enumerate((("One", "A"), ("One", "A"), ("Two", "B"), ("Two feat. One", "B"))):
        write(
            music.root / f"Records/{album}/{number}.flac",
            title=f"T{number}",
            artist=artist,
            albumartist=artist[:3],
            album=album,
            seconds=100,
        )
    await music.add()


@pytest.fixture
def user(client: httpx2.AsyncClient, tokens: Tokens) -> User:
    return User(client, tokens)


async def test_a_play_is_counted_once_however_often_it_is_reported(music: Music, user: User) -> None:
    await records(music)
    tracks = await user.ids()
    body = {"id": str(uuid4()), "trackId": tracks["T0"], "playedAt": ago(1), "context": "album"}
    first, second = [await user.send("POST", "plays", body) for _ in range(2)]
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert first.json()["data"]["isSkip"] is False
    headers = {"Idempotency-Key": "one"}
    for _ in range(2):
        assert (await user.send("POST", "plays", {"trackId": tracks["T0"]}, headers)).status_code == 201
    assert (await user.get(f"tracks/{tracks['T0']}"))["playCount"] == 2
    other = {**body, "trackId": tracks["T1"]}
    assert code(await user.send("POST", "plays", other)) == (409, "PLAY_ID_TAKEN")
    assert code(await user.send("POST", "plays", {"trackId": tracks["T1"]}, headers)) == (409, "PLAY_ID_TAKEN")
    assert (await user.get(f"tracks/{tracks['T1']}"))["playCount"] == 0


async def test_two_users_may_choose_the_same_id(
    client: httpx2.AsyncClient, music: Music, user: User, tokens: Tokens
) -> None:
    await records(music)
    tracks, key = await user.ids(), str(uuid4())
    await user.play(tracks["T0"], id=key)
    await User(client, tokens).play(tracks["T1"], id=key)
    assert (await user.get(f"tracks/{tracks['T0']}/stats"))["plays"] == 1
    assert (await user.get(f"tracks/{tracks['T1']}/stats"))["plays"] == 1


async def test_plays_of_tracks_are_those_of_their_albums_and_artists(music: Music, user: User) -> None:
    await records(music)
    tracks = await user.ids()
    for title, days in (("T0", 3), ("T0", 1), ("T3", 2)):
        await user.play(tracks[title], playedAt=ago(days))
    await user.play(tracks["T2"], completion=0.2)
    albums = {item["name"]: item for item in await user.get("albums")}
    artists = {item["name"]: item for item in await user.get("artists")}
    assert [albums[name]["playCount"] for name in "AB"] == [2, 1]
    assert [artists[name]["playCount"] for name in ("One", "Two")] == [3, 1]
    last = (await user.get(f"tracks/{tracks['T0']}"))["lastPlayedAt"]
    assert albums["A"]["lastPlayedAt"] == artists["One"]["lastPlayedAt"] == last
    assert last.startswith(ago(1)[:10])
    assert (await user.get(f"tracks/{tracks['T2']}"))["lastPlayedAt"] is None


async def test_an_older_play_that_is_reported_later_is_not_the_last_one(music: Music, user: User) -> None:
    await records(music)
    track = (await user.ids())["T0"]
    for days in (1, 9):
        await user.play(track, playedAt=ago(days))
    assert (await user.get(f"tracks/{track}"))["lastPlayedAt"].startswith(ago(1)[:10])


async def test_the_history_is_by_the_time_of_play_in_pages(music: Music, user: User) -> None:
    await records(music)
    tracks = await user.ids()
    for title, days in (("T0", 4), ("T1", 1), ("T2", 3), ("T0", 2)):
        await user.play(tracks[title], playedAt=ago(days), sourceType="album", sourceId="x")
    await user.play(tracks["T3"], playedAt=ago(2.5), completion=0.1)
    seen, cursor = [], ""
    while True:
        page = (await user.send("GET", f"me/history?limit=2{cursor}")).json()
        assert page["meta"]["total"] == 5
        seen += [(play["track"]["title"], play["isSkip"]) for play in page["data"]]
        if not page["meta"]["hasMore"]:
            break
        cursor = f"&cursor={page['meta']['nextCursor']}"
    assert seen == [("T1", False), ("T0", False), ("T3", True), ("T2", False), ("T0", False)]
    assert [track["title"] for track in await user.get("me/recently-played")] == ["T1", "T0", "T2"]
    newest = (await user.get("me/history?limit=1"))[0]
    assert (newest["sourceType"], newest["sourceId"], newest["trackId"]) == ("album", "x", tracks["T1"])


async def test_top_lists_count_the_plays_of_the_period(music: Music, user: User) -> None:
    await records(music)
    tracks = await user.ids()
    plays = (("T0", 40), ("T0", 41), ("T0", 1), ("T2", 2), ("T2", 3), ("T3", 4))
    for title, days in plays:
        await user.play(tracks[title], playedAt=ago(days))

    async def top(path: str, name: str) -> list[tuple[str, int]]:
        field = "title" if name == "track" else "name"
        return [(item[name][field], item["plays"]) for item in await user.get(f"me/top/{path}")]

    assert await top("tracks", "track") == [("T0", 3), ("T2", 2), ("T3", 1)]
    assert (await top("tracks?days=30", "track"))[0] == ("T2", 2)
    assert sorted(await top("tracks?days=30", "track")) == [("T0", 1), ("T2", 2), ("T3", 1)]
    assert await top("albums?days=30", "album") == [("B", 3), ("A", 1)]
    assert await top("artists?days=30", "artist") == [("Two", 3), ("One", 2)]
    assert await top("artists", "artist") == [("One", 4), ("Two", 3)]
    assert await top("tracks?limit=1", "track") == [("T0", 3)]


async def test_a_summary_is_of_the_period(music: Music, user: User) -> None:
    await records(music)
    tracks = await user.ids()
    empty = await user.get("me/summary")
    assert (empty["plays"], empty["averageCompletion"], empty["topContext"], empty["listenedMs"]) == (0, None, None, 0)
    for title, days, context, completion in (
        ("T0", 1, "album", 1.0),
        ("T1", 2, "album", 0.8),
        ("T1", 3, "radio", 0.2),
        ("T2", 40, "search", 1.0),
    ):
        await user.play(tracks[title], playedAt=ago(days), context=context, completion=completion)
    assert await user.get("me/summary?days=30") == {
        "days": 30,
        "plays": 2,
        "skips": 1,
        "tracks": 2,
        "listenedMs": 200_000,
        "averageCompletion": pytest.approx(2 / 3),
        "topContext": "album",
        "playsByContext": {"album": 2},
    }


async def test_statistics_are_of_all_users(
    client: httpx2.AsyncClient, music: Music, user: User, tokens: Tokens
) -> None:
    await records(music)
    tracks, albums, artists = await user.ids(), await user.ids("albums"), await user.ids("artists")
    other = User(client, tokens)
    for listener, title, completion in ((user, "T0", 1.0), (user, "T1", 1.0), (other, "T0", 0.8), (other, "T0", 0.2)):
        await listener.play(tracks[title], completion=completion)
    await user.send("PUT", f"me/ratings/artists/{artists['One']}", {"rating": 5})
    await other.send("PUT", f"me/ratings/artists/{artists['One']}", {"rating": 2})
    of_track = await other.get(f"tracks/{tracks['T0']}/stats")
    assert of_track == {
        "plays": 2,
        "skips": 1,
        "listeners": 2,
        "averageCompletion": pytest.approx(2 / 3),
        "skipRate": pytest.approx(1 / 3),
        "popularity": pytest.approx(2 / 2 * 2 / 3 * 2 / 3 * 100),
        "averageRating": None,
        "ratingCount": 0,
    }
    of_artist = await user.get(f"artists/{artists['One']}/stats")
    assert (of_artist["plays"], of_artist["listeners"]) == (3, 2)
    assert (of_artist["averageRating"], of_artist["ratingCount"]) == (3.5, 2)
    assert (await user.get(f"albums/{albums['A']}/stats"))["plays"] == 3
    nothing = await user.get(f"albums/{albums['B']}/stats")
    assert (nothing["plays"], nothing["averageCompletion"], nothing["skipRate"], nothing["popularity"]) == (
        0,
        None,
        None,
        None,
    )
    for kind, name in (("tracks", "TRACK"), ("albums", "ALBUM"), ("artists", "ARTIST")):
        assert code(await user.send("GET", f"{kind}/{uuid4()}/stats")) == (404, f"{name}_NOT_FOUND")


async def test_what_a_user_may_not_hear_any_more_is_in_no_list_and_count(
    client: httpx2.AsyncClient, music: Music, user: User, tokens: Tokens
) -> None:
    for folder in ("Records", "Private"):
        write(music.root / folder / "1.flac", title=folder, artist="One", album=folder)
    await music.add("Records")
    private = await music.add("Private")
    tracks = await user.ids()
    for title in ("Records", "Private", "Private"):
        await user.play(tracks[title])
    hidden = FolderChange(visibility=Visibility.CHOSEN, user_ids=frozenset({uuid4()}))
    await music.container.application.folders.change(private.id, hidden, None)
    assert code(await user.send("POST", "plays", {"trackId": tracks["Private"]})) == (404, "TRACK_NOT_FOUND")
    assert [play["track"]["title"] for play in await user.get("me/history")] == ["Records"]
    assert [track["title"] for track in await user.get("me/recently-played")] == ["Records"]
    assert [item["plays"] for item in await user.get("me/top/tracks")] == [1]
    assert [item["plays"] for item in await user.get("me/top/artists?days=7")] == [1]
    assert (await user.get("me/summary"))["plays"] == 1
    (artist,) = await user.get("artists")
    assert artist["playCount"] == 1
    assert (await user.get(f"artists/{artist['id']}/stats"))["plays"] == 1
    administrator = User(client, tokens, ["admin"])
    assert (await administrator.get(f"artists/{artist['id']}/stats"))["plays"] == 3


async def test_invalid_plays_are_refused(music: Music, user: User) -> None:
    for fields in (
        {"completion": 1.5},
        {"completion": "1"},
        {"completion": -1},
        {"context": "toString"},
        {"sourceType": "moon"},
        {"sourceId": "a\x00b"},
        {"sourceId": "\ud800"},
        {"sourceId": "x" * 201},
        {"id": "1"},
        {"trackId": "nonsense"},
        {"playedAt": "yesterday"},
        {"playedAt": 1e300},
        {"other": 1},
    ):
        response = await user.send("POST", "plays", {"trackId": str(uuid4()), **fields})
        assert code(response) == (400, "VALIDATION_ERROR"), fields


async def test_times_of_wrong_clocks_are_refused(music: Music, user: User) -> None:
    for time in (ago(-1), "1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        response = await user.send("POST", "plays", {"trackId": str(uuid4()), "playedAt": time})
        assert code(response) == (400, "PLAYED_AT_INVALID")
    assert code(await user.send("POST", "plays", {"trackId": str(uuid4())})) == (404, "TRACK_NOT_FOUND")
