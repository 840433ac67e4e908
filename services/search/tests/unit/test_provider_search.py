"""The search at the provider as ingestion responds to it."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic_core import to_json

from chassis.http.client import CallFailed, HttpClient, Response
from contracts.identity import media_id
from search.application.beyond.ports import ProviderSearchFailed, ProviderTitle
from search.domain.errors import ProviderSearchLimited
from search.infrastructure.ingestion.provider_search import IngestionSearch

pytestmark = pytest.mark.unit

ITEM = {
    "id": str(media_id("movie", 603)),
    "type": "movie",
    "tmdbId": 603,
    "title": "Матриця",
    "originalTitle": "The Matrix",
    "year": 1999,
    "posterPath": "/m.jpg",
    "rating": 8.2,
    "isImported": False,
}


def body(status: str = "ok", *items: Mapping[str, Any]) -> bytes:
    return to_json({"success": True, "data": {"status": status, "items": list(items)}})


class Http(HttpClient):
    """Returns one response, or raises, and records requests."""

    def __init__(self, response: Response | Exception, *, delay: float = 0) -> None:
        super().__init__("http://ingestion.test")
        self.response = response
        self.delay = delay
        self.requests: list[tuple[str, Mapping[str, str] | None]] = []

    async def get(self, target: str, headers: Mapping[str, str] | None = None, *, max_bytes: int) -> Response:
        assert max_bytes > 0
        self.requests.append((target, headers))
        await asyncio.sleep(self.delay)
        if isinstance(self.response, Exception):
            raise self.response
        return self.response


async def find(http: Http, language: str | None = "uk", seconds: float = 5) -> list[ProviderTitle]:
    search = IngestionSearch(http)
    return list(await search.find("a & b", language=language, authorization="Bearer x", seconds=seconds))


async def test_titles_are_requested_with_the_users_token_and_language() -> None:
    http = Http(Response(200, {}, body("ok", ITEM)))
    assert await find(http) == [
        ProviderTitle(
            media_id("movie", 603),
            "movie",
            603,
            "Матриця",
            is_imported=False,
            original_name="The Matrix",
            year=1999,
            poster_path="/m.jpg",
            rating=8.2,
        )
    ]
    await find(http, None)
    assert http.requests == [
        ("/api/v1/ingestion/search?query=a+%26+b&language=uk", {"authorization": "Bearer x"}),
        ("/api/v1/ingestion/search?query=a+%26+b", {"authorization": "Bearer x"}),
    ]


@pytest.mark.parametrize(
    "response",
    [
        Response(200, {}, body("unavailable")),
        Response(200, {}, b"{}"),
        Response(200, {}, b"not JSON"),
        Response(200, {}, body("ok", {**ITEM, "type": "person"})),
        Response(401, {}, b"{}"),
        Response(503, {}, b"{}"),
        CallFailed("no connection"),
        TimeoutError(),
    ],
)
async def test_any_other_response_is_a_failure(response: Response | Exception) -> None:
    with pytest.raises(ProviderSearchFailed):
        await find(Http(response))


async def test_late_response_is_a_failure() -> None:
    with pytest.raises(ProviderSearchFailed):
        await find(Http(Response(200, {}, body()), delay=5), seconds=0.01)


@pytest.mark.parametrize(("header", "seconds"), [({"retry-after": "17"}, 17), ({"retry-after": "soon"}, 30), ({}, 30)])
async def test_limit_of_the_user_is_kept(header: dict[str, str], seconds: int) -> None:
    with pytest.raises(ProviderSearchLimited) as limited:
        await find(Http(Response(429, header, b"{}")))
    assert limited.value.retry_after == seconds
