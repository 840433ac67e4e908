"""Playlists: created, listed, changed, deleted; what other users see of them."""

from uuid import uuid4

import pytest
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.playlists.conftest import Group, refused

from music.application.users.erasing import erase_users
from music.domain.playlists import playlist as rules


async def test_an_owner_creates_changes_and_deletes_a_playlist(group: Group) -> None:
    owner = group.owner
    tracks = [group.tracks["A"], group.tracks["Secret"]]
    created = await owner.call("POST", json={"name": " Road trip ", "description": "Go", "trackIds": tracks})
    assert created.status_code == 201
    one = created.json()["data"]
    assert (one["name"], one["description"], one["isPublic"], one["role"]) == ("Road trip", "Go", False, "owner")
    assert (one["entryCount"], one["durationMs"], one["revision"]) == (2, 300_000, 1)
    path = f"/{one['id']}"
    changed = await owner.call("PATCH", path, json={"isPublic": True}, headers={"If-Match": '"1"'})
    assert (changed.json()["data"]["isPublic"], changed.headers["etag"]) == (True, '"2"')
    assert (changed.json()["data"]["name"], changed.json()["data"]["description"]) == ("Road trip", "Go")
    stale = await owner.call("PATCH", path, json={"name": "X"}, headers={"If-Match": '"1"'})
    assert refused(stale) == (412, "PRECONDITION_FAILED")
    cleared = await owner.call("PATCH", path, json={"description": None, "name": "Home"})
    assert (cleared.json()["data"]["description"], cleared.json()["data"]["name"]) == (None, "Home")
    same = await owner.call("PATCH", path, json={"name": "Home"})
    assert same.json()["data"]["revision"] == 3
    assert (await owner.call("DELETE", path)).status_code == 204
    assert refused(await owner.call("GET", path)) == (404, "PLAYLIST_NOT_FOUND")
    assert await owner.data() == []


async def test_private_playlists_of_others_do_not_exist(group: Group) -> None:
    private, public = await group.owner.create("Private jazz"), await group.owner.create("Jazz", isPublic=True)
    for query in ("scope=public&q=jazz", "scope=public"):
        assert [item["id"] for item in await group.other.data(f"?{query}")] == [public]
    for scope in ("all", "mine", "shared"):
        assert await group.other.data(f"?scope={scope}&q=jazz") == []
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"name": "Mine"}),
        ("DELETE", "", None),
        ("GET", "/entries", None),
        ("POST", "/entries", {"trackIds": [group.tracks["A"]]}),
        ("GET", "/collaborators", None),
        ("PUT", f"/collaborators/{group.other.id}", {"role": "editor"}),
        ("DELETE", f"/collaborators/{group.other.id}", None),
    ):
        response = await group.other.call(method, f"/{private}{path}", **({} if body is None else {"json": body}))
        assert refused(response) == (404, "PLAYLIST_NOT_FOUND"), (method, path)
    seen = await group.other.data(f"/{public}")
    assert seen["role"] is None
    for method, path, body in (
        ("PATCH", "", {"name": "Mine"}),
        ("POST", "/entries", {"trackIds": [group.tracks["A"]]}),
    ):
        response = await group.other.call(method, f"/{public}{path}", json=body)
        assert refused(response) == (403, "PLAYLIST_ROLE_REQUIRED"), (method, path)


async def test_playlists_are_listed_by_their_last_change_and_found_by_name_track_and_artist(group: Group) -> None:
    owner = group.owner
    old = await owner.create("Rainy days", [group.tracks["A"]])
    new = await owner.create("Sunny days", [group.tracks["Secret"]], isPublic=True)

    async def names(query: str) -> list[str]:
        return [item["name"] for item in await owner.data(f"?{query}")]

    assert await names("scope=mine") == ["Sunny days", "Rainy days"]
    await owner.call("POST", f"/{old}/entries", json={"trackIds": [group.tracks["B"]]})
    assert await names("") == ["Rainy days", "Sunny days"]
    assert await names("q=DAYS%20rain") == ["Rainy days"]
    assert await names(f"trackId={group.tracks['B']}") == ["Rainy days"]
    (miles,) = [item["id"] for item in await owner.data("/api/v1/music/artists") if item["name"] == "Miles"]
    assert await names(f"artistId={miles}") == ["Sunny days"]
    assert await group.other.data(f"?scope=public&artistId={miles}") == []
    assert await group.other.data(f"?scope=public&trackId={group.tracks['Secret']}") == []
    assert [item["id"] for item in await group.other.data("?scope=public")] == [new]
    first = await owner.call("GET", "?limit=1")
    meta = first.json()["meta"]
    assert (meta["total"], meta["hasMore"]) == (2, True)
    assert await names(f"limit=1&cursor={meta['nextCursor']}") == ["Sunny days"]


