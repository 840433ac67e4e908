"""No request fails: any text and any parameter is a result, or an error that names a rule."""

import asyncio

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.unit

NAMES = (
    "q", "query", "type", "genre", "yearFrom", "yearTo", "decade", "country", "originalLanguage", "provider",
    "certification", "scoreFrom", "scoreTo", "keyword", "person", "collection", "region", "facets", "highlight",
    "language", "limit", "cursor",
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


@given(
    path=PATHS,
    params=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5),
    header=st.text("en-;,q=0.1", max_size=30),
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_request_has_a_result_or_names_a_rule(app: FastAPI, path: str, params: dict[str, str], header: str) -> None:
    async def request() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://search.test") as client:
            encoded = {name: value.encode("utf-8", "surrogatepass") for name, value in params.items()}
            return await client.get(path, params=encoded, headers={"Accept-Language": header})

    response = asyncio.run(request())
    assert response.status_code in (200, 400), (path, params, response.text)
    if response.status_code == 400:
        assert response.json()["error"]["details"]["errors"], response.text
