"""An API in memory, and the application over it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import httpx2

from chassis.testing.clock import FixedClock
from web.api import create_api
from web.application import Application
from web.application.api import ApiError, Call, Reply
from web.application.sessions import OpenSession
from web.bootstrap import build
from web.settings import Settings

Answer = Reply | ApiError | Callable[[Call], Reply]


@dataclass
class FakeApi:
    """Responds to calls by method and path; anything else is a 404. It keeps the calls."""

    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def on(self, path: str, answer: Answer, method: str = "GET") -> None:
        """Respond to a path in this way."""
        self.answers[method, path] = answer

    async def send(self, call: Call) -> Reply:
        """Return the response to a call; raise ApiError."""
        self.calls.append(call)
        answer = self.answers.get((call.method, call.path), ApiError(404, "RESOURCE_NOT_FOUND"))
        if isinstance(answer, ApiError):
            raise answer
        return answer(call) if callable(answer) else answer


@asynccontextmanager
async def browser(api: FakeApi, clock: FixedClock) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a client of the application over this API, which sends what a browser sends."""
    container = build(Settings(gateway_url="http://127.0.0.1:1"), clock=clock)
    own = replace(container, application=Application(api, OpenSession(api, clock)))
    transport = httpx2.ASGITransport(create_api(own))
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin", "Accept-Language": "en-GB,en;q=0.9"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
        yield client
    await container.api.aclose()
