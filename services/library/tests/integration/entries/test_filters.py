"""Filters and orders of the list of entries, and paging by a cursor."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.tokens import Tokens
from contracts.identity import media_id
from contracts.ingestion import Genre, Translation

pytestmark = pytest.mark.integration

USER = UUID(int=7)
DRAMA = Genre(tmdb_id=18, name="Drama")
TITLES: list[tuple[int, dict[str, Any]]] = [
    (1, {"kind": "movie", "title": "Überleben", "release_date": date(2001, 1, 1), "genres": (DRAMA,)}),
    (2, {"title": "the Wire", "release_date": date(2002, 6, 2), "genres": (DRAMA,)}),
    (3, {"title": "Amélie", "kind": "movie", "translations": {"en": Translation(title="Amelie from Montmartre")}}),
    (4, {"title": "Zodiac", "kind": "movie", "release_date": date(2002, 12, 31)}),
]
CHANGES: list[tuple[int, dict[str, Any]]] = [
    (3, {"state": "planned", "rating": 70}),
    (1, {"state": "completed", "rating": 70}),
    (2, {"progress": {"season": 1, "episode": 4}, "rating": 95}),
    (4, {"state": "dropped"}),
    (3, {"notes": "Soon"}),
]
IDS = {number: media_id(facts.get("kind", "show"), number) for number, facts in TITLES}
NUMBERS = {str(identity): number for number, identity in IDS.items()}


@pytest_asyncio.fixture
async def get(
    client: httpx2.AsyncClient, tokens: Tokens, deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]
) -> Callable[..., Awaitable[dict[str, Any]]]:
    me = tokens.bearer(USER)
    await deliver(*[imported(number, **facts) for number, facts in TITLES])
    for number, body in CHANGES:
        response = await client.patch(f"/api/v1/user-media/{IDS[number]}", json=body, headers=me)
        assert response.status_code == 200, response.text
    play = {"mediaItemId": str(IDS[4]), "watchedAt": "2026-01-01T00:00:00Z"}
    await client.post("/api/v1/me/plays", json=play, headers=me)

    async def get(query: str, status: int = 200) -> dict[str, Any]:
        response = await client.get(f"/api/v1/user-media?{query}", headers=me)
        assert response.status_code == status, response.text
        body: dict[str, Any] = response.json()
        return body

    return get


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [4, 3, 2, 1]),
        ("state=planned&state=completed", [3, 1]),
        ("kind=show", [2]),
        ("minRating=70&maxRating=70", [3, 1]),
        ("minRating=96", []),
        ("genre=18", [2, 1]),
        ("year=2002", [4, 2]),
        ("query=uber", [1]),
        ("query=MONTMARTRE", [3]),
        ("query=e%20w", [2]),
        ("query=nothing", []),
        ("sort=title", [3, 2, 1, 4]),
        ("sort=added", [4, 2, 1, 3]),
        ("sort=lastWatched", [4, 3, 2, 1]),
        ("sort=progress", [2, 4, 3, 1]),
        ("sort=rating", [2, 3, 1, 4]),
        ("sort=releaseDate", [4, 2, 1, 3]),
        ("sort=title&genre=18&kind=movie", [1]),
    ],
)
async def test_a_list_has_what_every_filter_selects_in_its_order(
    get: Callable[..., Awaitable[dict[str, Any]]], query: str, numbers: list[int]
) -> None:
    whole = await get(query)
    assert [NUMBERS[entry["mediaItemId"]] for entry in whole["data"]] == numbers
    assert (whole["meta"]["total"], whole["meta"]["nextCursor"]) == (len(numbers), None)

    pages, cursor = [], ""
    for before in range(len(numbers)):
        page = await get(f"{query}&limit=1{cursor}".lstrip("&"))
        assert (page["meta"]["offset"], page["meta"]["total"]) == (before, len(numbers))
        assert page["meta"]["hasMore"] == (before < len(numbers) - 1)
        pages += page["data"]
        cursor = f"&cursor={page['meta']['nextCursor']}"
    assert pages == whole["data"]


@pytest.mark.parametrize(
    "query",
    ["year=1869", "genre=0", "minRating=101", "minRating=80&maxRating=70", "query=%20", "query=!", "sort=name",
     "state=seen", "kind=person", "cursor=AAAA", "limit=101", "tag=", "year=99999999999999999999"],
)  # fmt: skip
async def test_an_invalid_filter_is_rejected(get: Callable[..., Awaitable[dict[str, Any]]], query: str) -> None:
    assert (await get(query, 400))["error"]["code"] == "VALIDATION_ERROR"


async def test_a_cursor_belongs_to_its_order_and_filters(get: Callable[..., Awaitable[dict[str, Any]]]) -> None:
    cursor = (await get("limit=1&sort=rating"))["meta"]["nextCursor"]

    await get(f"sort=rating&cursor={cursor}")
    await get(f"sort=title&cursor={cursor}", 400)
    await get(f"sort=rating&kind=movie&cursor={cursor}", 400)
