"""Files of media sources: scans, files without a title, the choice of a title, and the versions on its page."""

import re
from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies, token
from services.web.tests.fakes import FakeApi
from services.web.tests.source_data import FILE_ID, SOURCE, SOURCE_ID, file, keep_sources, scan
from services.web.tests.title_data import MOVIE_ID, explanation, movie

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

ADMIN: Final = cookies(token(roles=("user", "admin")))
PAGE: Final = f"/my/sources/{SOURCE_ID}"
CHOICE: Final = f"/my/sources/files/{FILE_ID}/title"
ABOUT: Final = {"source": SOURCE_ID, "path": "Orchard/S01E02.mkv", "title": "Orchard", "season": "1", "episodes": "2"}
META: Final = {"count": 1, "total": None, "limit": 50, "offset": 0, "hasMore": True, "nextCursor": "c2"}
CANDIDATE: Final = {"mediaId": MOVIE_ID, "kind": "movie", "title": "Orchard", "year": 2027}


@pytest.fixture(autouse=True)
def sources(api: FakeApi) -> None:
    """Let the API know a source with a file that may be a movie."""
    keep_sources(api)
    api.on(f"{SOURCE}/scans", Reply(200, [scan()]))
    api.on(f"sources/files/{FILE_ID}/candidates", Reply(200, [CANDIDATE]))


async def page(http: httpx2.AsyncClient, path: str, headers: dict[str, str] | None = None) -> str:
    """Return a page of a user."""
    response = await http.get(path, headers=headers or cookies())
    assert response.status_code == 200, response.text
    return response.text


async def choose(http: httpx2.AsyncClient, **fields: Any) -> httpx2.Response:
    """Send the choice of a title."""
    form = {"csrf": csrf_token("r1"), **ABOUT, "mediaId": MOVIE_ID, **fields}
    return await http.post(CHOICE, data=form, headers=cookies())


async def test_scans_are_followed_while_one_runs(http: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(http, PAGE)
    assert f'hx-sse:connect="/api/v1/{SOURCE}/scans/events"' in text
    assert 'hx-trigger="scan from:#live throttle:500ms"' in text
    assert re.findall('<td class="number">([0-9,]+)</td>', text) == ["1,200", "40", "2", "3", "41"]
    api.on(f"{SOURCE}/scans", Reply(200, [scan("processing", listed=7), scan(isComplete=False)]))
    fragment = await page(http, f"{PAGE}/scans", {**cookies(), "HX-Request": "true"})
    assert ("<html" in fragment, "7 files read" in fragment, "every 15s" in fragment) == (False, True, True)
    assert "not all folders could be read" in fragment
    api.on(f"{SOURCE}/scans", Reply(200, [scan("queued", reasonCode="unreachable", reason="no route")]))
    assert "The server does not respond." in await page(http, PAGE)
    api.on(f"{SOURCE}/scans", Reply(200, []))
    assert "There was no scan yet." in await page(http, PAGE)
    api.on(f"{SOURCE}/scans", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert "This part is not available right now." in await page(http, PAGE)


async def test_files_without_a_title_lead_to_the_choice_of_one(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("sources/unmatched", Reply(200, [file()], META))
    text = await page(http, f"/my/sources/unmatched?source={SOURCE_ID}&cursor=c1")
    assert api.calls[-1].query == {"sourceId": SOURCE_ID, "limit": 50, "cursor": "c1"}
    for shown in ("Shows &amp; more/Orchard/</span>Orchard.S01E02", "1.5 GiB", "season 1, episode 2", "cursor=c2"):
        assert shown in text
    assert f'href="{CHOICE}?source={SOURCE_ID}&amp;path=Shows' in text
    api.on("sources/unmatched", Reply(200, [], {**META, "nextCursor": None}))
    assert "Every file has its title." in await page(http, "/my/sources/unmatched")
    assert api.calls[-1].query == {"limit": 50, "cursor": ""}


async def test_the_choice_begins_with_what_the_name_may_mean(http: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(http, f"{CHOICE}?source={SOURCE_ID}&path=Orchard/S01E02.mkv&title=Orchard&season=1&episodes=2")
    assert f'value="{MOVIE_ID}" checked' in text
    assert ("2027 · Movie" in text, 'name="episodes" type="text" value="2"' in text) == (True, True)
    assert "All files of this folder" in text
    api.on("search", Reply(200, [{"mediaId": SOURCE_ID, "kind": "show", "name": "Orchid", "year": None}]))
    assert "Orchid" in await page(http, f"{CHOICE}?q=orchid&path=a.mkv")
    assert api.calls[-1].query["q"] == "orchid"
    assert "All files of this folder" not in await page(http, f"{CHOICE}?path=a.mkv")
    api.on("search", Reply(200, []))
    assert "Search by another name" in await page(http, f"{CHOICE}?q=x")


@pytest.mark.parametrize(
    ("fields", "method", "path", "body"),
    [
        ({}, "PUT", f"sources/files/{FILE_ID}/match", {"mediaId": MOVIE_ID, "season": 1, "episodes": [2]}),
        (
            {"season": "", "episodes": "3, 4"},
            "PUT",
            f"sources/files/{FILE_ID}/match",
            {"mediaId": MOVIE_ID, "season": None, "episodes": [3, 4]},
        ),
        ({"folder": "true"}, "POST", f"{SOURCE}/folder-matches", {"folder": "Orchard", "mediaId": MOVIE_ID}),
    ],
)
async def test_a_title_is_chosen_for_a_file_or_a_folder(
    http: httpx2.AsyncClient, api: FakeApi, fields: dict[str, str], method: str, path: str, body: Any
) -> None:
    api.on(path, Reply(200, {"matched": 3}), method)
    response = await choose(http, **fields)
    assert (response.status_code, response.headers["location"]) == (303, "/my/sources/unmatched")
    assert (api.calls[-1].method, api.calls[-1].path, api.calls[-1].json) == (method, path, body)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"mediaId": ""}, "mediaId", "Is required."),
        ({"episodes": "two"}, "episodes", "Must be a whole number."),
        ({"season": "9", "episodes": ""}, "season", "Must be empty."),
        ({"folder": "true", "source": "x"}, "source", "source: "),
    ],
)
async def test_a_choice_that_is_wrong_says_so_at_its_field(
    http: httpx2.AsyncClient, api: FakeApi, fields: dict[str, str], field: str, words: str
) -> None:
    errors = [{"field": "season", "in": "body", "rule": "none_required", "params": {}, "message": "no"}]
    api.on(f"sources/files/{FILE_ID}/match", ApiError(400, "VALIDATION_ERROR", "", {"errors": errors}), "PUT")
    response = await choose(http, **fields)
    assert response.status_code == 400
    assert f'href="#field-{field}"' in response.text
    assert words in response.text


