"""Who may use an operation: its role, the scope of an API key, and both before anything else is checked."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from chassis.http.app import create_app
from chassis.http.authorization.roles import role_message
from chassis.http.authorization.scopes import ScopeRule, no_scopes, scopes_of_service
from chassis.http.tokens import AdminPrincipal, CurrentPrincipal, EditorPrincipal, OptionalPrincipal
from chassis.runtime.health import Health
from chassis.testing.clients import client_for
from chassis.testing.tokens import Tokens

pytestmark = pytest.mark.unit

TOKENS = Tokens()
ROLES = ("user", "viewer", "finance", "editor", "admin")


class Note(BaseModel):
    """A body."""

    text: str


def _router() -> APIRouter:
    router = APIRouter()

    @router.get("/public")
    async def public() -> dict[str, bool]:
        return {}

    @router.get("/optional")
    async def optional(principal: OptionalPrincipal) -> dict[str, bool]:
        return {"known": principal is not None}

    @router.get("/user")
    async def read_user(_: CurrentPrincipal) -> dict[str, bool]:
        return {}

    @router.post("/user")
    async def write_user(_: CurrentPrincipal, body: Note) -> dict[str, bool]:
        return {}

    @router.get("/editor")
    async def read_editor(_: EditorPrincipal) -> dict[str, bool]:
        return {}

    @router.post("/editor")
    async def write_editor(_: EditorPrincipal, body: Note) -> dict[str, bool]:
        return {}

    @router.get("/admin")
    async def read_admin(_: AdminPrincipal) -> dict[str, bool]:
        return {}

    @router.post("/admin")
    async def write_admin(_: AdminPrincipal, body: Note) -> dict[str, bool]:
        return {}

    return router


def _app(rule: ScopeRule) -> FastAPI:
    return create_app(
        title="notes",
        description="Notes.",
        routers=[_router()],
        errors={},
        health=Health(),
        verifier=TOKENS.verifier(),
        scope_rule=rule,
    )


@pytest_asyncio.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(_app(scopes_of_service("notes"))) as client:
        yield client


def bearer(*roles: str, scope: str | None = None) -> dict[str, str]:
    claims = {} if scope is None else {"scope": scope}
    return {"Authorization": f"Bearer {TOKENS.issue(roles=roles, claims=claims)}"}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/user", set(ROLES)),
        ("POST", "/user", set(ROLES)),
        ("GET", "/editor", {"viewer", "editor", "admin"}),
        ("POST", "/editor", {"editor", "admin"}),
        ("GET", "/admin", {"viewer", "admin"}),
        ("POST", "/admin", {"admin"}),
    ],
)
async def test_a_viewer_reads_what_editors_and_administrators_see_and_changes_nothing(
    client: httpx2.AsyncClient, method: str, path: str, allowed: set[str]
) -> None:
    body: dict[str, Any] = {"json": {"text": "x"}} if method == "POST" else {}
    statuses = {
        role: (await client.request(method, f"/api/v1{path}", headers=bearer("user", role), **body)).status_code
        for role in ROLES
    }
    assert statuses == {role: 200 if role in allowed else 403 for role in ROLES}
    assert (await client.request(method, f"/api/v1{path}", **body)).status_code == 401


async def test_the_message_names_the_roles(client: httpx2.AsyncClient) -> None:
    messages = [
        (await client.request(method, f"/api/v1{path}", headers=bearer("user"))).json()["error"]["message"]
        for method, path in (("GET", "/admin"), ("POST", "/admin"), ("GET", "/editor"))
    ]
    assert messages == [
        "Forbidden: the role `viewer` or `admin` is required",
        "Forbidden: the role `admin` is required",
        "Forbidden: the role `editor`, `viewer` or `admin` is required",
    ]
    assert role_message(("admin",)) == messages[1]


@pytest.mark.parametrize(
    ("method", "path", "scope", "status"),
    [
        ("GET", "/user", "notes:read", 200),
        ("HEAD", "/user", "notes:read", 200),
        ("POST", "/user", "notes:read", 403),
        ("GET", "/user", "notes:write", 403),
        ("POST", "/user", "notes:write", 200),
        ("GET", "/user", "other:read notes:read", 200),
        ("GET", "/user", "other:read", 403),
        ("GET", "/user", "", 403),
        ("GET", "/user", "notes:readnotes:read", 403),
        ("GET", "/user", "NOTES:READ", 403),
        ("GET", "/optional", "other:read", 403),
        ("GET", "/public", "other:read", 200),
        ("POST", "/admin", "notes:write", 200),
        ("POST", "/admin", "notes:read", 403),
        ("GET", "/user", "*", 200),
        ("GET", "/user", "notes:read *", 200),
        ("POST", "/user", "notes:read *", 403),
    ],
)
async def test_an_api_key_needs_the_scope_of_the_service_and_the_method(
    client: httpx2.AsyncClient, method: str, path: str, scope: str, status: int
) -> None:
    body: dict[str, Any] = {"json": {"text": "x"}} if method == "POST" else {}
    response = await client.request(method, f"/api/v1{path}", headers=bearer("user", "admin", scope=scope), **body)
    assert response.status_code == status
    if status == 403:
        needed = "notes:write" if method == "POST" else "notes:read"
        assert response.headers["www-authenticate"] == f'Bearer error="insufficient_scope", scope="{needed}"'
        assert response.json()["error"]["code"] == "FORBIDDEN"
        assert response.json()["error"]["message"] == f"Forbidden: the API key needs the scope `{needed}`"


async def test_a_scope_does_not_replace_a_role(client: httpx2.AsyncClient) -> None:
    response = await client.post("/api/v1/admin", headers=bearer("user", scope="notes:write"), json={"text": "x"})
    assert (response.status_code, response.json()["error"]["message"]) == (
        403,
        "Forbidden: the role `admin` is required",
    )


async def test_without_a_rule_no_api_key_is_accepted() -> None:
    async with client_for(_app(no_scopes)) as client:
        refused = await client.get("/api/v1/user", headers=bearer("user", scope="notes:read"))
        assert (refused.status_code, refused.headers["www-authenticate"]) == (403, 'Bearer error="insufficient_scope"')
        assert (await client.get("/api/v1/user", headers=bearer("user"))).status_code == 200


@pytest.mark.parametrize("claim", [5, ["notes:read"], {}, True])
async def test_a_scope_of_another_type_makes_a_token_invalid(client: httpx2.AsyncClient, claim: object) -> None:
    token = TOKENS.issue(claims={"scope": claim})
    assert (await client.get("/api/v1/user", headers={"Authorization": f"Bearer {token}"})).status_code == 401


@pytest.mark.parametrize(
    "request_parts",
    [
        {"params": {"verbose": "1"}, "json": {"text": "x"}},
        {"json": {}},
        {"json": []},
        {"content": b"{", "headers": {"content-type": "application/json"}},
        {"content": b"\xff", "headers": {"content-type": "application/json"}},
        {},
    ],
    ids=["parameter", "field", "array", "not json", "not text", "no body"],
)
async def test_a_client_without_access_learns_only_that(
    client: httpx2.AsyncClient, request_parts: Mapping[str, Any]
) -> None:
    async def status(path: str, headers: Mapping[str, str]) -> int:
        parts = {**request_parts, "headers": {**request_parts.get("headers", {}), **headers}}
        return (await client.post(f"/api/v1{path}", **parts)).status_code

    assert await status("/admin", {}) == 401
    assert await status("/admin", {"Authorization": "Bearer x"}) == 401
    assert await status("/admin", bearer("user", "viewer", "editor")) == 403
    assert await status("/user", bearer("user", scope="notes:read")) == 403
    assert await status("/admin", bearer("user", "admin")) == 400


async def test_the_document_has_the_roles_and_the_scope_that_are_checked() -> None:
    paths = _app(scopes_of_service("notes")).openapi()["paths"]
    declared = {
        f"{method} {path.removeprefix('/api/v1')}": (
            operation.get("x-required-roles"),
            operation.get("x-required-scope"),
            operation["security"],
        )
        for path, item in paths.items()
        for method, operation in item.items()
    }
    token: list[dict[str, list[str]]] = [{"HTTPBearer": []}]
    assert declared == {
        "get /public": (None, None, []),
        "get /optional": (None, "notes:read", [{}, *token]),
        "get /user": (["user"], "notes:read", token),
        "post /user": (["user"], "notes:write", token),
        "get /editor": (["editor", "viewer", "admin"], "notes:read", token),
        "post /editor": (["editor", "admin"], "notes:write", token),
        "get /admin": (["viewer", "admin"], "notes:read", token),
        "post /admin": (["admin"], "notes:write", token),
    }
    assert paths["/api/v1/admin"]["get"]["description"].endswith(
        "For viewers and administrators only. API keys need the scope `notes:read`."
    )
    without = _app(no_scopes).openapi()["paths"]["/api/v1/user"]["get"]
    assert "x-required-scope" not in without
    assert without["description"].endswith("For signed-in users. API keys are not accepted.")
