"""Pages of operators and editors: who sees them, what their forms send, and drafts of policies."""

from typing import Any

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies, token
from services.web.tests.fakes import FakeApi

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Call, Reply

pytestmark = pytest.mark.unit

ADMIN = cookies(token(roles=("user", "admin")))
FORM = {"csrf": csrf_token("r1")}
META = {"limit": 30, "offset": 0, "hasMore": False, "total": 1, "nextCursor": None}
AT = "2026-11-21T11:00:00Z"
JOB = {
    "id": "j1", "kind": "sync-movie", "status": "failed", "tmdbId": 603, "type": "movie", "mediaId": "m1", "slug": None,
    "attempts": 3, "errorCode": "PROVIDER_TIMEOUT", "errorMessage": "late", "missing": ["omdb"], "createdAt": AT,
    "progress": {"done": 1, "total": 2}, "updatedAt": AT, "finishedAt": AT,
}  # fmt: skip
TITLE = {
    "mediaId": "m1", "type": "movie", "tmdbId": 603, "title": "The Matrix", "slug": "the-matrix", "listed": True,
    "version": 4, "overrides": [], "hidden": None, "merged": None,
}  # fmt: skip
SUMMARY = {"totalEvaluated": 9, "eligible": 8, "newlyEligible": 0, "newlyIneligible": 1, "unchanged": 8}
CHANGED = {
    "mediaItemId": "m1", "title": "The Matrix", "statusChanged": True, "currentStatus": "eligible",
    "proposedStatus": "ineligible", "reasons": ["BLOCKED_COUNTRY"],
}  # fmt: skip
PAGES = ("/admin", "/admin/jobs", "/admin/schedules", "/admin/policies", "/admin/titles", "/admin/home", "/admin/users",
         "/admin/audit", "/admin/changes", "/admin/deliveries", "/admin/events",
         "/admin/policies/new", "/admin/dead-letters")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
async def test_only_operators_and_editors_see_the_pages(http: httpx2.AsyncClient, api: FakeApi, path: str) -> None:
    response = await http.get(path)
    assert (response.status_code, response.headers["location"][:14]) == (303, "/sign-in?next=")
    response = await http.get(path, headers=cookies())
    assert (response.status_code, "You may not see this" in response.text) == (403, True)
    assert api.calls == []


@pytest.mark.parametrize("path", ["/admin", "/admin/home", "/admin/events", "/admin/titles"])
async def test_a_page_of_parts_is_there_without_any_of_them(http: httpx2.AsyncClient, path: str) -> None:
    assert (await http.get(path, headers=ADMIN)).status_code == 200


async def test_pages_of_operators_name_users(http: httpx2.AsyncClient, api: FakeApi) -> None:
    ada, grace = "0199a2f3-5a10-7c3d-8e21-1f0d9c8b7a65", "f6c9a2f3-5a10-7c3d-8e21-1f0d9c8b7a66"
    api.on("users", Reply(200, [{"id": ada, "username": "ada_l", "avatarUrl": None}]))
    event = {"at": "2026-11-20T10:00:00Z", "kind": "signed_in", "address": "127.0.0.1", "userAgent": "", "userId": ada}
    api.on("admin/audit", Reply(200, [{**event, "actorId": grace}, {**event, "actorId": None}], META))
    page = (await http.get("/admin/audit", headers=ADMIN)).text
    assert page.count(f'<a href="/admin/users/{ada}"><span dir="auto">ada_l</span></a>') == 2
    assert f'<a href="/admin/users/{grace}"><code>f6c9a2f3</code></a>' in page
    assert [call.query for call in api.calls if call.path == "users"] == [{"ids": f"{ada},{grace}"}]


