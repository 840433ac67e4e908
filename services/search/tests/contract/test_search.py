"""`GET /api/v1/search` and its suggestions, over the index in memory."""

from typing import Any

import httpx2
import pytest
from services.search.tests.conftest import CountingIndex
from services.search.tests.samples import HACKER, title

from contracts.identity import media_id
from search.presentation.searching.schemas import FoundTitle, SearchPageResponse, Suggestion

pytestmark = pytest.mark.unit

SEARCH = "/api/v1/search"


async def search(client: httpx2.AsyncClient, **params: Any) -> dict[str, Any]:
    response = await client.get(SEARCH, params=params)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    SearchPageResponse.model_validate(body)
    return body


def names(body: dict[str, Any]) -> list[str]:
    return [item["name"] for item in body["data"]]


async def test_exact_name_comes_first_and_every_kind_is_found(client: httpx2.AsyncClient) -> None:
    body = await search(client, q="the matrix")
    assert names(body) == ["The Matrix", "The Matrix Reloaded", "The Matrix Collection"]
    movie = body["data"][0]
    assert movie["id"] == f"movie:{media_id('movie', 603)}"
    assert movie["mediaId"] == str(media_id("movie", 603))
    assert movie["path"] == "/api/v1/catalog/movies/the-matrix"
    assert movie["image"]["small"].endswith("/w342/603.jpg")
    assert (movie["kind"], movie["year"], movie["score"], movie["votes"]) == ("movie", 1999, 71.5, 1200)
    assert (movie["matchedName"], movie["highlights"], movie["knownFor"], movie["titleCount"]) == (None,) * 4
    collection = body["data"][2]
    assert (collection["titleCount"], collection["path"]) == (2, "/api/v1/catalog/collections/tmdb:2344")
    meta = body["meta"]
    assert (meta["count"], meta["total"], meta["hasMore"], meta["nextCursor"]) == (3, 3, False, None)


async def test_person_has_the_best_titles(client: httpx2.AsyncClient) -> None:
    [person] = (await search(client, q="keanu"))["data"]
    assert (person["kind"], person["path"]) == ("person", "/api/v1/catalog/people/keanu-reeves-6384")
    assert [one["name"] for one in person["knownFor"]] == ["The Matrix", "The Matrix Reloaded"]


async def test_name_is_in_the_language_of_the_user_and_the_matched_name_beside_it(client: httpx2.AsyncClient) -> None:
    response = await client.get(SEARCH, params={"q": "dune"}, headers={"Accept-Language": "uk-UA, en;q=0.5"})
    [dune] = response.json()["data"]
    assert (dune["name"], dune["matchedName"], dune["originalName"]) == ("Дюна", "Dune", "Dune")
    assert response.headers["Content-Language"] == "uk"
    assert response.headers["Vary"] == "Accept-Language"
    [other] = (await search(client, q="дюна"))["data"]
    assert (other["name"], other["matchedName"]) == ("Dune", "Дюна")


async def test_highlights_are_places_in_the_matched_name(client: httpx2.AsyncClient) -> None:
    body = await search(client, q="matr", highlight="true")
    assert body["data"][0]["highlights"] == [{"start": 4, "end": 8}]
    [typo] = (await search(client, q="breakign bad", highlight="true"))["data"]
    assert typo["highlights"] == [{"start": 0, "end": 12}]


async def test_typing_errors_are_tolerated_when_little_is_found(client: httpx2.AsyncClient) -> None:
    body = await search(client, q="breakign bad")
    assert (names(body), body["meta"]["didYouMean"]) == (["Breaking Bad"], "Breaking Bad")
    assert (await search(client, q="matrix"))["meta"]["didYouMean"] is None


