"""No request fails: any text and any parameter is a result, or an error that names a rule."""

import asyncio

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from services.search.tests.fakes import InMemoryIndex
from services.search.tests.samples import ENTRIES

from search.application.ports import SearchIndex
from search.infrastructure.index.documents import entry_document
from search.infrastructure.index.schema import open_index
from search.infrastructure.index.served import ServedIndex
from search.infrastructure.index.tantivy_index import TantivyIndex

pytestmark = pytest.mark.unit

NAMES = (
    "q", "query", "type", "genre", "yearFrom", "yearTo", "decade", "country", "originalLanguage", "provider",
    "certification", "scoreFrom", "scoreTo", "keyword", "person", "collection", "region", "facets", "highlight",
    "language", "limit", "cursor", "verbose",
)  # fmt: skip
PLAUSIBLE = (
    "movie", "show,person", "drama", "18", "1999", "1990,2000", "us", "en", "8,337", "R", "70", "nan", "inf", "1e400",
    "dystopia", "type,genre", "true", "20", "0", "-1", ",", "AAAAAAAAAAAAAAAA", "tt0133093", "dune 2021", "s02e05",
    'title:"x" OR *', "/.*/", "🎬", "\u202eevil", "ﬀ", "ё", "怪", "%", "\\", "'", "\x7f", "99999999999999999999",
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=300), st.sampled_from(PLAUSIBLE), st.lists(st.sampled_from(PLAUSIBLE)).map(" ".join)
)
PATHS = st.sampled_from(("/api/v1/search", "/api/v1/search/suggestions", "/api/v1/catalog/search"))


def tantivy_index() -> SearchIndex:
    """Return the index of the service, in memory."""
    index = open_index()
    writer = index.writer(15_000_000, 1)
    for entry in ENTRIES:
        writer.add_document(entry_document(entry))
    writer.commit()
    index.reload()
    served = ServedIndex()
    served.show(index, "1")
    return TantivyIndex(served)


@pytest.fixture(params=["tantivy", "memory"])
def index(request: pytest.FixtureRequest) -> SearchIndex:
    return tantivy_index() if request.param == "tantivy" else InMemoryIndex(*ENTRIES)


@given(
    path=PATHS,
    text=VALUES,
    params=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3),
    header=st.text("en-;,q=0.1", max_size=30),
)
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_any_request_has_a_result_or_names_a_rule(
    app: FastAPI, path: str, text: str, params: dict[str, str], header: str
) -> None:
    name = "query" if path.endswith("catalog/search") else "q"

    async def request() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://search.test") as client:
            encoded = {key: value.encode("utf-8", "surrogatepass") for key, value in {**params, name: text}.items()}
            return await client.get(path, params=encoded, headers={"Accept-Language": header})

    response = asyncio.run(request())
    assert response.status_code in (200, 400), (path, text, params, response.text)
    if response.status_code == 400:
        assert response.json()["error"]["details"]["errors"], response.text
