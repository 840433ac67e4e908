"""A session at the gateway: registration, rate limits, responses without a body, and days that a stack has missed."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from devstack import gateway_client
from devstack.commands import importer
from devstack.demo import seeding
from devstack.demo.accounts import Accounts
from devstack.errors import GatewayRefused
from devstack.gateway_client import GatewayClient
from devstack.secret_files import load_secrets
from provider_simulator.titles.demo import demo_titles

pytestmark = pytest.mark.unit

Respond = Callable[[httpx2.Request], httpx2.Response]


def success(data: object, status: int = 200, meta: object = None) -> httpx2.Response:
    return httpx2.Response(status, json={"success": True, "data": data, "meta": meta})


def failure(status: int, code: str, **headers: str) -> httpx2.Response:
    body = {"success": False, "error": {"code": code, "message": "refused"}}
    return httpx2.Response(
        status, json=body, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def client(respond: Respond) -> GatewayClient:
    return GatewayClient("http://gateway", "secret", httpx2.MockTransport(respond), email="user@marquee.example")


def test_a_new_user_is_registered_and_signed_in() -> None:
    def respond(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/auth/register"):
            body = {"email": "user@marquee.example", "username": "user", "password": "secret"}
            assert json.loads(request.content) == body
            return success({"accessToken": "new"}, 201)
        assert request.headers["authorization"] == "Bearer new"
        return success({"id": "1"})

    with client(respond) as user:
        assert user.register("user") is True
        assert user.get("/auth/me") == {"id": "1"}


def test_a_user_who_is_known_signs_in() -> None:
    def respond(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/auth/register"):
            return failure(409, "USERNAME_TAKEN")
        if request.url.path.endswith("/auth/login"):
            return success({"accessToken": "known"})
        return success(request.headers["authorization"])

    with client(respond) as user:
        assert user.register("user") is False
        assert user.get("/auth/me") == "Bearer known"


def test_a_rate_limit_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    responses = [failure(429, "RATE_LIMITED", retry_after="7"), failure(429, "RATE_LIMITED"), success("done")]

    with client(lambda _: responses.pop(0)) as user:
        assert user.post("/me/plays") == "done"
    assert pauses == [7.0, 1.0]


def test_a_limit_that_does_not_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_client, "_LIMITED_TIMEOUT_SECONDS", -1.0)

    with (
        client(lambda _: failure(429, "RATE_LIMITED")) as user,
        pytest.raises(GatewayRefused, match="429 RATE_LIMITED"),
    ):
        user.post("/me/plays")


def test_a_response_without_a_body_has_no_data() -> None:
    def respond(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["if-match"] == "*"
        return httpx2.Response(204)

    with client(respond) as user:
        assert user.put("/lists/1/like") is None


class Ingestion:
    """The operations that an import needs: every job is ready at once."""

    def __init__(self) -> None:
        self.days: set[str] = set()
        self.titles = 0
        self.jobs: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix("/api/v1")
        body = json.loads(request.content) if request.content else {}
        if path == "/ingestion/bulk":
            self.titles += len(body["items"])
            return success({"jobs": [{"jobId": f"{item['type']}-{item['tmdbId']}"} for item in body["items"]]})
        if path == "/ingestion/jobs":
            return success([{"id": name, "status": "ready"} for name in request.url.params["ids"].split(",")])
        if path == "/ingestion/signals/backfill":
            self.days |= {row["day"] for row in body["rows"]}
            return success({"accepted": len(body["rows"])})
        self.jobs.append(path)
        return success({"jobId": path})


@pytest.mark.parametrize(("away", "sent"), [(0, 0), (3, 4), (400, 90)])
def test_a_stack_that_comes_back_gets_the_days_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, away: int, sent: int
) -> None:
    monkeypatch.setattr(importer, "_POLL_SECONDS", 0.0)
    done, ingestion, lines = tmp_path / seeding.DONE, Ingestion(), list[str]()
    done.touch()
    began = time.time() - away * 86_400
    os.utime(done, (began, began))

    with client(ingestion) as administrator:
        for _ in range(2):
            seeding.seed(administrator, Accounts("http://gateway", load_secrets(tmp_path, ())), tmp_path, lines.append)

    assert len(ingestion.days) == sent
    assert ingestion.titles == (len(demo_titles()) if sent else 0)
    assert ingestion.jobs == (["/ingestion/trending", "/ingestion/snapshots"] if sent else [])
    assert len(lines) == bool(sent)
