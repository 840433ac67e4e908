"""Pages of playlists: lists, one with its entries, what is changed, and who shares it."""

import json
import re
from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.music_data import (
    AT,
    ENTRY_ID,
    FURTHER,
    LAST,
    PLAYLIST_ID,
    SCAN_ID,
    TRACK_ID,
    USER_ID,
    keep_music,
    listener,
    playlist,
    track,
)

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

__all__ = ["listener"]
PLAYLIST: Final = f"music/playlists/{PLAYLIST_ID}"
ENTRIES: Final = f"{PLAYLIST}/entries"
PEOPLE: Final = f"{PLAYLIST}/collaborators"
PAGE: Final = f"/{PLAYLIST}"
INVITATION: Final = {"playlistId": PLAYLIST_ID, "name": "Be <my> guest", "ownerId": USER_ID, "role": "editor"}


@pytest.fixture(autouse=True)
def music(api: FakeApi) -> None:
    """Let the API know a playlist with two entries, which another user may change."""
    keep_music(api)
    entries = [
        {"id": ENTRY_ID, "track": track(), "addedBy": "u1", "addedAt": AT},
        {"id": SCAN_ID, "track": track(title="Be My Husband"), "addedBy": None, "addedAt": AT},
    ]
    person = {"userId": USER_ID, "role": "editor", "status": "pending", "invitedAt": AT, "acceptedAt": None}
    api.on("music/playlists", Reply(200, [playlist()], FURTHER))
    api.on("music/me/playlist-invitations", Reply(200, [INVITATION]))
    api.on(PLAYLIST, Reply(200, playlist()))
    api.on(ENTRIES, Reply(200, entries, LAST))
    api.on(PEOPLE, Reply(200, [person]))
    api.on("users", Reply(200, [{"id": USER_ID, "username": "ada"}]))
    api.on("users/ada", Reply(200, {"id": USER_ID, "username": "ada"}))


async def page(http: httpx2.AsyncClient, path: str) -> str:
    """Return a page of a user."""
    response = await http.get(path, headers=cookies())
    assert response.status_code == 200, response.text
    return response.text


async def send(http: httpx2.AsyncClient, address: str, /, **fields: Any) -> httpx2.Response:
    """Send a form of a user."""
    return await http.post(address, data={"csrf": csrf_token("r1"), **fields}, headers=cookies())


