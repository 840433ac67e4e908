"""Favourites and ratings."""

from uuid import uuid4

import httpx2
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.listeners import User, code

from chassis.testing.tokens import Tokens
from music.application.folders.managing import FolderChange
from music.domain.folders.folder import Visibility


async def records(music: Music) -> None:
    """Write three albums of two artists."""
    for artist, album in (("One", "A"), ("One", "B"), ("Two", "C")):
        write(music.root / f"Records/{album}/1.flac", title=f"T{album}", artist=artist, album=album)
    await music.add()


async def test_favourites_and_ratings_are_shown_wherever_an_item_is(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens
) -> None:
    await records(music)
    user, other = User(client, tokens), User(client, tokens)
    tracks, albums, artists = await user.ids(), await user.ids("albums"), await user.ids("artists")
    marked = {f"tracks/{tracks['TA']}": 5, f"albums/{albums['A']}": 4, f"artists/{artists['One']}": 3}
    for path, rating in marked.items():
        assert (await user.send("PUT", f"me/favourites/{path}")).status_code == 204
        assert (await user.send("PUT", f"me/ratings/{path}", {"rating": rating})).status_code == 204
    for path, rating in marked.items():
        kind = path.partition("/")[0]
        shown = [await user.get(path), *(item for item in await user.get(kind) if item["id"] == path.partition("/")[2])]
        shown += await user.get(f"me/favourites/{kind}") + await user.get(f"me/ratings/{kind}")
        assert [(item["isFavourite"], item["rating"]) for item in shown] == [(True, rating)] * 4
        assert await other.get(f"me/favourites/{kind}") == await other.get(f"me/ratings/{kind}") == []
        assert (await other.get(path))["isFavourite"] is False
        assert (await other.get(path))["rating"] is None
    created = await user.send("POST", "playlists", {"name": "Mine", "trackIds": [tracks["TA"]]})
    (entry,) = await user.get(f"playlists/{created.json()['data']['id']}/entries")
    assert (entry["track"]["isFavourite"], entry["track"]["rating"]) == (True, 5)
    hits = await user.get("search?q=a")
    assert [(item["title"], item["rating"]) for item in hits["tracks"]] == [("TA", 5)]
    assert [item["isFavourite"] for item in (await user.get(f"albums/{albums['A']}"))["tracks"]] == [True]


async def test_a_favourite_keeps_its_place_and_the_newest_is_first(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens
) -> None:
    await records(music)
    user = User(client, tokens)
    tracks = await user.ids()
    for title in ("TA", "TB", "TC", "TA"):
        await user.send("PUT", f"me/favourites/tracks/{tracks[title]}")
    assert [item["title"] for item in await user.get("me/favourites/tracks")] == ["TC", "TB", "TA"]
    first = (await user.send("GET", "me/favourites/tracks?limit=2")).json()
    assert first["meta"]["total"] == 3
    rest = await user.get(f"me/favourites/tracks?limit=2&cursor={first['meta']['nextCursor']}")
    assert [item["title"] for item in rest] == ["TA"]
    for title in ("TB", "TB"):
        assert (await user.send("DELETE", f"me/favourites/tracks/{tracks[title]}")).status_code == 204
    assert [item["title"] for item in await user.get("me/favourites/tracks")] == ["TC", "TA"]


async def test_a_rating_is_replaced_and_removed_without_the_favourite(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens
) -> None:
    await records(music)
    user = User(client, tokens)
    path = f"albums/{(await user.ids('albums'))['A']}"
    for rating in (1, 5):
        await user.send("PUT", f"me/ratings/{path}", {"rating": rating})
    assert (await user.get(path))["rating"] == 5
    await user.send("PUT", f"me/favourites/{path}")
    assert (await user.send("DELETE", f"me/ratings/{path}")).status_code == 204
    album = await user.get(path)
    assert (album["isFavourite"], album["rating"]) == (True, None)
    assert await user.get("me/ratings/albums") == []


async def test_marks_go_with_what_a_user_may_hear_and_return_with_it(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens
) -> None:
    write(music.root / "Records/0.flac", title="Z", artist="Zero", album="Z")
    path = write(music.root / "Records/1.flac", title="T", artist="One", album="A")
    folder = await music.add()
    user = User(client, tokens)
    kinds = ("tracks", "albums", "artists")
    names = ("T", "A", "One")
    marked = [f"{kind}/{(await user.ids(kind))[name]}" for kind, name in zip(kinds, names, strict=True)]
    for item in marked:
        await user.send("PUT", f"me/favourites/{item}")
    change = music.container.application.folders.change
    await change(folder.id, FolderChange(visibility=Visibility.CHOSEN), None)
    for kind, item in zip(kinds, marked, strict=True):
        page = (await user.send("GET", f"me/favourites/{kind}")).json()
        assert (page["data"], page["meta"]["total"]) == ([], 0)
        for method in ("PUT", "DELETE"):
            status = code(await user.send(method, f"me/favourites/{item}"))
            assert status == (404, f"{kind[:-1].upper()}_NOT_FOUND")
    await change(folder.id, FolderChange(visibility=Visibility.EVERYONE), None)
    path.unlink()
    await music.scan()
    assert await user.get("me/favourites/tracks") == await user.get("me/favourites/albums") == []
    write(path, title="T", artist="One", album="A")
    await music.scan()
    for kind in kinds:
        assert [item["isFavourite"] for item in await user.get(f"me/favourites/{kind}")] == [True]


async def test_no_other_rating_is_accepted(client: httpx2.AsyncClient, music: Music, tokens: Tokens) -> None:
    user = User(client, tokens)
    for rating in (0, 6, 2.5, "4", None, True, 10**30):
        response = await user.send("PUT", f"me/ratings/tracks/{uuid4()}", {"rating": rating})
        assert code(response) == (400, "VALIDATION_ERROR"), rating


async def test_what_is_not_there_cannot_be_marked(client: httpx2.AsyncClient, music: Music, tokens: Tokens) -> None:
    user = User(client, tokens)
    for kind, name in (("tracks", "TRACK"), ("albums", "ALBUM"), ("artists", "ARTIST")):
        for path in (f"me/favourites/{kind}/{uuid4()}", f"me/ratings/{kind}/{uuid4()}"):
            body = {"rating": 3} if "ratings" in path else None
            assert code(await user.send("PUT", path, body)) == (404, f"{name}_NOT_FOUND")
    assert code(await user.send("PUT", f"me/favourites/songs/{uuid4()}")) == (400, "VALIDATION_ERROR")
    assert code(await user.send("PUT", "me/favourites/tracks/nonsense")) == (400, "VALIDATION_ERROR")
    assert code(await user.send("PUT", f"me/favourites/tracks/{uuid4()}", {"a": 1})) == (400, "VALIDATION_ERROR")