async def test_typing_errors_are_not_tolerated_when_ten_entries_match(
    client: httpx2.AsyncClient, index: CountingIndex
) -> None:
    index.put(title(1, "Duna Part 1", rank=999))
    assert names(await search(client, q="dune part")) == ["Duna Part 1"]
    for number in range(2, 12):
        index.put(title(number, f"Dune Part {number}", rank=number))
    body = await search(client, q="dune part", limit=5)
    assert body["meta"]["total"] == 10
    rest = await search(client, q="dune part", limit=5, cursor=body["meta"]["nextCursor"])
    assert names(body) + names(rest) == [f"Dune Part {number}" for number in range(11, 1, -1)]
    assert rest["meta"]["nextCursor"] is None


async def test_typing_errors_are_not_tolerated_in_a_whole_name(
    client: httpx2.AsyncClient, index: CountingIndex
) -> None:
    index.put(title(1, "Duna", rank=999))
    assert names(await search(client, q="dune")) == ["Dune"]
    assert names(await search(client, q="dyne")) == ["Dune"]
    assert names(await search(client, q="duma")) == ["Duna"]


async def test_pages_by_cursor_include_typing_errors_as_the_first_page_did(
    client: httpx2.AsyncClient, index: CountingIndex
) -> None:
    index.put(title(9, "Dune Part 9"))
    for number in range(1, 5):
        index.put(title(number, f"Duna Part {number}", rank=number))
    pages, cursor = [], None
    while True:
        page = await search(client, q="dune part", limit=2, **({"cursor": cursor} if cursor else {}))
        pages += names(page)
        cursor = page["meta"]["nextCursor"]
        if cursor is None:
            break
    assert pages == ["Dune Part 9", "Duna Part 4", "Duna Part 3", "Duna Part 2", "Duna Part 1"]


async def test_without_a_text_everything_is_listed_by_rank(client: httpx2.AsyncClient) -> None:
    body = await search(client)
    assert names(body)[:3] == ["Breaking Bad", "The Matrix", "Dune"]
    assert body["meta"]["total"] == 7


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"type": "show"}, ["Breaking Bad"]),
        ({"genre": "science-fiction", "yearTo": "2000"}, ["The Matrix"]),
        ({"genre": "Crime,28"}, ["Breaking Bad", "The Matrix", "The Matrix Reloaded"]),
        ({"yearFrom": "2003", "yearTo": "2008"}, ["Breaking Bad", "The Matrix Reloaded"]),
        ({"decade": "1990,2020"}, ["The Matrix", "Dune"]),
        ({"country": "us"}, ["The Matrix"]),
        ({"originalLanguage": "EN"}, ["The Matrix"]),
        ({"provider": "8"}, ["The Matrix"]),
        ({"provider": "8", "region": "de"}, []),
        ({"certification": "PG,R"}, ["The Matrix"]),
        ({"scoreFrom": "60", "scoreTo": "80"}, ["The Matrix Reloaded"]),
        ({"keyword": "Dystopia"}, ["The Matrix"]),
        ({"person": str(HACKER), "type": "movie"}, ["The Matrix", "The Matrix Reloaded"]),
        ({"collection": "2344"}, ["The Matrix", "The Matrix Reloaded"]),
    ],
)
async def test_filters(client: httpx2.AsyncClient, params: dict[str, str], expected: list[str]) -> None:
    assert names(await search(client, **params)) == expected


async def test_facets_have_the_values_of_their_filters(client: httpx2.AsyncClient) -> None:
    facets = (await search(client, q="matrix", facets="genre,type"))["meta"]["facets"]
    assert list(facets) == ["type", "genre"]
    assert facets["genre"] == [{"value": "action", "count": 2}, {"value": "science-fiction", "count": 2}]
    assert {"value": "movie", "count": 2} in facets["type"]
    assert (await search(client, q="matrix"))["meta"]["facets"] == {}