async def test_playlists_are_listed_by_who_has_them(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(listener, "/music/playlists?scope=public")
    for shown in ("Road &lt;trip&gt;", "2 tracks", "11 min", "scope=public&amp;cursor=c2", 'data-kind="playlist"'):
        assert shown in text
    for shown in ("Be &lt;my&gt; guest", ">ada<", f"/music/playlists/{PLAYLIST_ID}/collaborators/u1/remove"):
        assert shown in text
    assert [call.query["scope"] for call in api.calls if call.path == "music/playlists"] == ["public"]
    api.on("music/playlists", Reply(200, [], LAST))
    api.on("music/me/playlist-invitations", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert "There is no playlist here yet." in await page(listener, "/music/playlists?scope=<>")


async def test_playlist_is_created_with_a_track(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("music/playlists", Reply(201, playlist()), "POST")
    response = await send(listener, "/music/playlists", name=" Trip ", isPublic="true", track=TRACK_ID)
    assert response.headers["location"] == PAGE
    assert api.calls[-1].json == {"name": "Trip", "isPublic": True, "trackIds": [TRACK_ID]}
    api.on("music/playlists", ApiError(409, "PLAYLIST_LIMIT_REACHED", "x"), "POST")
    response = await send(listener, "/music/playlists", name="T<p")
    assert response.status_code == 409
    assert ("You have as many playlists" in response.text, 'value="T&lt;p"' in response.text) == (True, True)


async def test_entries_are_played_moved_and_removed(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(listener, PAGE)
    assert re.findall(r'data-item="([^"]+)"', text) == [ENTRY_ID, SCAN_ID]
    assert f'data-reorder="{PAGE}/entries"' in text
    assert f'<input type="hidden" name="other" value="{SCAN_ID}">' in text
    queue = json.loads(await page(listener, f"/music/queue?kind=playlist&id={PLAYLIST_ID}"))
    assert [one["title"] for one in queue] == ["Sinnerman & <co>", "Be My Husband"]
    api.on(f"{ENTRIES}/{ENTRY_ID}/position", Reply(200, playlist()), "PUT")
    assert (await send(listener, f"{PAGE}/entries/{ENTRY_ID}/position", side="after", other=SCAN_ID)).status_code == 303
    assert api.calls[-1].json == {"side": "after", "entryId": SCAN_ID}
    assert (await send(listener, f"{PAGE}/entries/{ENTRY_ID}/position", side="start")).status_code == 303
    assert api.calls[-1].json == {"side": "start"}
    for fields in ({"side": "x"}, {"side": "after", "other": "x"}):
        assert (await send(listener, f"{PAGE}/entries/{ENTRY_ID}/position", **fields)).status_code == 400
    api.on(f"{ENTRIES}/{ENTRY_ID}", Reply(204), "DELETE")
    assert (await send(listener, f"{PAGE}/entries/{ENTRY_ID}/remove")).headers["location"] == PAGE


@pytest.mark.parametrize(
    ("role", "can_move", "can_rename", "has_people"),
    [("editor", True, False, True), ("viewer", False, False, True), (None, False, False, False)],
)
async def test_others_are_offered_what_they_may_do(
    listener: httpx2.AsyncClient, api: FakeApi, role: str | None, can_move: bool, can_rename: bool, has_people: bool
) -> None:
    api.on(PLAYLIST, Reply(200, playlist(role=role, ownerId=USER_ID)))
    text = await page(listener, PAGE)
    shown = ("data-reorder" in text, f'action="{PAGE}"' in text, "Shared with" in text)
    assert shown == (can_move, can_rename, has_people)
    assert f"{PAGE}/delete" not in text
    assert any(call.path == PEOPLE for call in api.calls) is has_people


async def test_tracks_are_added_once(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    readable = playlist(role="viewer", id=SCAN_ID, name="Of another")
    api.on("music/playlists", Reply(200, [playlist(), readable], LAST))
    text = await page(listener, f"/music/playlists/choice?track={TRACK_ID}")
    assert (f'action="{PAGE}/entries"' in text, "Of another" in text) == (True, False)
    for added, notice in (([ENTRY_ID], "music.entries_added"), ([], "music.entries_present")):
        api.on(ENTRIES, Reply(200, {"entryIds": added, "skipped": 0}), "POST")
        response = await send(listener, f"{PAGE}/entries", track=TRACK_ID)
        assert api.calls[-1].json == {"trackIds": [TRACK_ID], "duplicates": "skip"}
        assert f"notice={notice}" in response.headers["set-cookie"]
    for query in ("", "?track=x", f"?track={SCAN_ID}"):
        assert (await listener.get(f"/music/playlists/choice{query}", headers=cookies())).status_code == 404


async def test_details_are_changed_as_they_were_seen(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(PLAYLIST, Reply(200, playlist()), "PATCH")
    assert (await send(listener, PAGE, name="Trip", description=" ", version="3")).headers["location"] == PAGE
    assert api.calls[-1].json == {"name": "Trip", "description": None, "isPublic": False}
    assert api.calls[-1].headers["If-Match"] == '"3"'
    details = {"errors": [{"field": "name", "in": "body", "rule": "string_too_short", "params": {"minLength": 1}}]}
    api.on(PLAYLIST, ApiError(400, "VALIDATION_ERROR", "x", details), "PATCH")
    response = await send(listener, PAGE, name="", description="<d>", version="3")
    assert (response.status_code, "&lt;d&gt;" in response.text, "data-invalid" in response.text) == (400, True, True)
    api.on(PLAYLIST, ApiError(412, "PRECONDITION_FAILED"), "PATCH")
    assert (await send(listener, PAGE, name="x", version="2")).status_code == 412
    api.on(PLAYLIST, Reply(204), "DELETE")
    assert (await send(listener, f"{PAGE}/delete")).headers["location"] == "/music/playlists"


async def test_users_are_invited_accept_and_leave(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"{PEOPLE}/{USER_ID}", Reply(200, {}), "PUT")
    assert (await send(listener, f"{PAGE}/collaborators", username="ada", role="viewer")).status_code == 303
    assert api.calls[-1].json == {"role": "viewer"}
    for name in ("bob", "a/b", ""):
        response = await send(listener, f"{PAGE}/collaborators", username=name, role="viewer")
        assert (response.status_code, "No user with a public profile" in response.text) == (400, True)
    api.on(f"{PEOPLE}/{USER_ID}", ApiError(409, "OWNER_CANNOT_COLLABORATE", "x"), "PUT")
    response = await send(listener, f"{PAGE}/collaborators", username="ada", role="editor")
    assert (response.status_code, "ada cannot be invited." in response.text) == (400, True)
    api.on(f"music/me/playlist-invitations/{PLAYLIST_ID}/accept", Reply(200, playlist()), "POST")
    assert (await send(listener, f"/music/playlists/invitations/{PLAYLIST_ID}/accept")).headers["location"] == PAGE
    api.on(f"{PEOPLE}/{USER_ID}", Reply(204), "DELETE")
    assert (await send(listener, f"{PAGE}/collaborators/{USER_ID}/remove")).headers["location"] == PAGE


async def test_playlist_of_another_does_not_exist(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(PLAYLIST, ApiError(404, "PLAYLIST_NOT_FOUND"))
    assert (await listener.get(PAGE, headers=cookies())).status_code == 404
