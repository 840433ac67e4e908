"""Entries of playlists: added, removed, moved, by several at the same time."""

import asyncio
from uuid import uuid4

import pytest
from services.music.tests.integration.playlists.conftest import Group, refused

from chassis.core.lists import ranks
from music.domain.playlists import playlist as rules


async def entries(group: Group, playlist: str) -> dict[str, str]:
    """Return the ids of entries by title."""
    return {entry["track"]["title"]: entry["id"] for entry in await group.owner.data(f"/{playlist}/entries")}


async def test_tracks_are_added_at_places_and_removed(group: Group) -> None:
    owner, tracks = group.owner, group.tracks
    playlist = await owner.create("Jazz", [tracks["B"]])
    (entry,) = (await entries(group, playlist)).values()
    for place, title in (
        ({"side": "start"}, "A"),
        ({"side": "end"}, "D"),
        ({"side": "after", "entryId": entry}, "C"),
        ({"side": "before", "entryId": entry}, "C"),
    ):
        body = {"trackIds": [tracks[title]], "place": place}
        response = await owner.call("POST", f"/{playlist}/entries", json=body)
        assert response.status_code == 200, response.text
    assert await owner.titles(playlist) == ["A", "C", "B", "C", "D"]
    assert await owner.titles(playlist, "&q=c") == ["C", "C"]
    ids = await entries(group, playlist)
    removed = await owner.call("POST", f"/{playlist}/entries/removals", json={"entryIds": [ids["C"], str(uuid4())]})
    assert (removed.json()["data"]["entryCount"], removed.headers["etag"]) == (4, '"6"')
    assert await owner.titles(playlist) == ["A", "C", "B", "D"]
    for _ in range(2):
        assert (await owner.call("DELETE", f"/{playlist}/entries/{ids['A']}")).status_code == 204
    assert await owner.titles(playlist) == ["C", "B", "D"]
    pages: list[str] = []
    cursor = ""
    while True:
        page = (await owner.call("GET", f"/{playlist}/entries?limit=1{cursor}")).json()
        pages += [entry["track"]["title"] for entry in page["data"]]
        if not page["meta"]["hasMore"]:
            break
        cursor = f"&cursor={page['meta']['nextCursor']}"
    assert pages == ["C", "B", "D"]


async def test_duplicates_are_added_skipped_or_refused(group: Group) -> None:
    owner, tracks = group.owner, group.tracks
    playlist = await owner.create("Jazz", [tracks["A"]])
    body = {"trackIds": [tracks["A"], tracks["B"], tracks["B"]]}
    response = await owner.call("POST", f"/{playlist}/entries", json={**body, "duplicates": "refuse"})
    assert refused(response) == (409, "PLAYLIST_HAS_TRACK")
    assert response.json()["error"]["details"] == {"trackId": tracks["A"]}
    skipped = await owner.call("POST", f"/{playlist}/entries", json={**body, "duplicates": "skip"})
    assert (len(skipped.json()["data"]["entryIds"]), skipped.json()["data"]["skipped"]) == (1, 2)
    assert await owner.titles(playlist) == ["A", "B"]
    added = await owner.call("POST", f"/{playlist}/entries", json=body)
    assert (len(added.json()["data"]["entryIds"]), added.json()["data"]["skipped"]) == (3, 0)
    assert await owner.titles(playlist) == ["A", "B", "A", "B", "B"]
    none = await owner.call("POST", f"/{playlist}/entries", json={**body, "duplicates": "skip"})
    assert (none.json()["data"]["entryIds"], none.headers["etag"]) == ([], added.headers["etag"])


async def test_an_entry_is_moved_before_another(group: Group) -> None:
    owner = group.owner
    playlist = await owner.create("Jazz", [group.tracks[title] for title in "ABCD"])
    ids = await entries(group, playlist)

    async def move(title: str, **place: str) -> list[str]:
        response = await owner.call("PUT", f"/{playlist}/entries/{ids[title]}/position", json=place)
        assert response.status_code == 200, response.text
        return await owner.titles(playlist)

    assert await move("D", side="before", entryId=ids["B"]) == ["A", "D", "B", "C"]
    assert await move("A", side="end") == ["D", "B", "C", "A"]
    assert await move("C", side="start") == ["C", "D", "B", "A"]
    assert await move("C", side="after", entryId=ids["D"]) == ["D", "C", "B", "A"]
    assert await move("C", side="before", entryId=ids["C"]) == ["D", "C", "B", "A"]
    for path, place in (
        (ids["A"], {"side": "before", "entryId": str(uuid4())}),
        (str(uuid4()), {"side": "start"}),
    ):
        response = await owner.call("PUT", f"/{playlist}/entries/{path}/position", json=place)
        assert refused(response) == (404, "PLAYLIST_ENTRY_NOT_FOUND")
    for place in ({"side": "before"}, {"side": "end", "entryId": ids["A"]}, {"side": "middle"}, {}):
        response = await owner.call("PUT", f"/{playlist}/entries/{ids['A']}/position", json=place)
        assert refused(response) == (400, "VALIDATION_ERROR")
    stale = await owner.call(
        "PUT", f"/{playlist}/entries/{ids['A']}/position", json={"side": "start"}, headers={"If-Match": '"1"'}
    )
    assert refused(stale) == (412, "PRECONDITION_FAILED")


