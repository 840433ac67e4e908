"""The pages of sessions in which users watch or listen together."""

from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.component.test_social import AT, OTHER, PERSON, form
from services.web.tests.fakes import FakeApi

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

SESSION: Final = "0199b11c-83d2-7f74-a5e6-7081929394a5"
ITEM: Final = "0199b11c-94e3-7085-b6f7-8192a3a4b5c6"
API: Final = f"social/sessions/{SESSION}"
PAGE: Final = f"/my/together/{SESSION}"


def item(**changes: Any) -> dict[str, Any]:
    """Return an item of a queue."""
    facts = {"id": ITEM, "mediaItemId": OTHER, "title": "Orchard <3", "slug": "orchard", "season": 1, "episode": 4}
    return {**facts, "trackId": None, "durationMs": None, "addedBy": PERSON, "addedAt": AT, **changes}


def session(role: str = "host", **changes: Any) -> dict[str, Any]:
    """Return a session."""
    member = {"user": PERSON, "role": "listener", "joinedAt": AT, "isPresent": False}
    return {
        "id": SESSION,
        "kind": "watching",
        "name": "Evening <b>",
        "adding": "everyone",
        "role": role,
        "code": "KQTR-WXYZ" if role == "host" else None,
        "codeExpiresAt": AT if role == "host" else None,
        "createdAt": AT,
        "revision": 3,
        "members": [member],
        "playback": {"state": "playing", "positionMs": 61_500, "at": AT, "rate": 1.0, "version": 7, "item": item()},
        "queue": [item(id=OTHER), item()],
        **changes,
    }


