"""A movie and a show, and a user who saves and subscribes."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest_asyncio
from services.library.tests.callers import Caller
from services.library.tests.integration.saved.support import Deliver


@pytest_asyncio.fixture
async def call(
    client: httpx2.AsyncClient, me: dict[str, str], deliver: Deliver, imported: Callable[..., Any]
) -> Caller:
    await deliver(imported(603, kind="movie", title="The Matrix"), imported(1396, title="Breaking Bad"))
    return Caller(client, me)
