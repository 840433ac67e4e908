"""Lists of titles: own, public, shared and smart ones, and profiles of users."""

from typing import Any

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.library_data import LIST, MOVIE, SHOW, USER, entry, item, own_list, page, summary

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply
from web.presentation.pages.user_lists.rules import fields_of, rules_of

pytestmark = pytest.mark.unit

CSRF = {"csrf": csrf_token("r1")}
SETTINGS = {"name": "A", "description": None, "visibility": "private"}
AFTER = {"side": "after", "mediaItemId": SHOW}
RULES = {
    "match": {
        "all": [
            {"field": "year", "gte": 1990},
            {"field": "score", "gte": 60},
            {"field": "kind", "in": ["movie"]},
            {"field": "genre", "any": [18, 80]},
            {"field": "state", "in": ["none", "planned"]},
            {"field": "streaming", "any": {"services": "mine"}},
            {"field": "tags", "any": ["a", "b"]},
            {"field": "watched", "within": 30},
        ]
    },
    "scope": "catalog",
    "sort": "title",
    "direction": "asc",
    "limit": 50,
}
SMART = own_list(kind="smart", rules=RULES, itemCount=None)
PROFILE = {
    "id": USER,
    "username": "demo",
    "avatarUrl": "http://127.0.0.1:8000/api/v1/users/avatars/a/b.png",
    "bio": "Likes <movies>",
    "location": None,
    "website": "javascript:alert(1)",
    "createdAt": "2026-01-01T10:00:00Z",
}


OTHER = "0199a2f3-5a10-7c3d-8e21-1f0d9c8b7a66"


def named(api: FakeApi, *users: tuple[str, str]) -> None:
    """Let the API know the names of users."""
    api.on("users", Reply(200, [{"id": user_id, "username": name, "avatarUrl": None} for user_id, name in users]))


@pytest.fixture
def lists(api: FakeApi) -> FakeApi:
    """Return an API that knows a list."""
    api.on("me/lists", page(own_list(), SMART))
    api.on("lists/public", page(own_list(role=None), nextCursor="c1"))
    api.on(f"lists/{LIST}", Reply(200, own_list()))
    api.on(f"lists/{LIST}/items", page(item(note="Start <here>"), item(SHOW)))
    api.on(f"lists/{LIST}/links", Reply(200, [{"kind": "public", "createdAt": "2026-11-01T10:00:00Z"}]))
    members = [{"userId": "u1", "role": "owner"}, {"userId": USER, "role": "viewer"}]
    api.on(f"lists/{LIST}/members", Reply(200, [{**one, "joinedAt": "2026-11-01T10:00:00Z"} for one in members]))
    api.on("me/lists/preview", page(item(), total=12), "POST")
    api.on("catalog/genres", Reply(200, [{"id": 18, "name": "Drama"}, {"id": 27, "name": "Horror"}]))
    return api


async def post(http: httpx2.AsyncClient, path: str, **form: Any) -> httpx2.Response:
    """Send a form of a signed-in user, without scripts."""
    return await http.post(path, data={**CSRF, **form}, headers=cookies())


def sent(api: FakeApi) -> list[tuple[str, str, Any]]:
    """Return the changes that the API gets."""
    return [(call.method, call.path, call.json) for call in api.calls if call.method != "GET"]


def sent_query(api: FakeApi, path: str) -> Any:
    """Return the parameters of the last call of a path."""
    return next(call.query for call in reversed(api.calls) if call.path == path)


