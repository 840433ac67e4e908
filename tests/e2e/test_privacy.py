"""No user's email address is logged, and nothing continues after a session has ended."""

import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from devstack.ports import plan
from stacks import Stack

pytestmark = pytest.mark.e2e

PASSWORD = "Correct-horse-1"
EVENTS = "/api/v1/ingestion/jobs/events"


@pytest.fixture
def auth(stack: Stack) -> Iterator[httpx2.Client]:
    """Return a client of auth's own port, because the gateway limits sign-ins."""
    port = plan(stack.base)["auth"]
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}/api/v1/auth", timeout=20, trust_env=False) as client:
        yield client


@pytest.fixture
def gateway(stack: Stack) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=stack.gateway, timeout=20, trust_env=False) as client:
        yield client


def sign_in(auth: httpx2.Client, stack: Stack) -> dict[str, str]:
    response = auth.post("/login", json={"email": stack.admin_email, "password": stack.admin_password})
    tokens: dict[str, str] = response.json()["data"]
    return tokens


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens['accessToken']}", "accept": "text/event-stream"}


def test_no_address_or_name_of_a_user_is_in_any_log(stack: Stack, auth: httpx2.Client) -> None:
    name = f"nosy_{uuid4().hex[:10]}"
    account = {"email": f"{name}@marquee.example", "username": name, "password": PASSWORD}
    assert auth.post("/register", json=account).status_code == 201
    used_names = [
        account,
        {**account, "email": account["email"].upper()},
        {**account, "email": f"other_{account['email']}"},
        {**account, "username": f"{name}_2"},
    ]
    assert [auth.post("/register", json=body).status_code for body in used_names] == [409] * 4
    for identifier in (account["email"], name):
        assert auth.post("/login", json={"email": identifier, "password": "wrong"}).status_code == 401
    assert auth.post("/register", json={**account, "email": f"{name}@", "username": "x"}).status_code == 400
    time.sleep(1)

    logs = stack.data / "logs"
    assert {path.name for path in logs.iterdir()} >= {"postgres.log", "auth.log", "gateway.log", "kafka.log"}
    assert [path.name for path in logs.iterdir() if name in path.read_text("utf-8", "replace").lower()] == []
    assert stat.S_IMODE(logs.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in logs.iterdir()} == {0o600}


def signed_out(auth: httpx2.Client, tokens: dict[str, str]) -> None:
    assert auth.post("/logout", headers=bearer(tokens)).status_code == 204


def stolen(auth: httpx2.Client, tokens: dict[str, str]) -> None:
    """Use a refresh token that is two generations old."""
    renewed = auth.post("/refresh", json={"refreshToken": tokens["refreshToken"]}).json()["data"]
    auth.post("/refresh", json={"refreshToken": renewed["refreshToken"]})
    assert auth.post("/refresh", json={"refreshToken": tokens["refreshToken"]}).status_code == 401


@pytest.mark.parametrize("end", [signed_out, stolen])
def test_an_administrators_stream_ends_with_its_session(
    stack: Stack, auth: httpx2.Client, gateway: httpx2.Client, end: Callable[[httpx2.Client, dict[str, str]], Any]
) -> None:
    ended, alive = sign_in(auth, stack), sign_in(auth, stack)
    with ExitStack() as streams:
        closing = streams.enter_context(gateway.stream("GET", EVENTS, headers=bearer(ended)))
        going_on = streams.enter_context(gateway.stream("GET", EVENTS, headers=bearer(alive)))
        assert (closing.status_code, going_on.status_code) == (200, 200)

        end(auth, ended)

        # Reads to the end: without the end of the session this waits until the client's own time limit.
        for _ in closing.iter_bytes():
            continue
        assert gateway.get(EVENTS, headers=bearer(ended)).status_code == 401
        assert gateway.get("/api/v1/auth/me", headers=bearer(alive)).status_code == 200
