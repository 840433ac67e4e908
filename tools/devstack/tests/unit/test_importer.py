"""Imports follow every job to its end and report what failed and why."""

import json
from collections.abc import Iterator

import httpx2
import pytest

from devstack.commands import importer
from devstack.errors import GatewayRefused
from devstack.gateway_client import GatewayClient

pytestmark = pytest.mark.unit


class Gateway:
    """A gateway with the routes an import needs; each job is ready at its second question, title 13 fails."""

    def __init__(self) -> None:
        self.polls: dict[str, int] = {}
        self.seen: list[tuple[str, str, object]] = []
        self.expired = False

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix("/api/v1")
        body = json.loads(request.content) if request.content else {}
        self.seen.append((request.method, path, body))
        if path == "/auth/login":
            self.expired = False
            return self._response({"accessToken": "token"})
        if self.expired or request.headers.get("authorization") != "Bearer token":
            return self._error(401, "UNAUTHORIZED", "sign in")
        if path == "/ingestion/bulk":
            return self._response({"jobs": [{"jobId": f"job-{item['tmdbId']}"} for item in body["items"]]})
        if path == "/ingestion/jobs":
            return self._response([self._job(job_id) for job_id in request.url.params["ids"].split(",")])
        return self._error(404, "NOT_FOUND", "no such route")

    def _job(self, job_id: str) -> dict[str, object]:
        self.polls[job_id] = self.polls.get(job_id, 0) + 1
        if self.polls[job_id] < 2:
            return {"id": job_id, "status": "processing"}
        if job_id == "job-13":
            return {"id": job_id, "status": "failed", "errorMessage": "TMDB responded 404"}
        return {"id": job_id, "status": "ready"}

    @staticmethod
    def _response(data: object) -> httpx2.Response:
        return httpx2.Response(200, json={"success": True, "data": data})

    @staticmethod
    def _error(status: int, code: str, message: str) -> httpx2.Response:
        return httpx2.Response(status, json={"success": False, "error": {"code": code, "message": message}})


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def client(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Iterator[GatewayClient]:
    monkeypatch.setattr(importer, "_POLL_SECONDS", 0.0)
    with GatewayClient("http://gateway", "letmein", httpx2.MockTransport(gateway)) as client:
        client.sign_in()
        yield client


def test_ready_and_failed_titles_are_counted(gateway: Gateway, client: GatewayClient) -> None:
    outcome = importer.import_titles(client, [("movie", 550), ("movie", 13), ("show", 1399)])
    assert outcome.ready == 2
    assert outcome.failures == {"movie 13": "TMDB responded 404"}
    assert ("POST", "/auth/login", {"email": "admin@marquee.example", "password": "letmein"}) in gateway.seen
    items = [{"tmdbId": 550, "type": "movie"}, {"tmdbId": 13, "type": "movie"}, {"tmdbId": 1399, "type": "show"}]
    assert ("POST", "/ingestion/bulk", {"items": items}) in gateway.seen


def test_an_expired_token_is_renewed(gateway: Gateway, client: GatewayClient) -> None:
    gateway.expired = True
    assert importer.import_titles(client, [("movie", 550)]).ready == 1
    assert [path for _, path, _ in gateway.seen].count("/auth/login") == 2


def test_a_refusal_carries_the_code_and_the_message(client: GatewayClient) -> None:
    with pytest.raises(GatewayRefused, match="POST /nothing responded 404 NOT_FOUND: no such route"):
        client.post("/nothing")


def test_gateway_that_does_not_respond_is_reported() -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("connection refused", request=request)

    with (
        GatewayClient("http://gateway", "letmein", httpx2.MockTransport(refuse)) as client,
        pytest.raises(GatewayRefused, match="does not respond: connection refused"),
    ):
        client.sign_in()
