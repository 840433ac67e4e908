"""`GET /ingestion/search` against the simulator of TMDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.identity import media_id

if TYPE_CHECKING:
    from services.ingestion.tests.integration.api.conftest import Api
    from services.ingestion.tests.integration.conftest import Simulator

pytestmark = pytest.mark.integration


async def test_titles_are_found_and_imported_ones_are_marked(api: Api, simulator: Simulator) -> None:
    name = simulator.client.get("/tmdb/3/movie/550", params={"api_key": "x"}).json()["title"]
    user = api.user()
    before = await api.data("GET", "/ingestion/search", user, params={"query": name})
    assert before["status"] == "ok"
    [movie] = [item for item in before["items"] if (item["type"], item["tmdbId"]) == ("movie", 550)]
    assert (movie["title"], movie["id"], movie["isImported"]) == (name, str(media_id("movie", 550)), False)
    await api.imported("movie", 550)
    after = await api.data("GET", "/ingestion/search", user, params={"query": name})
    assert [item["isImported"] for item in after["items"] if (item["type"], item["tmdbId"]) == ("movie", 550)] == [True]
    assert simulator.requests()["tmdb"]["byEndpoint"]["/search/multi"] == 1


async def test_provider_that_fails_is_unavailable(api: Api, simulator: Simulator) -> None:
    simulator.faults("tmdb", {"status": 500})
    data = await api.data("GET", "/ingestion/search", api.user(), params={"query": "anything"})
    assert data == {"status": "unavailable", "items": []}


async def test_user_who_searches_too_often_learns_when_to_try_again(api: Api) -> None:
    user = api.user()
    for number in range(30):
        await api.data("GET", "/ingestion/search", user, params={"query": f"text {number}"})
    response = await api.request("GET", "/ingestion/search", user, params={"query": "one more"})
    assert (response.status_code, response.json()["error"]["code"]) == (429, "SEARCH_LIMIT_REACHED")
    assert 1 <= int(response.headers["Retry-After"]) <= 60


@pytest.mark.parametrize("params", [{}, {"query": ""}, {"query": "x" * 201}, {"query": "ok", "language": "??"}])
async def test_broken_rule_is_named(api: Api, params: dict[str, str]) -> None:
    status, code, _ = await api.refusal("GET", "/ingestion/search", params=params)
    assert (status, code) == (400, "VALIDATION_ERROR")