async def test_text_is_truncated_and_the_response_says_so(client: httpx2.AsyncClient) -> None:
    meta = (await search(client, q="x" * 5000))["meta"]
    assert (meta["truncated"], len(meta["query"])) == (True, 200)
    assert (await search(client, q="  the \t matrix "))["meta"]["query"] == "the matrix"


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"type": "series"}, "type"),
        ({"genre": "no such"}, "genre"),
        ({"limit": "51"}, "limit"),
        ({"limit": "0"}, "limit"),
        ({"yearFrom": "2000", "yearTo": "1999"}, "yearTo"),
        ({"scoreFrom": "70", "scoreTo": "60"}, "scoreTo"),
        ({"decade": "1995"}, "decade"),
        ({"country": "USA"}, "country"),
        ({"provider": "0"}, "provider"),
        ({"provider": ",".join(map(str, range(1, 52)))}, "provider"),
        ({"facets": "title"}, "facets"),
        ({"region": "Europe"}, "region"),
        ({"highlight": "yes"}, "highlight"),
        ({"cursor": "AAAA"}, "cursor"),
        ({"page": "2"}, "page"),
        ({"q": "a\x00b"}, "q"),
    ],
)
async def test_broken_rule_is_named(client: httpx2.AsyncClient, params: dict[str, str], field: str) -> None:
    response = await client.get(SEARCH, params=params)
    assert response.status_code == 400, response.text
    error = response.json()["error"]
    assert error["code"] == "VALIDATION_ERROR"
    assert [problem["field"] for problem in error["details"]["errors"]] == [field]


async def test_cursor_of_another_search_is_rejected(client: httpx2.AsyncClient) -> None:
    cursor = (await search(client, limit=1))["meta"]["nextCursor"]
    for other in ({"q": "x"}, {"type": "movie"}, {"language": "uk"}):
        response = await client.get(SEARCH, params={"limit": 1, "cursor": cursor, **other})
        assert response.status_code == 400, other
    same = await client.get(SEARCH, params={"limit": 3, "cursor": cursor, "facets": "type", "highlight": "true"})
    assert same.status_code == 200


async def test_same_request_is_not_searched_again_until_the_index_changes(
    client: httpx2.AsyncClient, index: CountingIndex
) -> None:
    first = await client.get(SEARCH, params={"q": "dune"})
    searches = index.finds
    unchanged = await client.get(SEARCH, params={"q": "dune"}, headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.content, index.finds) == (304, b"", searches)
    assert first.headers["Cache-Control"] == "public, max-age=30"
    index.put(title(1, "Dune Part Two"))
    changed = await client.get(SEARCH, params={"q": "dune"}, headers={"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, index.finds > searches) == (200, True)
    index.put(title(2, "Something else"))
    elsewhere = await client.get(SEARCH, params={"q": "dune"}, headers={"If-None-Match": changed.headers["ETag"]})
    assert elsewhere.status_code == 304


async def test_suggestions_begin_with_the_first_letter(client: httpx2.AsyncClient) -> None:
    response = await client.get(f"{SEARCH}/suggestions", params={"q": "k"})
    [person] = response.json()["data"]
    Suggestion.model_validate(person)
    assert person == {
        "kind": "person",
        "id": "person:6384",
        "name": "Keanu Reeves",
        "matchedName": None,
        "year": None,
        "image": None,
        "path": "/api/v1/catalog/people/keanu-reeves-6384",
    }
    titles = await client.get(f"{SEARCH}/suggestions", params={"q": "the m", "limit": 1, "type": "movie"})
    assert [item["name"] for item in titles.json()["data"]] == ["The Matrix"]
    empty = await client.get(f"{SEARCH}/suggestions")
    assert empty.json()["data"] == []


async def test_similar_titles_of_a_title(client: httpx2.AsyncClient) -> None:
    response = await client.get(f"{SEARCH}/titles/{media_id('movie', 603)}/similar", params={"limit": 5})
    items = response.json()["data"]
    assert [FoundTitle.model_validate(item).name for item in items] == ["The Matrix Reloaded"]
    missing = await client.get(f"{SEARCH}/titles/{media_id('movie', 1)}/similar")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "ENTRY_NOT_FOUND")
