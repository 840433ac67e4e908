"""Search beyond the catalog, and the search of the Ratingo API."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from services.search.tests.conftest import CountingIndex, ProviderStub
from services.search.tests.samples import title

from chassis.testing.tokens import Tokens
from contracts.identity import media_id
from search.application.beyond.ports import ProviderSearchFailed
from search.domain.errors import ProviderSearchLimited
from search.presentation.beyond.schemas import CompatibleResults, ProviderResults

pytestmark = pytest.mark.unit

PROVIDERS, COMPATIBLE = "/api/v1/search/providers", "/api/v1/catalog/search"


@pytest.fixture
def signed_in(tokens: Tokens) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.issue(uuid4())}"}


async def read(client: httpx2.AsyncClient, path: str, headers: dict[str, str], **params: str) -> dict[str, Any]:
    response = await client.get(path, params=params, headers=headers)
    assert response.status_code == 200, response.text
    data: dict[str, Any] = response.json()["data"]
    (ProviderResults if path == PROVIDERS else CompatibleResults).model_validate(data)
    return data


async def test_title_at_the_provider_has_its_entry_or_the_request_that_imports_it(
    client: httpx2.AsyncClient, signed_in: dict[str, str]
) -> None:
    data = await read(client, PROVIDERS, signed_in, q=" the matrix ")
    assert (data["query"], data["status"]) == ("the matrix", "ok")
    imported, new, hidden = data["items"]
    assert (imported["isImported"], imported["import"], imported["entry"]["slug"]) == (True, None, "the-matrix")
    assert (new["isImported"], new["entry"]) == (False, None)
    assert new["import"] == {"method": "POST", "path": "/api/v1/catalog/import/movie/605", "body": {}}
    assert new["mediaId"] == str(media_id("movie", 605))
    assert new["image"]["small"].endswith("/605.jpg")
    assert (hidden["isImported"], hidden["entry"], hidden["import"]) == (True, None, None)


async def test_provider_is_searched_with_the_token_and_language_of_the_user(
    client: httpx2.AsyncClient, signed_in: dict[str, str], provider: ProviderStub
) -> None:
    await read(client, PROVIDERS, {**signed_in, "Accept-Language": "uk"}, q="x" * 500)
    assert provider.requests == [("x" * 200, "uk", signed_in["Authorization"])]
    assert (await read(client, PROVIDERS, signed_in, q=" m "))["items"] == []
    assert len(provider.requests) == 1


async def test_search_beyond_the_catalog_needs_a_token(client: httpx2.AsyncClient, provider: ProviderStub) -> None:
    response = await client.get(PROVIDERS, params={"q": "matrix"})
    assert (response.status_code, response.json()["error"]["code"]) == (401, "UNAUTHORIZED")
    assert provider.requests == []


async def test_failure_of_the_provider_is_a_result(
    client: httpx2.AsyncClient, signed_in: dict[str, str], provider: ProviderStub
) -> None:
    provider.failure = ProviderSearchFailed()
    data = await read(client, PROVIDERS, signed_in, q="matrix")
    assert (data["status"], data["items"]) == ("unavailable", [])
    both = await read(client, COMPATIBLE, signed_in, query="matrix")
    assert (len(both["local"]), both["tmdb"]) == (2, [])


async def test_user_who_searches_too_often_learns_when_to_try_again(
    client: httpx2.AsyncClient, signed_in: dict[str, str], provider: ProviderStub
) -> None:
    provider.failure = ProviderSearchLimited(17)
    response = await client.get(PROVIDERS, params={"q": "matrix"}, headers=signed_in)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "17")
    assert response.json()["error"]["code"] == "PROVIDER_SEARCH_LIMIT_REACHED"
    both = await read(client, COMPATIBLE, signed_in, query="matrix")
    assert (len(both["local"]), both["tmdb"]) == (2, [])


async def test_compatible_search_has_both_lists_without_imported_titles_in_the_second(
    client: httpx2.AsyncClient, signed_in: dict[str, str]
) -> None:
    data = await read(client, COMPATIBLE, signed_in, query=" matrix ")
    assert data["query"] == "matrix"
    assert [item["title"] for item in data["local"]] == ["The Matrix", "The Matrix Reloaded"]
    assert data["local"][0] == {
        "source": "local",
        "type": "movie",
        "id": str(media_id("movie", 603)),
        "mediaItemId": str(media_id("movie", 603)),
        "tmdbId": 603,
        "title": "The Matrix",
        "originalTitle": "The Matrix",
        "year": 1999,
        "poster": data["local"][0]["poster"],
        "rating": 7.25,
        "isImported": True,
        "slug": "the-matrix",
    }
    [beyond] = data["tmdb"]
    assert (beyond["tmdbId"], beyond["source"], beyond["isImported"], beyond["id"]) == (605, "tmdb", False, None)


async def test_compatible_search_of_anonymous_clients_is_public_and_local(
    client: httpx2.AsyncClient, signed_in: dict[str, str], provider: ProviderStub
) -> None:
    response = await client.get(COMPATIBLE, params={"query": "matrix"})
    assert response.headers["Cache-Control"] == "public, max-age=30"
    assert response.headers["Vary"] == "Authorization, Accept-Language"
    assert (len(response.json()["data"]["local"]), response.json()["data"]["tmdb"]) == (2, [])
    assert provider.requests == []
    personal = await client.get(COMPATIBLE, params={"query": "matrix"}, headers=signed_in)
    assert personal.headers["Cache-Control"] == "private, no-cache"


async def test_compatible_search_has_titles_with_a_page_only(client: httpx2.AsyncClient, index: CountingIndex) -> None:
    new = title(9, "Matrix Nine")
    index.put(replace(new, card=replace(new.card, slug=None)))
    data = await read(client, COMPATIBLE, {}, query="matrix")
    assert [item["title"] for item in data["local"]] == ["The Matrix", "The Matrix Reloaded"]


@pytest.mark.parametrize("text", ["", " ", "m", " m ", "%", "_"])
async def test_compatible_search_needs_two_characters(
    client: httpx2.AsyncClient, signed_in: dict[str, str], text: str
) -> None:
    data = await read(client, COMPATIBLE, signed_in, query=text)
    assert (data["local"], data["tmdb"]) == ([], [])


async def test_percent_and_underscore_are_plain_text(client: httpx2.AsyncClient) -> None:
    assert (await read(client, COMPATIBLE, {}, query="%_%"))["local"] == []
    assert (await read(client, COMPATIBLE, {}, query="mat%"))["local"][0]["title"] == "The Matrix"