async def test_a_session_is_begun_and_joined(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("social/sessions", Reply(200, [session()]))
    page = (await http.get("/my/together", headers=cookies())).text
    for text in ("Evening &lt;b&gt;", f'href="{PAGE}"', "1 member", 'href="/my/together" aria-current="page"'):
        assert text in page
    assert (await http.get("/my/together")).status_code == 303
    api.on("social/sessions", Reply(201, session()), "POST")
    sent = form(name="Evening", kind="watching", adding="djs")
    response = await http.post("/my/together", data=sent, headers=cookies())
    assert (response.status_code, response.headers["location"]) == (303, PAGE)
    assert api.calls[-1].json == {"kind": "watching", "name": "Evening", "adding": "djs"}

    api.on("social/sessions/join", Reply(200, session("listener")), "POST")
    response = await http.post("/my/together/join", data=form(code=" kqtr-wxyz "), headers=cookies())
    assert (response.headers["location"], api.calls[-1].json) == (PAGE, {"code": "kqtr-wxyz"})
    api.on("social/sessions/join", ApiError(404, "TOGETHER_CODE_NOT_FOUND"), "POST")
    response = await http.post("/my/together/join", data=form(code="BBBB-BBBB"), headers=cookies())
    assert response.status_code == 400
    assert "No session has this code" in response.text
    assert 'value="BBBB-BBBB"' in response.text


async def test_a_session_shows_what_its_role_permits(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(API, Reply(200, session()))
    page = (await http.get(PAGE, headers=cookies())).text
    socket = f'data-socket="/api/v1/social/stream/sessions/{SESSION}/socket"'
    controls = ("KQTR-WXYZ", "Pause", f"{PAGE}/next", f"{PAGE}/kick", f"{PAGE}/end", f"{PAGE}/change", f"{PAGE}/move")
    for text in (socket, "Orchard &lt;3", "season 1, episode 4", "61 s", "away", "ben_7", *controls):
        assert text in page
    part = (await http.get(PAGE, headers={**cookies(), "HX-Request": "true"})).text
    assert "<html" not in part
    assert 'hx-trigger="together-changed"' in part

    listener = session("listener", adding="djs", playback={**session()["playback"], "item": None})
    api.on(API, Reply(200, listener))
    page = (await http.get(PAGE, headers=cookies())).text
    assert "Nothing is played yet" in page
    assert [text for text in (*controls, f"{PAGE}/add", f"{PAGE}/remove") if text in page] == []
    assert f"{PAGE}/leave" in page

    # A track has its name where the visitor may hear it.
    track = item(mediaItemId=None, title=None, slug=None, season=None, episode=None, trackId=OTHER)
    api.on(API, Reply(200, session(kind="listening", queue=[track, {**track, "trackId": ITEM}])))
    api.on(f"music/tracks/{OTHER}", Reply(200, {"title": "Blue & green"}))
    hits = {"artists": [], "albums": [], "tracks": [{"id": ITEM, "title": "Red", "durationMs": 1000}]}
    api.on("music/search", Reply(200, hits))
    page = (await http.get(f"{PAGE}?q=red", headers=cookies())).text
    for text in ("Blue &amp; green", "a track", f'name="trackId" value="{ITEM}"', 'name="durationMs" value="1000"'):
        assert text in page
    api.on(API, ApiError(404, "TOGETHER_SESSION_NOT_FOUND"))
    assert (await http.get(PAGE, headers=cookies())).status_code == 404


async def test_buttons_change_a_session(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(API, Reply(200, session()))
    playback, queue, members = f"{API}/playback", f"{API}/queue", f"{API}/members/{OTHER}"
    for change, fields, method, path, body in (
        ("play", {}, "PUT", playback, {"action": "play"}),
        ("pause", {}, "PUT", playback, {"action": "pause"}),
        ("seek", {"seconds": "90"}, "PUT", playback, {"action": "seek", "positionMs": 90_000}),
        ("next", {"version": "7"}, "PUT", playback, {"action": "next"}),
        (
            "add",
            {"mediaItemId": OTHER, "season": "1", "episode": "2"},
            "POST",
            queue,
            {"mediaItemId": OTHER, "season": 1, "episode": 2},
        ),
        (
            "add",
            {"trackId": OTHER, "season": " ", "durationMs": "1000"},
            "POST",
            queue,
            {"trackId": OTHER, "durationMs": 1000},
        ),
        # What is no number reaches the API, which rejects it by its name.
        ("add", {"mediaItemId": OTHER, "season": "one"}, "POST", queue, {"mediaItemId": OTHER, "season": "one"}),
        ("seek", {"seconds": "soon"}, "PUT", playback, {"action": "seek", "positionMs": "soon"}),
        ("remove", {"itemId": ITEM}, "DELETE", f"{queue}/{ITEM}", None),
        ("move", {"itemId": ITEM, "before": OTHER}, "PUT", f"{queue}/{ITEM}", {"before": OTHER}),
        ("role", {"userId": OTHER, "role": "dj"}, "PUT", members, {"role": "dj"}),
        ("kick", {"userId": OTHER}, "DELETE", members, None),
        ("code", {}, "POST", f"{API}/code", None),
        ("change", {"name": "N", "adding": "djs"}, "PATCH", API, {"name": "N", "adding": "djs"}),
        ("leave", {}, "POST", f"{API}/leave", None),
        ("end", {}, "DELETE", API, None),
    ):
        api.on(path, Reply(200, session()), method)
        response = await http.post(f"{PAGE}/{change}", data=form(**fields), headers=cookies())
        call = api.calls[-1]
        assert (response.status_code, call.method, call.path, call.json) == (303, method, path, body), change
        assert call.headers.get("If-Match") == ('"7"' if change == "next" else None)
        assert response.headers["location"] == ("/my/together" if change in ("leave", "end") else PAGE)

    # Another member has skipped before: the page shows what is played now.
    api.on(playback, ApiError(412, "TOGETHER_PLAYBACK_CHANGED"), "PUT")
    assert (await http.post(f"{PAGE}/next", data=form(version="7"), headers=cookies())).status_code == 303
    api.on(playback, ApiError(403, "TOGETHER_ROLE_REQUIRED"), "PUT")
    response = await http.post(f"{PAGE}/play", data=form(), headers=cookies())
    assert (response.status_code, "Your role in this session" in response.text) == (403, True)
    for path, fields in (("dance", {}), ("kick", {"userId": "../x"})):
        assert (await http.post(f"{PAGE}/{path}", data=form(**fields), headers=cookies())).status_code == 404
    assert (await http.post(f"{PAGE}/play", data={}, headers=cookies())).status_code == 403
