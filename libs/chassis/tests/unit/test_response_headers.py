"""Middleware that adds headers to responses."""

from collections.abc import Sequence

import pytest
from starlette.types import Message, Receive, Scope, Send

from chassis.http.middleware import Header, ResponseHeaders

pytestmark = pytest.mark.unit


class AddOnApi(ResponseHeaders):
    def headers(self, scope: Scope) -> Sequence[Header]:
        return ((b"x-added", b"1"), (b"etag", b"added")) if scope["path"] == "/api" else ()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"ETag", b"own")]})
    await send({"type": "end"})


async def messages_of(scope: Scope) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing is received")

    await AddOnApi(application)(scope, receive, send)
    return sent


async def test_headers_are_added_unless_present() -> None:
    start, end = await messages_of({"type": "http", "path": "/api"})
    assert start["headers"] == [(b"ETag", b"own"), (b"x-added", b"1")]
    assert end == {"type": "end"}


@pytest.mark.parametrize("scope", [{"type": "http", "path": "/other"}, {"type": "lifespan"}])
async def test_other_messages_pass_unchanged(scope: Scope) -> None:
    *start, end = await messages_of(scope)
    assert [message["headers"] for message in start] == [[(b"ETag", b"own")]] * len(start)
    assert end == {"type": "end"}
