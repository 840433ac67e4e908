"""Lists of other sites: followed by address or file, what they contain and what changed."""

from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.library_data import LIST, own_list
from services.web.tests.library_data import page as library_page
from services.web.tests.title_data import MOVIE_ID, listed

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

CSRF: Final = {"csrf": csrf_token("r1")}
PATH: Final = "/my/lists/followed"
PAGE: Final = f"{PATH}/{LIST}"
EXTERNAL: Final = f"lists/external/{LIST}"
AT: Final = "2026-11-30T10:00:00Z"
META: Final = {"limit": 50, "offset": 0, "hasMore": True, "nextCursor": "c2"}
CSV: Final = {"file": ("list.csv", b"Position,Const\n1,tt0133093\n", "text/csv")}


def external(**changes: Any) -> dict[str, Any]:
    """Return a followed list."""
    stored = {
        "id": LIST,
        "kind": "trakt",
        "name": "Best <of> 2020",
        "url": "https://trakt.tv/users/jane/lists/best",
        "state": "current",
        "reasonCode": None,
        "items": 87,
        "unmatched": 2,
        "isCut": False,
        "isUploaded": False,
        "version": 1,
        "readAt": AT,
        "changedAt": AT,
        "nextReadAt": AT,
        "followedAt": AT,
    }
    return {**stored, **changes}


def item(**changes: Any) -> dict[str, Any]:
    """Return a title of such a list."""
    title = {
        "mediaId": MOVIE_ID,
        "type": "movie",
        "tmdbId": 550,
        "slug": "orchard",
        "name": "The Orchard",
        "year": 2020,
    }
    return {**title, **changes}


@pytest.fixture(autouse=True)
def lists(api: FakeApi) -> None:
    """Let the API know a followed list with a title that is known, and one that is not."""
    unknown = {"mediaId": None, "slug": None, "name": "Lost & found", "year": None}
    api.on("lists/external", Reply(200, [external()]))
    api.on(EXTERNAL, Reply(200, external()))
    api.on(f"{EXTERNAL}/items", Reply(200, [item(position=1), item(position=2, **unknown)], META))
    api.on("catalog/titles", Reply(200, [listed(mediaItemId=MOVIE_ID)]))


async def page(http: httpx2.AsyncClient, path: str) -> str:
    """Return a page of a user."""
    response = await http.get(path, headers=cookies())
    assert response.status_code == 200, response.text
    return response.text


async def post(http: httpx2.AsyncClient, path: str, **options: Any) -> httpx2.Response:
    """Send a form of a user."""
    return await http.post(path, headers=cookies(), **{"data": CSRF, **options})


