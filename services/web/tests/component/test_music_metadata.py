"""The pages of administrators about metadata of music, missing files and the analysis."""

from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.music_data import (
    ADMIN,
    ALBUM_ID,
    ARTIST_ID,
    AT,
    FOLDER_ID,
    FURTHER,
    LAST,
    SCAN_ID,
    TRACK_ID,
    USER_ID,
    album,
    artist,
    folder,
    listener,
)

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

__all__ = ["listener"]
CONFLICT: Final = f"admin/music/conflicts/{SCAN_ID}"
ALBUM: Final = f"/admin/music/albums/{ALBUM_ID}"
MBID: Final = "2944824d-4c26-476f-a981-be849081942f"
PROGRESS: Final = {
    "pending": 840,
    "running": 2,
    "ready": 1200,
    "failed": 3,
    "isRunning": True,
    "remainingSeconds": 420,
    "problem": None,
}
MISSING: Final = {
    "id": TRACK_ID,
    "title": "Sinner<man>",
    "artists": ["Nina <S>"],
    "albumId": ALBUM_ID,
    "albumName": "Blues",
    "folderId": FOLDER_ID,
    "folderName": "Records",
    "missingSince": AT,
}


def conflict(field: str = "picture", *suggestions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a conflict of an album."""
    stored: dict[str, Any] = {
        "id": SCAN_ID,
        "kind": "album",
        "entityId": ALBUM_ID,
        "entityName": "Pastel <Blues>",
        "field": field,
        "source": "coverart" if field == "picture" else "musicbrainz",
        "status": "pending",
        "suggestionCount": len(suggestions),
        "createdAt": AT,
        "updatedAt": AT,
        "resolvedBy": None,
        "resolvedAt": None,
        "chosen": None,
        "current": "5f1d" if field == "picture" else None,
        "suggestions": list(suggestions),
    }
    return {**stored, **changes}


def suggestion(**changes: Any) -> dict[str, Any]:
    """Return a suggestion."""
    stored = {"value": MBID, "label": "Nina <Simone>, US", "score": 84, "releaseGroupMbid": None, "url": None}
    return {**stored, "pictureUrl": None, **changes}


def database(source: str, **changes: Any) -> dict[str, Any]:
    """Return how a database does."""
    stored: dict[str, Any] = {
        "source": source,
        "isConfigured": True,
        "callsPerSecond": 1,
        "breaker": "closed",
        "retryAt": None,
        "lastSuccessAt": AT,
        "lastFailureAt": None,
        "lastFailure": None,
    }
    return {**stored, **changes}


def fill(api: FakeApi) -> None:
    """Let the API know a conflict, databases, missing tracks and the analysis."""
    picture = suggestion(
        value="7a84", label="Front cover", score=None, url="https://musicbrainz.org/release/x", pictureUrl="/api/p"
    )
    api.on("admin/music/conflicts", Reply(200, [conflict("mbid", suggestion()), conflict()], FURTHER))
    api.on(CONFLICT, Reply(200, conflict("picture", picture)))
    failing = database("coverart", breaker="open", lastFailure="timeout: <8 s>", lastFailureAt=AT, retryAt=AT)
    databases = [database("musicbrainz"), failing, database("fanart", isConfigured=False)]
    api.on("admin/music/providers", Reply(200, databases))
    api.on("admin/music/missing", Reply(200, [MISSING], LAST))
    api.on("admin/music/analysis", Reply(200, PROGRESS))
    api.on("admin/music/folders", Reply(200, [folder()]))
    api.on("admin/music/scans", Reply(200, []))
    api.on("admin/music/schedules", Reply(200, []))
    api.on(f"music/albums/{ALBUM_ID}", Reply(200, {**album(mbid=MBID, coverProblem="not_a_picture"), "tracks": []}))
    api.on(f"music/artists/{ARTIST_ID}", Reply(200, artist(coverProblem=None)))


@pytest.fixture(autouse=True)
def metadata(api: FakeApi) -> None:
    """Let the API know what these pages show."""
    fill(api)


async def page(http: httpx2.AsyncClient, path: str) -> str:
    """Return a page of an administrator."""
    response = await http.get(path, headers=ADMIN)
    assert response.status_code == 200, response.text
    return response.text


async def send(http: httpx2.AsyncClient, address: str, /, **fields: str) -> httpx2.Response:
    """Send a form of an administrator."""
    return await http.post(address, data={"csrf": csrf_token("r1"), **fields}, headers=ADMIN)


@pytest.mark.parametrize(
    "path",
    [
        "/admin/music/conflicts",
        f"/admin/music/conflicts/{SCAN_ID}",
        "/admin/music/missing",
        "/admin/music/analysis",
        ALBUM,
    ],
)
async def test_pages_are_for_administrators(http: httpx2.AsyncClient, listener: httpx2.AsyncClient, path: str) -> None:
    assert (await listener.get(path, headers=cookies())).status_code == 403
    assert (await http.get(path, headers=ADMIN)).status_code == 404
    assert (await listener.get(path, headers=ADMIN)).status_code == 200


async def test_conflicts_are_listed_with_the_databases(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(listener, "/admin/music/conflicts?status=ignored&field=picture")
    query = next(call.query for call in api.calls if call.path == "admin/music/conflicts")
    assert (query["status"], query["field"]) == ("ignored", "picture")
    for shown in (
        "Pastel &lt;Blues&gt;",
        "Cover Art Archive",
        "timeout: &lt;8 s&gt;",
        "is not called for now",
        "not configured",
        "?status=ignored&amp;field=picture&amp;cursor=c2",
    ):
        assert shown in text, shown


async def test_pictures_of_a_conflict_are_beside_each_other(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(listener, f"/admin/music/conflicts/{SCAN_ID}")
    for shown in (
        f'src="/api/v1/music/albums/{ALBUM_ID}/cover?size=medium"',
        'src="/api/p?size=medium"',
        'href="https://musicbrainz.org/release/x"',
        'name="suggestion" value="0"',
        f'action="/{CONFLICT}/reject"',
    ):
        assert shown in text, shown
    resolved = conflict("mbid", suggestion(), status="accepted", chosen=0, resolvedBy=USER_ID, resolvedAt=AT)
    api.on(CONFLICT, Reply(200, resolved))
    api.on("users", Reply(200, [{"id": USER_ID, "username": "ada"}]))
    text = await page(listener, f"/admin/music/conflicts/{SCAN_ID}")
    for shown in ("Nina &lt;Simone&gt;, US", "Match: 84 of 100", f"musicbrainz.org/release/{MBID}", "ada"):
        assert shown in text, shown
    assert "/accept" not in text


@pytest.mark.parametrize(("decision", "body"), [("accept", {"suggestion": 1}), ("reject", None), ("ignore", None)])
async def test_conflict_is_decided_once(
    listener: httpx2.AsyncClient, api: FakeApi, decision: str, body: dict[str, int] | None
) -> None:
    address = f"/{CONFLICT}/{decision}"
    api.on(address[1:], Reply(200, conflict()), "POST")
    response = await send(listener, address, suggestion="1")
    assert (response.headers["location"], api.calls[-1].json) == ("/admin/music/conflicts", body)
    api.on(address[1:], ApiError(409, "MUSIC_CONFLICT_RESOLVED"), "POST")
    response = await send(listener, address, suggestion="1")
    assert (response.status_code, "The conflict was decided before." in response.text) == (409, True)
    assert (await send(listener, f"/{CONFLICT}/delete")).status_code == 404


async def test_missing_tracks_are_deleted(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(listener, f"/admin/music/missing?folderId={FOLDER_ID}")
    assert ("Sinner&lt;man&gt;" in text, f'<option value="{FOLDER_ID}" selected>' in text) == (True, True)
    api.on("admin/music/missing/purge", Reply(200, {"deleted": 1, "remaining": 0}), "POST")
    for folder_id, body in ((FOLDER_ID, {"folderId": FOLDER_ID}), ("", {})):
        assert (await send(listener, "/admin/music/missing/purge", folderId=folder_id)).status_code == 303
        assert api.calls[-1].json == body
    api.on(f"admin/music/missing/{TRACK_ID}", Reply(204), "DELETE")
    assert (await send(listener, f"/admin/music/missing/{TRACK_ID}/delete")).status_code == 303


async def test_analysis_is_shown_and_tried_again(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(listener, "/admin/music")
    for shown in ("1,200", "840", "about 7 min left", 'hx-get="/admin/music/analysis"', "every 15s"):
        assert shown in text, shown
    api.on("admin/music/analysis/retry", Reply(202, PROGRESS), "POST")
    assert (await send(listener, "/admin/music/analysis/retry")).headers["location"] == "/admin/music"


async def test_cover_is_uploaded_or_refused(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    assert "not_a_picture" in await page(listener, ALBUM)
    path = f"admin/music/albums/{ALBUM_ID}/cover"
    api.on(path, Reply(200, album()), "PUT")
    fields = {"csrf": csrf_token("r1")}
    response = await listener.post(f"{ALBUM}/picture", data=fields, files={"file": ("a.png", b"png")}, headers=ADMIN)
    assert (response.status_code, api.calls[-1].content) == (303, b"png")
    api.on(path, ApiError(400, "INVALID_PICTURE", "x"), "PUT")
    response = await listener.post(f"{ALBUM}/picture", data=fields, files={"file": ("a.png", b"x")}, headers=ADMIN)
    assert (response.status_code, "The picture cannot be read." in response.text) == (400, True)
    large = {"file": ("a.png", bytes(5 * 1024 * 1024 + 1))}
    response = await listener.post(f"{ALBUM}/picture", data=fields, files=large, headers=ADMIN)
    assert response.status_code == 400
    assert (await send(listener, f"{ALBUM}/picture")).status_code == 400
    api.on(path, Reply(204), "DELETE")
    assert (await send(listener, f"{ALBUM}/picture/withdraw")).headers["location"] == ALBUM


async def test_id_is_corrected_and_withdrawn(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    address, path = f"/admin/music/artists/{ARTIST_ID}", f"admin/music/artists/{ARTIST_ID}/mbid"
    api.on(path, Reply(200, {"mbid": MBID, "isChosen": True}), "PUT")
    for text, mbid in ((f" {MBID} ", MBID), ("", None)):
        assert (await send(listener, f"{address}/mbid", mbid=text)).headers["location"] == address
        assert api.calls[-1].json == {"mbid": mbid}
    problem = {"errors": [{"field": "mbid", "in": "body", "rule": "uuid_parsing", "message": "must be a UUID"}]}
    api.on(path, ApiError(400, "VALIDATION_ERROR", "x", details=problem), "PUT")
    response = await send(listener, f"{address}/mbid", mbid="x<y")
    assert (response.status_code, 'value="x&lt;y"' in response.text) == (400, True)
    api.on(path, Reply(200, {"mbid": None, "isChosen": False}), "DELETE")
    assert (await send(listener, f"{address}/mbid/withdraw")).status_code == 303
    api.on(f"admin/music/artists/{ARTIST_ID}/enrich", ApiError(409, "MUSIC_METADATA_OFF", "x"), "POST")
    response = await send(listener, f"{address}/enrich")
    assert (response.status_code, "No database of music is configured." in response.text) == (409, True)
    for kind in ("tracks", "playlists"):
        assert (await listener.get(f"/admin/music/{kind}/{ARTIST_ID}", headers=ADMIN)).status_code == 404