async def test_a_choice_is_forgotten(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"sources/files/{FILE_ID}/match", Reply(200, file()), "DELETE")
    headers = {**cookies(), "Referer": "http://localhost/movies/orchard"}
    response = await http.post(f"/my/sources/files/{FILE_ID}/forget", data={"csrf": csrf_token("r1")}, headers=headers)
    assert (response.status_code, response.headers["location"]) == (303, "/movies/orchard")


async def test_a_file_is_opened_by_its_link(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"sources/files/{FILE_ID}/link", Reply(201, {"path": "/api/v1/sources/streams/t", "expiresAt": "x"}), "POST")
    path = f"/my/sources/files/{FILE_ID}/open"
    response = await http.post(path, data={"csrf": csrf_token("r1")}, headers=cookies())
    assert (response.status_code, response.headers["location"]) == (303, "/api/v1/sources/streams/t")
    api.on(f"sources/files/{FILE_ID}/link", ApiError(404, "FILE_NOT_FOUND"), "POST")
    assert (await http.post(path, data={"csrf": csrf_token("r1")}, headers=cookies())).status_code == 404


async def test_the_page_of_a_title_has_its_versions(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/movies/orchard", Reply(200, movie(slug="orchard")))
    api.on(f"stats/media/{MOVIE_ID}/explanation", Reply(200, explanation()))
    chosen = {"mediaId": MOVIE_ID, "method": "manual", "confidence": 1.0, "season": 1, "episodes": [2]}
    versions = [
        file(match=chosen, edition="Director's Cut"),
        file(id=SOURCE_ID, sourceId=FILE_ID, quality=None, score=2.0, path="a.MP4", name="a.MP4"),
    ]
    body = {"mediaId": MOVIE_ID, "available": True, "episodes": [{"season": 1, "episode": 2, "versions": 2}]}
    api.on(f"sources/titles/{MOVIE_ID}", Reply(200, {**body, "versions": versions}))
    text = await page(http, "/movies/orchard")
    for shown in (
        "Available in my library",
        "FHD · BLURAY · Director&#39;s Cut",
        "German",
        "quality 4.5 of 5",
        "1 episode<",
    ):
        assert shown in text
    assert f'href="/watch/movies/orchard/files/{SOURCE_ID}"' in text
    assert 'aria-label="Download: Shows &amp; more' in text
    assert text.count(f'href="{CHOICE}') == 1, "only the files of own sources can be given another title"
    assert f'action="/my/sources/files/{FILE_ID}/forget"' in text
    assert (await page(http, "/movies/orchard", ADMIN)).count(f'href="{CHOICE}') == 1
    api.on(f"sources/titles/{MOVIE_ID}", Reply(200, {**body, "available": False, "versions": []}))
    assert "Available in my library" not in await page(http, "/movies/orchard")