async def test_moves_between_the_same_entries_never_run_out_of_places(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranks, "GAP", 2)
    playlist = await group.owner.create("Jazz", [group.tracks[title] for title in "ABCD"])
    ids = await entries(group, playlist)
    for title in "CDCDC":
        place = {"side": "before", "entryId": ids["B"]}
        await group.owner.call("PUT", f"/{playlist}/entries/{ids[title]}/position", json=place)
    assert await group.owner.titles(playlist) == ["A", "D", "C", "B"]


async def test_changes_at_the_same_time_lose_nothing(group: Group) -> None:
    playlist = await group.owner.create("Jazz", [group.tracks[title] for title in "ABCD"])
    ids = await entries(group, playlist)
    path = f"/{playlist}/entries"
    await group.owner.call("PUT", f"/{playlist}/collaborators/{group.other.id}", json={"role": "editor"})
    await group.other.call("POST", f"/api/v1/music/me/playlist-invitations/{playlist}/accept")
    await asyncio.gather(
        *(group.other.call("PUT", f"{path}/{ids[title]}/position", json={"side": "start"}) for title in "ABCD"),
        *(group.owner.call("POST", path, json={"trackIds": [group.tracks["Secret"]]}) for _ in range(4)),
    )
    titles = await group.owner.titles(playlist)
    assert sorted(titles[:4]) == ["A", "B", "C", "D"]
    assert titles[4:] == ["Secret"] * 4
    assert (await group.owner.data(f"/{playlist}"))["revision"] == 9


async def test_a_playlist_has_a_limited_number_of_entries(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "ENTRIES_PER_PLAYLIST", 3)
    playlist = await group.owner.create("Jazz", [group.tracks["A"], group.tracks["B"]])
    body = {"trackIds": [group.tracks["C"], group.tracks["D"]]}
    response = await group.owner.call("POST", f"/{playlist}/entries", json=body)
    assert refused(response) == (409, "PLAYLIST_ENTRY_LIMIT_REACHED")
    assert await group.owner.titles(playlist) == ["A", "B"]


async def test_collaborators_are_invited_accept_change_entries_and_leave(group: Group) -> None:
    owner, other = group.owner, group.other
    playlist = await owner.create("Jazz", [group.tracks["A"], group.tracks["Secret"]])
    member = f"/{playlist}/collaborators/{other.id}"
    invited = await owner.call("PUT", member, json={"role": "viewer"})
    assert (invited.json()["data"]["status"], invited.json()["data"]["role"]) == ("pending", "viewer")
    assert refused(await other.call("GET", f"/{playlist}")) == (404, "PLAYLIST_NOT_FOUND")
    assert await other.data("?scope=shared") == []
    invitations = "/api/v1/music/me/playlist-invitations"
    (invitation,) = await other.data(invitations)
    assert (invitation["playlistId"], invitation["name"], invitation["role"]) == (playlist, "Jazz", "viewer")
    for _ in range(2):
        accepted = await other.call("POST", f"{invitations}/{playlist}/accept")
        assert (accepted.json()["data"]["role"], accepted.json()["data"]["entryCount"]) == ("viewer", 1)
    assert await other.data(invitations) == []
    for scope in ("shared", "all"):
        assert [item["id"] for item in await other.data(f"?scope={scope}")] == [playlist]
    body = {"trackIds": [group.tracks["B"]]}
    assert refused(await other.call("POST", f"/{playlist}/entries", json=body)) == (403, "PLAYLIST_ROLE_REQUIRED")
    promoted = await owner.call("PUT", member, json={"role": "editor"})
    assert (promoted.json()["data"]["status"], promoted.json()["data"]["role"]) == ("accepted", "editor")
    assert (await other.call("POST", f"/{playlist}/entries", json=body)).status_code == 200
    assert await owner.titles(playlist) == ["A", "Secret", "B"]
    assert refused(await other.call("PATCH", f"/{playlist}", json={"name": "X"})) == (403, "PLAYLIST_ROLE_REQUIRED")
    assert refused(await other.call("PUT", member, json={"role": "viewer"})) == (403, "PLAYLIST_ROLE_REQUIRED")
    assert len(await other.data(f"/{playlist}/collaborators")) == 1
    assert (await other.call("DELETE", member)).status_code == 204
    assert refused(await other.call("GET", f"/{playlist}")) == (404, "PLAYLIST_NOT_FOUND")
    assert refused(await owner.call("DELETE", member)) == (404, "COLLABORATOR_NOT_FOUND")


async def test_invitations_are_declined_and_refused(group: Group) -> None:
    owner, other = group.owner, group.other
    playlist = await owner.create("Jazz", isPublic=True)
    member = f"/{playlist}/collaborators/{other.id}"
    await owner.call("PUT", member, json={"role": "editor"})
    assert (await other.call("DELETE", member)).status_code == 204
    accepted = await other.call("POST", f"/api/v1/music/me/playlist-invitations/{playlist}/accept")
    assert refused(accepted) == (404, "PLAYLIST_NOT_FOUND")
    own = f"/{playlist}/collaborators/{owner.id}"
    assert refused(await owner.call("PUT", own, json={"role": "editor"})) == (409, "OWNER_CANNOT_COLLABORATE")
    assert refused(await owner.call("DELETE", own)) == (409, "OWNER_CANNOT_COLLABORATE")
    unknown = await owner.call("PUT", f"/{playlist}/collaborators/{uuid4()}", json={"role": "editor"})
    assert refused(unknown) == (404, "COLLABORATOR_NOT_FOUND")
    assert refused(await other.call("GET", f"/{playlist}/collaborators")) == (403, "PLAYLIST_ROLE_REQUIRED")
    assert refused(await owner.call("PUT", member, json={"role": "owner"})) == (400, "VALIDATION_ERROR")
