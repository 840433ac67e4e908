"""The video of the demo is added once, and a failure of its encoding is an error."""

import json
from pathlib import Path

import httpx2
import pytest

from devstack.demo import video
from devstack.errors import DevstackError
from devstack.gateway_client import GatewayClient

pytestmark = pytest.mark.unit

STORAGE = "http://storage/part"


def client(playable: list[object], version: dict[str, object], sent: list[tuple[str, object]]) -> GatewayClient:
    """Return a session at a gateway that has these videos of the movie, and ends the new one in this way."""

    def respond(request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix("/api/v1")
        body = json.loads(request.content) if request.content else None
        if request.method == "POST":
            sent.append((path, body))
        data: object = {"id": "7", "versions": [version], "slug": "dune"}
        if path.startswith("/playback/titles/"):
            data = playable
        elif path.endswith("/parts"):
            data = [{"url": STORAGE, "headers": {}}]
        elif path == "/admin/playback/assets" and request.method == "GET":
            data = []
        return httpx2.Response(200, json={"success": True, "data": data})

    return GatewayClient("http://gateway", "secret", httpx2.MockTransport(respond))


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Let the video be these bytes, and return what the storage gets."""
    stored: list[bytes] = []

    def put(_: str, *, content: bytes, **_options: object) -> httpx2.Response:
        stored.append(content)
        return httpx2.Response(200)

    monkeypatch.setattr(video, "install", lambda _: Path())
    monkeypatch.setattr(video, "generate", lambda _, target: target.write_bytes(b"video"))
    monkeypatch.setattr(httpx2, "put", put)
    return stored


def test_a_movie_without_a_video_gets_one(tools: list[bytes]) -> None:
    sent: list[tuple[str, object]] = []
    lines: list[str] = []
    with client([], {"status": "ready"}, sent) as administrator:
        video.add_video(administrator, lines.append)
    assert tools == [b"video"]
    assert [path for path, _ in sent] == [
        "/admin/playback/assets",
        "/admin/playback/uploads",
        "/admin/playback/uploads/7/parts",
        "/admin/playback/uploads/7/complete",
    ]
    assert lines[-1] == "playable at /watch/movies/dune after signing in"


def test_a_movie_with_a_video_keeps_it(tools: list[bytes]) -> None:
    sent: list[tuple[str, object]] = []
    with client([{"subject": "x"}], {}, sent) as administrator:
        video.add_video(administrator, lambda _: None)
    assert (sent, tools) == ([], [])


def test_a_video_that_is_not_encoded_is_an_error() -> None:
    with (
        client([], {"status": "failed", "reason": "no room"}, []) as administrator,
        pytest.raises(DevstackError, match="no room"),
    ):
        video.add_video(administrator, lambda _: None)
