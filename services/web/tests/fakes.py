"""An API in memory, and the application over it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2

from chassis.testing.clock import FixedClock
from web.api import create_api
from web.application import Application
from web.application.api import ApiError, Call, Reply
from web.application.sessions import OpenSession
from web.bootstrap import build
from web.settings import Settings

Response = Reply | ApiError | Callable[[Call], Reply]


@dataclass
class FakeUploads:
    """Keeps the files that were sent to the storage."""

    sent: list[tuple[Mapping[str, Any], bytes, str]] = field(default_factory=list)

    async def send(self, offer: Mapping[str, Any], content: bytes, media_type: str) -> None:
        """Keep a file."""
        self.sent.append((offer, content, media_type))


@dataclass
class FakeApi:
    """Responds to calls by method and path; anything else is a 404. It keeps the calls."""

    responses: dict[tuple[str, str], Response] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    uploads: FakeUploads = field(default_factory=FakeUploads)

    def on(self, path: str, response: Response, method: str = "GET") -> None:
        """Respond to a path in this way."""
        self.responses[method, path] = response

    async def send(self, call: Call) -> Reply:
        """Return the response to a call; raise ApiError."""
        self.calls.append(call)
        response = self.responses.get((call.method, call.path), ApiError(404, "RESOURCE_NOT_FOUND"))
        if isinstance(response, ApiError):
            raise response
        return response(call) if callable(response) else response


@asynccontextmanager
async def browser(api: FakeApi, clock: FixedClock, *, serves_music: bool = False) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a client of the application over this API, which sends what a browser sends."""
    container = build(
        Settings(
            gateway_url="http://127.0.0.1:1",
            storage_url="https://storage.example:9000",
            media_url="https://cdn.example/",
            serves_music=serves_music,
        ),
        clock=clock,
    )
    own = replace(container, application=Application(api, OpenSession(api, clock), api.uploads))
    transport = httpx2.ASGITransport(create_api(own))
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin", "Accept-Language": "en-GB,en;q=0.9"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
        yield client
    await container.api.aclose()
    await container.uploads.aclose()
