"""The page of the files of a media source."""

from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.component.test_source_files import ADMIN, CHOICE, META, PAGE, choose, page
from services.web.tests.fakes import FakeApi
from services.web.tests.source_data import AT, FILE_ID, SOURCE, SOURCE_ID, file, keep_sources
from services.web.tests.title_data import MOVIE_ID

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

FILES: Final = f"{SOURCE}/files"
LAST: Final = {**META, "nextCursor": None, "hasMore": False}
MATCH: Final = {"mediaId": MOVIE_ID, "method": "manual", "confidence": 1.0, "season": 0, "episodes": [2]}
OPEN: Final = f'action="/my/sources/files/{FILE_ID}/open"'


@pytest.fixture(autouse=True)
def sources(api: FakeApi) -> None:
    """Let the API know a source with a file of a title."""
    keep_sources(api)
    listed_title = {"mediaItemId": MOVIE_ID, "type": "show", "slug": "orchard", "title": "The <Orchard>"}
    api.on("catalog/titles", Reply(200, [listed_title]))
    keep_files(api, [file(match=MATCH, season=0)])


def keep_files(api: FakeApi, files: list[dict[str, Any]], meta: dict[str, Any] = LAST) -> None:
    """Let the API know the files of the source."""
    api.on(FILES, Reply(200, files, meta))


async def test_files_have_their_titles_and_can_be_opened(http: httpx2.AsyncClient, api: FakeApi) -> None:
    assert f'href="{PAGE}/files"' in await page(http, PAGE)
    text = await page(http, f"{PAGE}/files")
    for shown in (
        "<title>Files of Living &lt;room&gt;",
        "Shows &amp; more/Orchard/</span>Orchard.S01E02",
        "FHD · BLURAY · H.264 · AAC · German",
        'href="/shows/orchard" dir="auto">The &lt;Orchard&gt;</a>',
        "season 0, episode 2 · chosen by a user",
        "1.5 GiB",
        OPEN,
        "season=0&amp;episodes=2&amp;from=files",
        "Another title",
    ):
        assert shown in text
    assert "cursor=" not in text
    assert next(call.query for call in api.calls if call.path == "catalog/titles") == {"ids": MOVIE_ID}
    api.on("catalog/titles", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert '<span dir="auto">Orchard</span>' in await page(http, f"{PAGE}/files"), "the name of the file says so"


async def test_files_are_filtered_and_read_in_pages(http: httpx2.AsyncClient, api: FakeApi) -> None:
    keep_files(api, [file()], META)
    text = await page(http, f"{PAGE}/files?search=+orch%3C+&state=unmatched&cursor=c1")
    [call] = [call for call in api.calls if call.path == FILES]
    assert call.query == {"search": "orch<", "state": "unmatched", "limit": 50, "cursor": "c1"}
    for shown in (
        'value="orch&lt;"',
        '<option value="unmatched" selected>',
        "cursor=c2",
        "Choose the title<",
        "All files",
    ):
        assert shown in text


async def test_file_that_is_gone_cannot_be_opened(http: httpx2.AsyncClient, api: FakeApi) -> None:
    keep_files(api, [file(goneAt=AT)])
    text = await page(http, f"{PAGE}/files?state=gone")
    assert ("Left the source" in text, OPEN in text, f'href="{CHOICE}' in text) == (True, False, False)


@pytest.mark.parametrize(
    ("changes", "headers", "may_choose"),
    [({}, None, True), ({"isOwned": False, "visibility": "everyone"}, None, False), ({"isOwned": False}, ADMIN, True)],
)
async def test_only_those_who_may_match_are_offered_to_choose(
    http: httpx2.AsyncClient, api: FakeApi, changes: dict[str, Any], headers: dict[str, str] | None, may_choose: bool
) -> None:
    keep_sources(api, **changes)
    text = await page(http, f"{PAGE}/files", headers)
    assert (OPEN in text, f'href="{CHOICE}' in text) == (True, may_choose)


@pytest.mark.parametrize(
    ("query", "meta", "words"),
    [
        ("", LAST, "The source has no files yet."),
        ("?state=gone", LAST, "No file matches."),
        ("?search=x", META, "No file matches so far."),
    ],
)
async def test_empty_page_says_why_and_leads_further(
    http: httpx2.AsyncClient, api: FakeApi, query: str, meta: dict[str, Any], words: str
) -> None:
    keep_files(api, [], meta)
    text = await page(http, f"{PAGE}/files{query}")
    assert words in text
    assert ("cursor=c2" in text) is (meta is META)


async def test_choice_leads_back_to_the_files(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"sources/files/{FILE_ID}/candidates", Reply(200, []))
    api.on(f"sources/files/{FILE_ID}/match", Reply(200, file()), "PUT")
    assert f'<a href="{PAGE}/files">' in await page(http, f"{CHOICE}?source={SOURCE_ID}&path=a.mkv&from=files")
    assert (await choose(http, **{"from": "files"})).headers["location"] == f"{PAGE}/files"
    assert (await choose(http, **{"from": "files", "source": "//evil"})).headers["location"] == "/my/sources/unmatched"


async def test_files_of_hidden_sources_are_not_found(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(SOURCE, ApiError(404, "SOURCE_NOT_FOUND"))
    assert (await http.get(f"{PAGE}/files", headers=cookies())).status_code == 404