async def test_users_are_named_by_one_call(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    named(lists, (USER, "demo"), (OTHER, "<ann>"))
    lists.on("lists/public", page(own_list(role=None), own_list(role=None, ownerId=OTHER), own_list(role=None)))
    text = (await http.get("/lists")).text
    assert text.count('by <a href="/users/demo" dir="auto">demo</a>') == 2
    assert 'by <a href="/users/&lt;ann&gt;" dir="auto">&lt;ann&gt;</a>' in text
    assert [call.query for call in lists.calls if call.path == "users"] == [{"ids": f"{USER},{OTHER}"}]

    lists.on(f"lists/{LIST}", Reply(200, own_list(role="viewer", ownerId=OTHER)))
    lists.on(f"lists/{LIST}/items", page(item(addedBy=OTHER)))
    text = (await http.get(f"/lists/{LIST}", headers=cookies())).text
    assert "Added by <a" in text
    assert 'by <a href="/users/&lt;ann&gt;"' in text

    members = [{"userId": OTHER, "role": "owner"}, {"userId": "u3", "role": "viewer"}]
    lists.on(f"lists/{LIST}/members", Reply(200, [{**one, "joinedAt": "2026-11-01T10:00:00Z"} for one in members]))
    text = (await http.get(f"/lists/{LIST}/sharing", headers=cookies())).text
    assert '<strong><a href="/users/&lt;ann&gt;" dir="auto">&lt;ann&gt;</a>' in text
    assert "Member 2" in text


async def test_a_list_is_shown_without_names_that_are_unavailable(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    lists.on("users", ApiError(503, "SERVICE_UNAVAILABLE"))
    lists.on("lists/public", page(own_list(role=None)))
    response = await http.get("/lists")
    assert (response.status_code, "/users/" in response.text) == (200, False)


async def test_public_lists_follow_by_cursor(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    text = (await http.get("/lists?sort=recent")).text
    assert "Rainy &lt;Sundays&gt;" in text
    assert 'hx-get="/lists?sort=recent&amp;cursor=c1"' in text
    more = (await http.get("/lists?cursor=c1", headers={"HX-Request": "true"})).text
    assert more.lstrip().startswith("<li")
    lists.on("lists/public", page())
    assert "No public lists yet" in (await http.get("/lists")).text


async def test_own_lists_and_a_new_one(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    text = (await http.get("/my/lists?selection=own", headers=cookies())).text
    assert sent_query(lists, "me/lists")["selection"] == "own"
    assert "Smart list" in text
    lists.on("me/lists", Reply(201, own_list()), "POST")
    created = await post(http, "/my/lists", name=" New ", description="", visibility="unlisted")
    assert (created.status_code, created.headers["location"]) == (303, f"/lists/{LIST}")
    assert sent(lists)[-1][2] == {"name": "New", "description": None, "visibility": "unlisted"}
    errors = {"errors": [{"field": "name", "message": "is too long"}]}
    lists.on("me/lists", ApiError(400, "VALIDATION_ERROR", "no", errors), "POST")
    rejected = await post(http, "/my/lists", name="x" * 200)
    assert (rejected.status_code, "is too long" in rejected.text) == (400, True)
    lists.on("me/lists", page())
    assert "No lists yet." in (await http.get("/my/lists", headers=cookies())).text


async def test_a_list_shows_its_titles_and_completion(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    text = (await http.get(f"/lists/{LIST}?unseen=true", headers=cookies())).text
    assert sent_query(lists, f"lists/{LIST}/items") == {"sort": "position", "limit": 60, "offset": 0, "unseen": "true"}
    assert "1 of 2 watched" in text
    assert "Start &lt;here&gt;" in text
    assert "Add titles" in text
    reader = own_list(role=None, completion=None)
    lists.on(f"lists/{LIST}", Reply(200, reader))
    public = (await http.get(f"/lists/{LIST}?unseen=true")).text
    assert "unseen" not in lists.calls[-1].query
    assert "Add titles" not in public
    assert "/sharing" not in public
    lists.on(f"lists/{LIST}/items", page())
    assert "The list is empty." in (await http.get(f"/lists/{LIST}")).text
    lists.on(f"lists/{LIST}", ApiError(404, "LIST_NOT_FOUND"))
    assert (await http.get(f"/lists/{LIST}")).status_code == 404
    assert (await http.get("/lists/none")).status_code == 404


async def test_a_list_behind_a_link_needs_no_account(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    lists.on("lists/shared", Reply(200, {key: value for key, value in own_list().items() if key != "completion"}))
    lists.on("lists/shared/items", page(item()))
    response = await http.get("/lists/shared?token=secret")
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "/lists/shared/file?token=secret&amp;format=csv" in response.text
    assert (await http.get("/lists/shared")).status_code == 404
    lists.on("lists/shared/file", Reply(200, body=b"a", headers={"content-type": "text/csv", "x-other": "1"}))
    file = await http.get("/lists/shared/file?token=secret&format=csv")
    assert (file.content, file.headers["content-type"], "x-other" in file.headers) == (b"a", "text/csv", False)
    assert (await http.get(f"/lists/{LIST}/file?format=exe")).status_code == 404


async def test_an_invitation_is_accepted(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    assert 'value="t1"' in (await http.get("/lists/join?token=t1", headers=cookies())).text
    lists.on("me/lists/memberships", Reply(200, own_list()), "POST")
    assert (await post(http, "/lists/join", token="t1")).headers["location"] == f"/lists/{LIST}"
    lists.on("me/lists/memberships", ApiError(404, "LIST_LINK_NOT_FOUND", "The link has ended"), "POST")
    assert "The link has ended" in (await post(http, "/lists/join", token="t1")).text


@pytest.mark.parametrize(
    ("path", "form", "method", "called", "body"),
    [
        ("edit", {"name": "A", "visibility": "private"}, "PATCH", "", SETTINGS),
        ("like", {}, "PUT", "/like", None),
        ("like", {"remove": "1"}, "DELETE", "/like", None),
        ("copy", {}, "POST", "/copies", {}),
        ("remove", {}, "DELETE", "", None),
        ("items", {"media": MOVIE}, "POST", "/items", {"items": [{"mediaItemId": MOVIE}]}),
        (f"items/{MOVIE}/remove", {}, "DELETE", f"/items/{MOVIE}", None),
        (f"items/{MOVIE}/note", {"note": " x "}, "PUT", f"/items/{MOVIE}/note", {"note": "x"}),
        (f"items/{MOVIE}/position", {"side": "start"}, "PUT", f"/items/{MOVIE}/position", {"side": "start"}),
        (f"items/{MOVIE}/position", {"side": "after", "other": SHOW}, "PUT", f"/items/{MOVIE}/position", AFTER),
        ("sharing/links/remove", {"kind": "public"}, "DELETE", "/links/public", None),
        ("sharing/members", {"user": USER, "role": "editor"}, "PUT", f"/members/{USER}", {"role": "editor"}),
        (f"sharing/members/{USER}/remove", {}, "DELETE", f"/members/{USER}", None),
    ],
)  # fmt: skip
async def test_each_form_of_a_list_is_one_call(
    http: httpx2.AsyncClient, lists: FakeApi, path: str, form: dict[str, str], method: str, called: str, body: Any
) -> None:
    lists.on(f"lists/{LIST}{called}", Reply(200, own_list()), method)
    response = await post(http, f"/lists/{LIST}/{path}", **form)
    assert response.status_code == 303
    assert sent(lists) == [(method, f"lists/{LIST}{called}", body)]


async def test_settings_are_for_the_owner(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    assert "Delete the list" in (await http.get(f"/lists/{LIST}/edit", headers=cookies())).text
    lists.on(f"lists/{LIST}", ApiError(400, "VALIDATION_ERROR", "name: too long"), "PATCH")
    rejected = await post(http, f"/lists/{LIST}/edit", name="x", visibility="public")
    assert (rejected.status_code, "name: too long" in rejected.text) == (400, True)
    lists.on(f"lists/{LIST}", Reply(200, own_list(role="editor")))
    assert (await http.get(f"/lists/{LIST}/edit", headers=cookies())).status_code == 403
    assert (await http.get(f"/my/lists/{LIST}/rules", headers=cookies())).status_code == 403


async def test_titles_are_searched_and_imported_from_text(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    lists.on("search", page({"mediaId": MOVIE, "name": "Alien", "year": None}))
    search = await http.get(f"/lists/{LIST}/items/search?q=al", headers={**cookies(), "HX-Request": "true"})
    assert f'name="media" value="{MOVIE}"' in search.text
    unmatched = [{"line": 2, "text": "<b>", "reason": "unknown"}]
    outcome = {"added": 1, "present": 2, "itemCount": 3, "lines": 4, "unmatched": unmatched}
    lists.on(f"lists/{LIST}/items/imports", Reply(200, outcome), "POST")
    text = (await post(http, f"/lists/{LIST}/items/import", text="Alien")).text
    assert "1 title was added." in text
    assert "2 were there already." in text
    assert 'Line 2: <code dir="auto">&lt;b&gt;</code> (unknown)' in text
    lists.on(f"lists/{LIST}/items/imports", ApiError(400, "VALIDATION_ERROR", "text: too long"), "POST")
    rejected = await post(http, f"/lists/{LIST}/items/import", text="Alien")
    assert (rejected.status_code, "text: too long" in rejected.text) == (400, True)


async def test_links_are_shown_once_and_members_come_by_name(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    text = (await http.get(f"/lists/{LIST}/sharing", headers=cookies())).text
    assert "Replace the link" in text
    assert ">You<" in text
    lists.on(f"lists/{LIST}/links/editor", Reply(201, {"kind": "editor", "token": "t1"}), "POST")
    lists.on(f"lists/{LIST}/share", Reply(200, {"shareCount": 1}), "PUT")
    made = await post(http, f"/lists/{LIST}/sharing/links", kind="editor")
    assert "http://localhost:8000/lists/join?token=t1" in made.text
    lists.on("users/ann", Reply(200, PROFILE))
    lists.on(f"lists/{LIST}/members/{USER}", Reply(200, {}), "PUT")
    await post(http, f"/lists/{LIST}/sharing/members", username="ann", role="viewer")
    assert sent(lists)[-1] == ("PUT", f"lists/{LIST}/members/{USER}", {"role": "viewer"})
    unknown = await post(http, f"/lists/{LIST}/sharing/members", username="unknown", role="viewer")
    assert (unknown.status_code, "No user with a public profile" in unknown.text) == (400, True)
    lists.on(f"lists/{LIST}", Reply(200, own_list(role="viewer")))
    assert "Make a link" not in (await http.get(f"/lists/{LIST}/sharing", headers=cookies())).text


async def test_a_smart_list_is_edited_with_a_preview(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    lists.on(f"lists/{LIST}", Reply(200, SMART))
    text = (await http.get(f"/my/lists/{LIST}/rules", headers=cookies())).text
    assert sent(lists) == [("POST", "me/lists/preview", {"rules": RULES})]
    assert "12 titles meet the rules" in text
    assert 'name="genres" value="18" checked' in text
    assert 'name="genres" value="27" checked' not in text
    form = {"scoreFrom": "60", "genres": ["18"], "scope": "library", "sort": "score", "direction": "desc", "limit": "9"}
    shown = await post(http, "/my/lists/smart/preview", **form)
    assert "Alien" in shown.text
    conditions = [{"field": "score", "gte": 60}, {"field": "genre", "any": [18]}]
    rules = {"match": {"all": conditions}, "scope": "library", "sort": "score", "direction": "desc", "limit": 9}
    assert sent(lists)[-1][2] == {"rules": rules}
    lists.on(f"lists/{LIST}", Reply(200, SMART), "PATCH")
    await post(http, "/my/lists/smart", id=LIST, name="A", visibility="private", **form)
    expected = {"name": "A", "description": None, "visibility": "private", "rules": rules}
    assert sent(lists)[-1] == ("PATCH", f"lists/{LIST}", expected)


async def test_wrong_rules_say_what_is_wrong(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    assert "New smart list" in (await http.get("/my/lists/smart", headers=cookies())).text
    assert "Number of titles: Must be a whole number." in (await post(http, "/my/lists/smart/preview", limit="x")).text
    rejected = await post(http, "/my/lists/smart", name="A", json="{")
    assert (rejected.status_code, "JSON:" in rejected.text) == (400, True)
    for depth in (254, 1_000):
        rejected = await post(http, "/my/lists/smart", name="A", json="[" * depth + "]" * depth)
        assert (rejected.status_code, "Rules: Is nested too deeply." in rejected.text) == (400, True)
    assert (await post(http, "/my/lists/smart", id="x", name="A")).status_code == 400
    errors = {"errors": [{"field": "rules.match.all[0].gte", "message": "a number"}]}
    lists.on("me/lists", ApiError(400, "LIST_RULE_INVALID", "no", errors), "POST")
    assert "gte: a number" in (await post(http, "/my/lists/smart", name="A", yearFrom="1")).text


def test_rules_are_fields_and_back() -> None:
    fields = fields_of(RULES)
    assert fields is not None
    single = {key: str(value) for key, value in fields.items() if not isinstance(value, list)}
    many = {key: value for key, value in fields.items() if isinstance(value, list)}
    assert sorted(map(repr, rules_of(single, many)["match"]["all"])) == sorted(map(repr, RULES["match"]["all"]))  # type: ignore[index]
    assert fields_of({"match": {"any": []}}) is None
    assert fields_of({"match": {"all": [{"not": {"field": "year"}}]}}) is None
    assert fields_of({"match": {"all": [{"field": "year", "gte": 1}, {"field": "year", "gte": 2}]}}) is None
    assert fields_of({"match": {"all": [{"field": "country", "any": ["US", "GB"]}]}}) is None


async def test_rules_beyond_the_form_are_json(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    lists.on(f"lists/{LIST}", Reply(200, {**SMART, "rules": {"match": {"any": []}, "scope": "library"}}))
    text = (await http.get(f"/my/lists/{LIST}/rules", headers=cookies())).text
    assert "Rules as JSON" in text
    assert 'name="scoreFrom"' not in text


async def test_a_profile_shows_what_its_user_shows(http: httpx2.AsyncClient, lists: FakeApi) -> None:
    lists.on("users/demo", Reply(200, PROFILE))
    lists.on("users/demo/ratings", page({**entry(), "mediaSummary": summary()}, hasMore=True))
    lists.on("users/demo/watchlist", page())
    text = (await http.get("/users/demo")).text
    assert 'src="/api/v1/users/avatars/a/b.png"' in text
    assert "Likes &lt;movies&gt;" in text
    assert "javascript:" not in text
    assert 'href="/users/demo?show=ratings"' in text
    assert "This user does not show the history." in text
    assert "Nothing here yet." in text
    assert "Watchlist" not in (await http.get("/users/demo?show=ratings&offset=48")).text
    assert lists.calls[-1].query == {"limit": 48, "offset": "48"}
    for name in ("unknown", "no%20body", "%D1%97"):
        assert (await http.get(f"/users/{name}")).status_code == 404