async def test_followed_lists_are_shown_with_their_state(http: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(http, PATH)
    for shown in ("Best &lt;of&gt; 2020", "Trakt", "87 titles", "Up to date", f'href="{PAGE}"'):
        assert shown in text
    new = external(state="new", changedAt=None, kind="new_site")
    api.on("lists/external", Reply(200, [new]))
    fresh = await page(http, PATH)
    assert ("not read yet" in fresh, "new_site" in fresh) == (True, True)
    api.on("lists/external", Reply(200, []))
    assert "You follow no list yet." in await page(http, PATH)
    api.on("lists/external", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert (await http.get(PATH, headers=cookies())).status_code == 503
    assert (await http.get(PATH)).headers["location"].startswith("/sign-in")


async def test_a_list_is_followed_by_its_address(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("lists/external", Reply(202, external()), "POST")
    response = await post(http, PATH, data={**CSRF, "url": " https://trakt.tv/x "})
    assert (response.headers["location"], api.calls[-1].json) == (PAGE, {"url": "https://trakt.tv/x"})
    api.on("lists/external", ApiError(400, "LIST_NEEDS_FILE", "needs a file"), "POST")
    refused = await post(http, PATH, data={**CSRF, "url": "https://www.imdb.com/list/ls1/"})
    assert refused.status_code == 400
    assert "use the other form" in refused.text
    assert 'value="https://www.imdb.com/list/ls1/"' in refused.text


async def test_a_list_is_followed_by_a_file(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("lists/external/files", Reply(202, external()), "POST")
    response = await post(http, f"{PATH}/files", data={**CSRF, "name": "Best", "url": ""}, files=CSV)
    assert (response.headers["location"], api.calls[-1].query) == (PAGE, {"name": "Best"})
    assert api.calls[-1].content == b"Position,Const\n1,tt0133093\n"
    large = await post(http, f"{PATH}/files", files={"file": ("a.csv", bytes(1_048_577), "text/csv")})
    assert (large.status_code, "Must be at most 1 MiB large." in large.text) == (400, True)
    missing = await post(http, f"{PATH}/files", data={**CSRF, "name": "Best"})
    assert (missing.status_code, 'href="#field-file"' in missing.text) == (400, True)
    api.on("lists/external/files", ApiError(400, "LIST_FILE_INVALID", "no row"), "POST")
    assert "not such an export" in (await post(http, f"{PATH}/files", files=CSV)).text


async def test_a_list_has_its_titles_and_changes(http: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(http, PAGE)
    for shown in ("Orchard", "Lost &amp; found", "not known here", "2 titles of it are not known", "cursor=c2"):
        assert shown in text
    changes = [
        item(change="added", positionBefore=None, positionAfter=3, changedAt=AT),
        item(change="moved", positionBefore=1, positionAfter=2, changedAt=AT),
        item(change="removed", positionBefore=9, positionAfter=None, changedAt=AT, mediaId=None, name=None),
    ]
    api.on(f"{EXTERNAL}/changes", Reply(200, changes, META))
    changed = await page(http, f"{PAGE}?view=changes&cursor=c1")
    for shown in ("Added", "place 3", "from place 1 to 2", "Removed", "Title without a name"):
        assert shown in changed
    api.on(f"{EXTERNAL}/changes", Reply(200, [], {**META, "nextCursor": None}))
    assert "Nothing has changed in the last 90 days." in await page(http, f"{PAGE}?view=changes")
    api.on(f"{EXTERNAL}/items", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert "This part is not available right now." in await page(http, f"{PAGE}?view=x")


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"state": "failing", "reasonCode": "timeout"}, "The last readings failed."),
        ({"state": "private", "reasonCode": "list_private"}, "Make it public at its site"),
        ({"state": "gone", "reasonCode": "list_gone"}, "Its site has deleted the list."),
        ({"reasonCode": "unconfirmed"}, "It is read a second time"),
        ({"isCut": True}, "longer than what is read"),
        ({"isUploaded": True, "url": None}, f'action="{PAGE}/file"'),
    ],
)
async def test_the_state_of_a_list_is_explained(
    http: httpx2.AsyncClient, api: FakeApi, changes: dict[str, Any], shown: str
) -> None:
    api.on(EXTERNAL, Reply(200, external(**changes)))
    assert shown in await page(http, PAGE)


@pytest.mark.parametrize(
    ("action", "method", "path", "location"),
    [
        ("read", "POST", f"{EXTERNAL}/sync", PAGE),
        ("unfollow", "DELETE", EXTERNAL, PATH),
        ("add", "POST", "me/lists/followed", "/lists/7"),
    ],
)
async def test_actions_are_those_of_the_api(
    http: httpx2.AsyncClient, api: FakeApi, action: str, method: str, path: str, location: str
) -> None:
    api.on(path, Reply(200, {"id": "7"}), method)
    response = await post(http, f"{PAGE}/{action}")
    assert (response.status_code, response.headers["location"]) == (303, location)
    assert (api.calls[-1].method, api.calls[-1].path) == (method, path)


async def test_what_cannot_be_added_or_replaced_says_why(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("me/lists/followed", ApiError(404, "EXTERNAL_LIST_UNKNOWN", "not read"), "POST")
    refused = await post(http, f"{PAGE}/add")
    assert (refused.status_code, "has not been read yet" in refused.text) == (404, True)
    api.on(f"{EXTERNAL}/file", Reply(202, external()), "PUT")
    assert (await post(http, f"{PAGE}/file", files=CSV)).headers["location"] == PAGE
    api.on(f"{EXTERNAL}/file", ApiError(409, "LIST_NOT_UPLOADED", "no file"), "PUT")
    replaced = await post(http, f"{PAGE}/file", files=CSV)
    assert (replaced.status_code, "does not come from a file" in replaced.text) == (409, True)


async def test_a_list_that_was_read_recently_says_when_it_can_be_read_again(
    http: httpx2.AsyncClient, api: FakeApi
) -> None:
    error = ApiError(429, "LIST_READ_RECENTLY", "read recently", retry_seconds=90)
    api.on(f"{EXTERNAL}/sync", error, "POST")
    refused = await post(http, f"{PAGE}/read")
    assert (refused.status_code, "The list was read recently." in refused.text) == (429, True)
    assert "Possible again in 90 s." in refused.text


async def test_a_list_that_follows_another_site_leads_to_it(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("me/lists", library_page(own_list(kind="followed", externalListId=LIST)))
    assert "Follows another site" in await page(http, "/my/lists")
    assert f'href="{PATH}"' in await page(http, "/my/lists")