async def test_jobs_are_filtered_and_retried(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("ingestion/jobs", Reply(200, [JOB], META))
    api.on("ingestion/jobs/j1/retry", Reply(200, JOB), "POST")
    page = await http.get("/admin/jobs?status=failed&tmdbId=603", headers=ADMIN)
    assert api.calls[0].query == {
        "status": "failed",
        "kind": "",
        "tmdbId": "603",
        "type": "movie",
        "limit": 30,
        "offset": "0",
    }
    for text in ("PROVIDER_TIMEOUT", "− omdb", "1 / 2", 'action="/admin/jobs/j1/retry"', "1 hour ago"):
        assert text in page.text
    assert 'hx-sse:connect="/api/v1/ingestion/jobs/events"' in page.text
    done = await http.post("/admin/jobs/j1/retry", data=FORM, headers=ADMIN)
    assert (done.status_code, api.calls[-1].path) == (303, "ingestion/jobs/j1/retry")
    fragment = await http.get("/admin/jobs", headers={**ADMIN, "HX-Request": "true"})
    assert "<html" not in fragment.text


async def test_a_filter_that_is_no_number_names_the_field(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("ingestion/jobs", ApiError(400, "VALIDATION_ERROR", "tmdbId: must be an integer"))
    response = await http.get("/admin/jobs?tmdbId=x", headers=ADMIN)
    assert (response.status_code, "tmdbId: must be an integer" in response.text) == (400, True)


async def test_a_draft_is_compared_and_then_created(http: httpx2.AsyncClient, api: FakeApi) -> None:
    diff = {"summary": SUMMARY, "items": [CHANGED], "currentPolicyVersion": "3"}
    api.on("admin/catalog-policies/dry-run/diff", Reply(200, diff), "POST")
    api.on("admin/catalog-policies", Reply(201, {"id": "p4"}), "POST")
    form = {**FORM, "policy": '{"eligibilityMode": "OPEN"}', "description": "All"}
    tried = await http.post("/admin/policies/new", data={**form, "action": "try"}, headers=ADMIN)
    for text in ("Difference to 3", "The Matrix", "BLOCKED_COUNTRY", "&#34;OPEN&#34;"):
        assert text in tried.text
    assert api.calls[-1].json["policy"] == {"eligibilityMode": "OPEN"}
    created = await http.post("/admin/policies/new", data={**form, "action": "create"}, headers=ADMIN)
    assert created.headers["location"] == "/admin/policies/p4"
    assert api.calls[-1].json == {"eligibilityMode": "OPEN", "description": "All"}


@pytest.mark.parametrize(
    ("text", "problem"), [("{", "JSON: "), ("{}", "<code>policy.blockedCountries</code> must be codes")]
)
async def test_a_draft_with_a_mistake_is_shown_again(
    http: httpx2.AsyncClient, api: FakeApi, text: str, problem: str
) -> None:
    details = {"errors": [{"field": "policy.blockedCountries", "message": "must be codes"}]}
    rejection = ApiError(400, "VALIDATION_ERROR", "blockedCountries: must be codes", details)
    api.on("admin/catalog-policies/dry-run/diff", rejection, "POST")
    response = await http.post("/admin/policies/new", data={**FORM, "policy": text, "action": "try"}, headers=ADMIN)
    assert response.status_code == 400
    assert problem in response.text
    assert f"{text}</textarea>" in response.text


async def test_an_edit_states_the_version_that_the_editor_has_seen(http: httpx2.AsyncClient, api: FakeApi) -> None:
    sent: list[Call] = []

    def keep(call: Call) -> Reply:
        sent.append(call)
        return Reply(200, TITLE)

    base = "admin/catalog/titles/m1"
    for method, path in (("PATCH", "overrides"), ("PUT", "hidden"), ("DELETE", "hidden"), ("PUT", "merge")):
        api.on(f"{base}/{path}", keep, method)
    forms: list[tuple[str, dict[str, str]]] = [
        ("overrides", {"title": "Matrix", "runtime": "136", "overview": ""}),
        ("hidden", {"reason": "duplicate"}),
        ("hidden", {}),
        ("merge", {"into": "m2"}),
        ("revert", {"field": "title"}),
    ]
    for path, fields in forms:
        response = await http.post(f"/admin/titles/m1/{path}", data={**FORM, "version": "4", **fields}, headers=ADMIN)
        assert response.headers["location"] == "/admin/titles/m1"
    assert {call.headers["If-Match"] for call in sent} == {'"4"'}
    bodies: list[Any] = [(call.method, call.json) for call in sent]
    assert bodies == [
        ("PATCH", {"title": "Matrix", "runtime": 136}),
        ("PUT", {"reason": "duplicate"}),
        ("DELETE", None),
        ("PUT", {"into": "m2"}),
        ("PATCH", {"title": None}),
    ]


async def test_a_faster_editor_wins_and_the_page_says_so(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("admin/catalog/titles/m1/hidden", ApiError(412, "PRECONDITION_FAILED"), "PUT")
    form = {**FORM, "version": "3", "reason": "x"}
    response = await http.post("/admin/titles/m1/hidden", data=form, headers=ADMIN)
    assert (response.status_code, "It has changed meanwhile" in response.text) == (412, True)


async def test_roles_are_replaced_as_chosen(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("admin/users/u2/roles", Reply(200, {}), "PUT")
    form = {**FORM, "version": "7", "roles": ["user", "editor"]}
    await http.post("/admin/users/u2/roles", data=form, headers=ADMIN)
    assert api.calls[-1].json == {"roles": ["user", "editor"]}
    assert api.calls[-1].headers["If-Match"] == '"7"'
    assert (await http.post("/admin/users/u2/nothing", data=FORM, headers=ADMIN)).status_code == 404


@pytest.mark.parametrize("number", ["²", "--5", "9" * 5000])
async def test_a_field_that_is_no_number_reaches_the_api_as_it_is(
    http: httpx2.AsyncClient, api: FakeApi, number: str
) -> None:
    rejection = ApiError(400, "VALIDATION_ERROR", "must be an integer")
    for method, path in (
        ("POST", "admin/invitations"),
        ("PUT", "admin/catalog/sections/hero"),
        ("PATCH", "admin/catalog/titles/m1/overrides"),
    ):
        api.on(path, rejection, method)
    for path in ("users/invitations", "home/sections/hero", "titles/m1/overrides"):
        form = {**FORM, "days": number, "position": number, "runtime": number}
        response = await http.post(f"/admin/{path}", data=form, headers=ADMIN)
        assert (response.status_code, "must be an integer" in response.text) == (400, True)
        assert number in api.calls[-1].json.values()
