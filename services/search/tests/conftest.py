"""A client of search over an index in memory."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI
from services.search.tests.fakes import InMemoryIndex
from services.search.tests.samples import BEYOND, ENTRIES

from chassis.testing.clients import client_for
from chassis.testing.tokens import Tokens
from search.api import create_api
from search.application.beyond.ports import ProviderTitle
from search.application.ports import Hit
from search.bootstrap import build
from search.domain.entry import Entry
from search.domain.filters import Filters
from search.domain.matching import Condition, Position
from search.settings import Settings


class ProviderStub:
    """Returns the same titles for every text, or raises."""

    def __init__(self) -> None:
        self.titles: Sequence[ProviderTitle] = BEYOND
        self.failure: Exception | None = None
        self.requests: list[tuple[str, str | None, str]] = []

    async def find(
        self, text: str, *, language: str | None, authorization: str, seconds: float
    ) -> Sequence[ProviderTitle]:
        self.requests.append((text, language, authorization))
        if self.failure is not None:
            raise self.failure
        return self.titles


class CountingIndex(InMemoryIndex):
    """The index in memory, which counts searches."""

    def __init__(self, *entries: Entry) -> None:
        super().__init__(*entries)
        self.finds = 0

    async def find(
        self, tiers: Sequence[Condition], filters: Filters, *, after: Position | None = None, limit: int
    ) -> Sequence[Hit]:
        self.finds += 1
        return await super().find(tiers, filters, after=after, limit=limit)


@pytest.fixture
def index() -> CountingIndex:
    return CountingIndex(*ENTRIES)


@pytest.fixture
def provider() -> ProviderStub:
    return ProviderStub()


@pytest.fixture(scope="session")
def tokens() -> Tokens:
    return Tokens()


@pytest.fixture
def app(index: CountingIndex, provider: ProviderStub, tokens: Tokens, tmp_path: Path) -> FastAPI:
    settings = Settings(
        kafka_bootstrap="127.0.0.1:1",
        ingestion_url="http://127.0.0.1:1",
        index_folder=tmp_path,
        shared_response_seconds=0,
    )
    app = create_api(build(settings, index=index, provider=provider))
    app.state.verifier = tokens.verifier()
    return app


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(app) as client:
        yield client
