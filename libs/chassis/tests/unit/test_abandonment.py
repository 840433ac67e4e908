"""Which cancellations a request swallows: only that of its own client."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from chassis.http.middleware import RequestMiddleware
from chassis.runtime.abandonment import abandon

pytestmark = pytest.mark.unit


class Waiting:
    """An application that never responds."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun.set()
        await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("method", "shapes", "status"),
    [("GET", True, 499), ("HEAD", True, 499), ("POST", True, None), ("GET", False, None)],
)
async def test_only_reads_of_services_are_abandoned(method: str, shapes: bool, status: int | None) -> None:
    app, sent = Waiting(), list[MutableMapping[str, Any]]()
    scope: dict[str, Any] = {"type": "http", "method": method, "path": "/health/x", "headers": []}

    async def receive() -> MutableMapping[str, Any]:
        raise AssertionError("nothing is received")

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    middleware = RequestMiddleware(app, shapes=shapes, serves_head=True)
    task = asyncio.create_task(middleware(scope, receive, send))
    await app.begun.wait()
    abandon(scope, task)
    if status is None:
        await asyncio.wait((task,), timeout=0.01)
        assert not task.done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert sent == []
    else:
        await task
        assert sent[0]["status"] == status


async def test_cancellation_by_the_server_is_not_swallowed() -> None:
    app = Waiting()
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/health/x", "headers": []}

    async def unused(*_: object) -> Any:
        raise AssertionError("nothing is sent or received")

    task = asyncio.create_task(RequestMiddleware(app, shapes=True)(scope, unused, unused))
    await app.begun.wait()
    abandon(scope, task)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
