"""A user becomes an editor and is one no longer, through the gateway."""

import time
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest

from contract_clients import signed_in
from stacks import Stack

pytestmark = pytest.mark.e2e

PASSWORD: Final = "Correct-horse-1"
SECTIONS: Final = "/api/v1/admin/catalog/sections"


def test_an_editor_edits_until_the_role_is_removed(stack: Stack) -> None:
    with httpx2.Client(base_url=stack.gateway, timeout=20, trust_env=False) as api:
        admin, _ = signed_in(api, stack.admin_email, stack.admin_password)
        name = f"grace_{uuid4().hex[:8]}"
        email = f"{name}@marquee.example"
        api.post("/api/v1/auth/register", json={"email": email, "username": name, "password": PASSWORD})
        user, refresh_token = signed_in(api, email, PASSWORD)
        assert api.get(SECTIONS, headers=user).status_code == 403
        [row] = api.get("/api/v1/admin/users", params={"query": email}, headers=admin).json()["data"]
        assert (row["username"], row["roles"]) == (name, ["user"])

        def put(roles: list[str], version: int) -> dict[str, Any]:
            headers = {**admin, "if-match": f'"{version}"'}
            changed = api.put(f"/api/v1/admin/users/{row['id']}/roles", json={"roles": roles}, headers=headers)
            assert changed.status_code == 200, changed.text
            return dict(changed.json()["data"])

        version = put(["user", "editor"], row["version"])["version"]
        assert api.get(SECTIONS, headers=user).status_code == 403, "the token has the roles of its issue"
        refreshed = api.post("/api/v1/auth/refresh", json={"refreshToken": refresh_token}).json()["data"]
        editor = {"authorization": f"Bearer {refreshed['accessToken']}"}
        assert api.get(SECTIONS, headers=editor).status_code == 200

        put(["user"], version)
        deadline = time.monotonic() + 30
        while (response := api.get(SECTIONS, headers=editor)).status_code != 401:
            assert time.monotonic() < deadline, response.text
            time.sleep(0.1)
        ended = api.post("/api/v1/auth/refresh", json={"refreshToken": refreshed["refreshToken"]})
        assert (ended.status_code, ended.json()["error"]["code"]) == (401, "INVALID_REFRESH_TOKEN")
        assert api.get(SECTIONS, headers=signed_in(api, email, PASSWORD)[0]).status_code == 403
