"""Kinds of sources, each connected to the sample library."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from services.sources.tests.kinds.connections import KINDS, PAGE_SIZES, SMALL_PAGES, Connection, connected


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Return each kind in turn."""
    return str(request.param)


@pytest_asyncio.fixture
async def connection(kind: str, tmp_path: Path) -> AsyncIterator[Connection]:
    """Return a connection of a kind."""
    async with connected(kind, tmp_path) as connection:
        yield connection


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make listings consist of many pages."""
    for name in PAGE_SIZES:
        monkeypatch.setattr(f"sources.infrastructure.kinds.{name}", SMALL_PAGES)
