"""The video of the demo is added once, however an earlier run has ended, and a failure of its encoding is an error."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from devstack.demo import video
from devstack.errors import DevstackError
from devstack.gateway_client import GatewayClient

pytestmark = pytest.mark.unit

STORAGE = "http://storage/part"


def client(
    playable: list[object],
    version: dict[str, Any],
    sent: list[tuple[str, object]],
    former: Iterable[dict[str, Any]] = (),
) -> GatewayClient:
    """Return a session at a gateway that has these videos of the movie, and ends the new one in this way.

    `former` are the versions that earlier runs have left, the newest first.
    """
    versions = list(former)

    def respond(request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix("/api/v1")
        body = json.loads(request.content) if request.content else None
        if request.method == "POST":
            sent.append((path, body))
        if path.endswith("/complete"):
            versions.insert(0, {"number": len(versions) + 1, **version})
        data: object = {"id": "7", "versions": versions, "slug": "dune"}
        if path.startswith("/playback/titles/"):
            data = playable
        elif path.endswith("/parts"):
            data = [{"url": STORAGE, "headers": {}}]
        elif path == "/admin/playback/assets" and request.method == "GET":
            data = [{"id": "7", "subject": str(video.MOVIE)}] if versions else []
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


def test_a_video_that_an_earlier_run_has_uploaded_is_waited_for(tools: list[bytes]) -> None:
    sent: list[tuple[str, object]] = []
    encoding = {"number": 1, "status": "processing"}
    lines: list[str] = []

    def say(line: str) -> None:
        lines.append(line)
        encoding["status"] = "ready"

    with client([], {}, sent, [encoding]) as administrator:
        video.add_video(administrator, say)
    assert (sent, tools) == ([], [])
    assert lines == ["the video is being encoded", "playable at /watch/movies/dune after signing in"]


def test_a_version_that_has_failed_before_is_replaced(tools: list[bytes]) -> None:
    lines: list[str] = []
    failed = {"number": 1, "status": "failed", "reason": "no room"}
    with client([], {"status": "ready"}, [], [failed]) as administrator:
        video.add_video(administrator, lines.append)
    assert (tools, lines[-1]) == ([b"video"], "playable at /watch/movies/dune after signing in")


def test_a_video_that_an_editor_has_unpublished_is_not_added_again(tools: list[bytes]) -> None:
    sent: list[tuple[str, object]] = []
    with client([], {}, sent, [{"number": 1, "status": "retired"}]) as administrator:
        video.add_video(administrator, lambda _: None)
    assert (sent, tools) == ([], [])


def test_a_video_that_is_not_encoded_is_an_error() -> None:
    with (
        client([], {"status": "failed", "reason": "no room"}, []) as administrator,
        pytest.raises(DevstackError, match="no room"),
    ):
        video.add_video(administrator, lambda _: None)
