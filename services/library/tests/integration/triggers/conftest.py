"""A client that subscribes, and what was published to its users."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from services.library.tests.callers import Caller
from services.library.tests.integration.triggers.support import ANN, Deliver, Triggered

from chassis.testing.events import media_published
from chassis.testing.tokens import Tokens


@pytest_asyncio.fixture
async def subscribe(
    client: httpx2.AsyncClient, tokens: Tokens, deliver: Deliver, imported: Callable[..., Any]
) -> Callable[..., Awaitable[None]]:
    await deliver(
        imported(603, kind="movie", title="The Matrix"),
        imported(1396, title="Breaking Bad"),
        media_published(1396, "breaking-bad", kind="show"),
    )

    async def send(title: UUID, trigger: str, user: UUID = ANN, **filters: Any) -> None:
        body = {"trigger": trigger, **filters}
        await Caller(client, tokens.bearer(user))("POST", f"/subscriptions/{title}", body, 201)

    return send


@pytest.fixture
def triggered(published_events: Callable[[], Awaitable[list[dict[str, Any]]]]) -> Triggered:
    async def read() -> list[dict[str, Any]]:
        return [event for event in await published_events() if "subscriptionId" in event]

    return read