async def test_what_a_viewer_may_not_hear_is_in_no_entry_and_no_count(group: Group) -> None:
    playlist = await group.owner.create("Jazz", [group.tracks["A"], group.tracks["Secret"]], isPublic=True)
    assert await group.owner.titles(playlist) == ["A", "Secret"]
    assert await group.other.titles(playlist) == ["A"]
    seen = await group.other.data(f"/{playlist}")
    assert (seen["entryCount"], seen["durationMs"]) == (1, 200_000)
    (listed,) = await group.other.data("?scope=public")
    assert listed["entryCount"] == 1
    entries = await group.other.call("GET", f"/{playlist}/entries")
    assert entries.json()["meta"]["total"] == 1
    mine = await group.other.create("Mine")
    response = await group.other.call("POST", f"/{mine}/entries", json={"trackIds": [group.tracks["Secret"]]})
    assert refused(response) == (404, "TRACK_NOT_FOUND")
    response = await group.other.call("POST", json={"name": "X", "trackIds": [group.tracks["Secret"]]})
    assert refused(response) == (404, "TRACK_NOT_FOUND")
    assert len(await group.other.data("?scope=mine")) == 1


async def test_a_missing_file_leaves_its_place_until_it_returns(group: Group, music: Music) -> None:
    playlist = await group.owner.create("Jazz", [group.tracks[title] for title in "ABC"])
    path = music.root / "Records/B.flac"
    path.rename(music.root / "elsewhere")
    await music.scan()
    assert await group.owner.titles(playlist) == ["A", "C"]
    assert (await group.owner.data(f"/{playlist}"))["entryCount"] == 2
    (music.root / "elsewhere").rename(path)
    await music.scan()
    assert await group.owner.titles(playlist) == ["A", "B", "C"]


async def test_a_user_has_a_limited_number_of_playlists(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "PLAYLISTS_PER_USER", 2)
    for name in ("One", "Two"):
        await group.owner.create(name)
    assert refused(await group.owner.call("POST", json={"name": "Three"})) == (409, "PLAYLIST_LIMIT_REACHED")
    await group.other.create("One")


async def test_a_deleted_user_leaves_no_playlist_and_stores_none(group: Group, music: Music) -> None:
    own = await group.other.create("Mine", isPublic=True)
    shared = await group.owner.create("Jazz")
    await group.owner.call("PUT", f"/{shared}/collaborators/{group.other.id}", json={"role": "editor"})
    accepted = await group.other.call("POST", f"/api/v1/music/me/playlist-invitations/{shared}/accept")
    assert accepted.status_code == 200
    await group.other.call("POST", f"/{shared}/entries", json={"trackIds": [group.tracks["A"]]})
    async with music.container.units.begin() as work:
        await erase_users(work, {group.other.id})
    assert refused(await group.owner.call("GET", f"/{own}")) == (404, "PLAYLIST_NOT_FOUND")
    assert await group.owner.data(f"/{shared}/collaborators") == []
    (entry,) = await group.owner.data(f"/{shared}/entries")
    assert (entry["track"]["title"], entry["addedBy"]) == ("A", None)
    assert refused(await group.other.call("POST", json={"name": "New"})) == (403, "ACCOUNT_ERASED")
    invited = await group.owner.call("PUT", f"/{shared}/collaborators/{group.other.id}", json={"role": "viewer"})
    assert refused(invited) == (404, "COLLABORATOR_NOT_FOUND")


async def test_invalid_playlists_are_refused(group: Group) -> None:
    for body in (
        {},
        {"name": ""},
        {"name": "  "},
        {"name": "x" * 101},
        {"name": "a\0b"},
        {"name": "x", "description": "x" * 2001},
        {"name": "x", "isPublic": "yes"},
        {"name": "x", "trackIds": ["nonsense"]},
        {"name": "x", "trackIds": [str(uuid4())] * 1001},
        {"name": "x", "more": 1},
    ):
        assert refused(await group.owner.call("POST", json=body)) == (400, "VALIDATION_ERROR"), body
    for query in ("scope=everything", "q=", "trackId=x", "cursor=x", "limit=0"):
        assert refused(await group.owner.call("GET", f"?{query}")) == (400, "VALIDATION_ERROR"), query
    playlist = await group.owner.create()
    for change in ({"name": None}, {"isPublic": None}, {"name": ""}):
        response = await group.owner.call("PATCH", f"/{playlist}", json=change)
        assert refused(response) == (400, "VALIDATION_ERROR"), change
