"""Every operation of the merged document, requested by every kind of client: none reaches what its role does not allow.

The expected statuses follow from `x-required-roles` and `x-required-scope`, which the document derives from the
dependency that checks them. The services are connected to nothing: who is refused is refused before that matters, and
who is allowed sends an unknown parameter, so that nothing happens.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import httpx2
import pytest
from fastapi import FastAPI

from chassis.testing.clients import InProcess
from chassis.testing.openapi import DocumentReader
from chassis.testing.tokens import Tokens
from gateway.domain.routes import OWN

pytestmark = pytest.mark.unit

TOKENS: Final = Tokens()
ROLES: Final = ("user", "editor", "viewer", "finance", "admin")
PUBLIC_CHANGES: Final = frozenset(
    f"POST /api/v1/auth/{path}"
    for path in (
        "codes",
        "codes/sign-in",
        "device",
        "device/token",
        "email/confirm",
        "login",
        "login/second-factor",
        "login/second-factor/code",
        "login/second-factor/options",
        "oidc/token",
        "oidc/{provider}/callback",
        "passkeys/sign-in",
        "passkeys/sign-in/options",
        "password/forgot",
        "password/reset",
        "proxy/sign-in",
        "refresh",
        "register",
    )
) | {
    "POST /api/v1/billing/webhooks/{provider}",
    "POST /api/v1/notifications/unsubscribe",
    "POST /api/v1/scrobble/{key}/{source}",
}
"""Operations that change something and need no token."""
SECONDS: Final = 60.0
"""An event stream that should have been refused would not end."""
READS: Final = ("GET", "HEAD")


@pytest.fixture(scope="module")
def clients(applications: Mapping[str, FastAPI], own: FastAPI) -> Mapping[str, httpx2.AsyncClient]:
    """Return a client of each application; a connection in the process needs no closing."""
    for app in applications.values():
        app.state.verifier = TOKENS.verifier()
    return {
        service: httpx2.AsyncClient(transport=InProcess(app), base_url="http://service.test")
        for service, app in {**applications, OWN: own}.items()
    }


def url_of(name: str, operation: Mapping[str, Any]) -> tuple[str, str]:
    """Return the method of an operation, and its path with examples in place of parameters."""
    method, _, path = name.partition(" ")
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            value = str(
                parameter.get("example", parameter.get("examples", parameter["schema"].get("examples", ["1"]))[0])
            )
            path = path.replace(f"{{{parameter['name']}}}", value)
    return method, path


def bearer(*roles: str, scope: str = "*") -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKENS.issue(roles=roles, claims={'scope': scope})}"}


def is_optional(operation: Mapping[str, Any]) -> bool:
    return {} in operation["security"] or not operation["security"]


def test_a_change_is_for_signed_in_users_or_known_to_be_public(api: DocumentReader) -> None:
    public = {name for name, operation in api.operations() if not name.startswith(READS) and is_optional(operation)}
    assert public - PUBLIC_CHANGES == set(), "a sign-in or not, it has to be named here"
    assert PUBLIC_CHANGES - public == set()
    for name, operation in api.operations():
        assert is_optional(operation) == ("x-required-roles" not in operation), name
        assert set(operation.get("x-required-roles", ())) <= set(ROLES), name


def test_only_administrators_change_what_is_below_admin(api: DocumentReader) -> None:
    for name, operation in api.operations():
        if "/admin/" in name:
            below = {"admin", "editor"} | ({"viewer"} if name.startswith(READS) else set())
            allowed = {"admin", "finance"} if "/admin/billing/" in name else below
            assert "admin" in operation["x-required-roles"], name
            assert set(operation["x-required-roles"]) <= allowed, name


async def test_every_operation_refuses_who_may_not_use_it(
    api: DocumentReader, clients: Mapping[str, httpx2.AsyncClient]
) -> None:
    mistakes: list[str] = []
    requests = 0

    async def check(name: str, operation: Mapping[str, Any]) -> None:
        nonlocal requests
        client = clients[operation["x-service"]]
        method, path = url_of(name, operation)
        for who, headers, expected in cases(operation):
            query = "" if expected != 400 else "?no_such_parameter=1"
            async with asyncio.timeout(SECONDS):
                response = await client.request(method, path + query, headers=headers)
            requests += 1
            if response.status_code != expected:
                mistakes.append(f"{name} as {who}: {response.status_code}, not {expected}")
            if expected == 403 and who.startswith("key"):
                assert 'error="insufficient_scope"' in response.headers["www-authenticate"], name

    await asyncio.gather(*(check(name, operation) for name, operation in api.operations()))
    assert mistakes == []
    assert requests > 1000


def cases(operation: Mapping[str, Any]) -> list[tuple[str, dict[str, str], int]]:
    """Return each kind of client, its headers and the expected status of an operation."""
    roles, scope = operation.get("x-required-roles"), operation.get("x-required-scope")
    everything = bearer(*ROLES, scope="other:read other:write")
    if roles is None:
        # A public operation: only a token with scopes that do not suffice is refused, where tokens are read at all.
        return [("anonymous", {}, 400), *([("key without scope", everything, 403)] if operation["security"] else [])]
    return [
        ("anonymous", {}, 401),
        ("forged", {"Authorization": "Bearer x.y.z"}, 401),
        ("basic", {"Authorization": "Basic YTpi"}, 401),
        *((role, bearer("user", role), 400 if {"user", role} & set(roles) else 403) for role in ROLES),
        ("key without scope", everything, 403),
        ("key with scope", bearer(*ROLES, scope=scope or "auth:read auth:write"), 400 if scope else 403),
    ]
