"""An HTTP client that talks to an application in the same process, which is started and stopped around it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

import httpx2
from fastapi import FastAPI

BASE_URL: Final = "http://service.test"


@asynccontextmanager
async def client_for(
    app: FastAPI, *, headers: Mapping[str, str] | None = None, seconds: float = 10.0
) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a client of `app` while its lifespan runs; an unhandled exception of `app` is raised in the test."""
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(
            transport=transport, base_url=BASE_URL, headers=dict(headers or {}), timeout=seconds
        ) as client,
    ):
        yield client
