"""What is around titles: people, collections, comparisons and years."""

import re
from typing import Any

import httpx2
import pytest
from services.web.tests.fakes import FakeApi
from services.web.tests.title_data import MOVIE_ID, SHOW_ID, listed, picture

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

UNAVAILABLE = "This part is not available right now."
DOWN = ApiError(503, "SERVICE_UNAVAILABLE")
META = {"count": 1, "total": 60, "limit": 48, "offset": 0, "hasMore": True, "nextCursor": None}


def person() -> dict[str, Any]:
    """Return a person."""
    departments = [{"department": "Acting", "titles": 60}]
    return {
        "slug": "ada-l-1",
        "name": "Ada L",
        "profile": picture("face.jpg"),
        "knownFor": departments,
        "totalTitles": 60,
        "titles": [],
    }


def in_collection(**changes: Any) -> dict[str, Any]:
    """Return a collection of two movies."""
    titles = [listed("Orchard"), listed("Meadow", mediaItemId=SHOW_ID)]
    data = {"slug": "garden-7", "name": "The Garden", "backdrop": picture("b.jpg"), "totalTitles": 2, "titles": titles}
    return {**data, **changes}


async def test_a_person_has_a_filmography(http: httpx2.AsyncClient, api: FakeApi) -> None:
    credit = {"role": "cast", "character": "The Gardener", "job": None, "department": None}
    api.on("catalog/people/ada-l-1", Reply(200, person()))
    api.on("catalog/people/ada-l-1/titles", Reply(200, [listed("Orchard", credits=[credit])], META))
    page = (await http.get("/people/ada-l-1?role=cast&sort=popularity")).text
    assert '<h1 dir="auto">Ada L</h1>' in page
    assert "as The Gardener" in page
    assert 'href="/people/ada-l-1?role=cast&amp;sort=popularity&amp;offset=48"' in page
    assert {(call.query["role"], call.query["sort"]) for call in api.calls} == {("cast", "popularity")}


@pytest.mark.parametrize("query", ["role=x&sort=y&offset=z", "offset=-1", "offset=%00", "offset=" + "9" * 30])
async def test_a_filter_of_a_person_that_is_none_counts_as_none(
    http: httpx2.AsyncClient, api: FakeApi, query: str
) -> None:
    api.on("catalog/people/ada-l-1", Reply(200, person()))
    api.on("catalog/people/ada-l-1/titles", Reply(200, [], {**META, "hasMore": False}))
    response = await http.get(f"/people/ada-l-1?{query}")
    assert response.status_code == 200
    assert "No listed title matches." in response.text
    assert api.calls[-1].query["sort"] == "releaseDate"
    assert 0 <= api.calls[-1].query["offset"] <= 10_000  # type: ignore[operator]


async def test_a_person_without_a_list_of_titles(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/people/tmdb:1", Reply(200, {**person(), "profile": None, "knownFor": []}))
    api.on("catalog/people/tmdb:1/titles", DOWN)
    assert UNAVAILABLE in (await http.get("/people/tmdb:1")).text
    assert (await http.get("/people/no-one-9")).status_code == 404
    api.on("catalog/people/old-1", Reply(308, headers={"location": "ada-l-1"}))
    assert (await http.get("/people/old-1")).headers["location"] == "/people/ada-l-1"


async def test_a_collection_leads_to_a_comparison(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/collections/garden-7", Reply(200, in_collection()))
    page = (await http.get("/collections/garden-7")).text
    assert "2 movies" in page
    assert f'href="/compare?ids={MOVIE_ID}%2C{SHOW_ID}"' in page
    api.on("catalog/collections/garden-7", Reply(200, in_collection(titles=[], totalTitles=0, backdrop=None)))
    assert "Nothing in this collection" in (await http.get("/collections/garden-7")).text
    assert (await http.get("/collections/none")).status_code == 404


async def test_collections_of_editors(http: httpx2.AsyncClient, api: FakeApi) -> None:
    one = {
        "slug": "rain",
        "kind": "collection",
        "name": "Rain",
        "description": "For wet days",
        "image": picture("r.jpg"),
    }
    api.on("catalog/curated", Reply(200, [one, {**one, "slug": "sun", "kind": "category", "image": None}]))
    page = (await http.get("/curated")).text
    assert re.findall(r'class="tile" href="([^"]+)"', page) == ["/curated/rain", "/curated/sun"]
    api.on("catalog/curated", Reply(200, []))
    assert "published nothing yet" in (await http.get("/curated")).text
    api.on("catalog/curated", DOWN)
    assert (await http.get("/curated")).status_code == 503
    api.on("catalog/curated/rain", Reply(200, {**one, "titles": [listed()]}, META))
    page = (await http.get("/curated/rain?offset=x")).text
    assert "For wet days" in page
    assert 'href="/curated/rain?offset=48"' in page


def comparison(api: FakeApi) -> None:
    """Let the API know two titles with their signals."""
    titles = [listed("Orchard"), listed("Meadow", mediaItemId=SHOW_ID, stats=None, popularity=None)]
    api.on("catalog/titles", Reply(200, titles))
    entries = [{"at": "2026-11-01", "value": None}, {"at": "2026-11-02", "value": 5.5}]
    titles_with_days = [{"mediaItemId": MOVIE_ID, "entries": entries}, {"mediaItemId": SHOW_ID, "entries": entries[:1]}]
    api.on("insights/compare", Reply(200, {"titles": titles_with_days}))
    averages = [{"mediaItemId": MOVIE_ID, "average": 4.5, "count": 12, "histogram": []}]
    api.on("rankings/averages", Reply(200, averages))


async def test_titles_side_by_side(http: httpx2.AsyncClient, api: FakeApi) -> None:
    comparison(api)
    page = (await http.get(f"/compare?ids={SHOW_ID},{MOVIE_ID},{SHOW_ID}&index=true&signal=popularity")).text
    names = re.findall(r'aria-hidden="true"></span>(\w+)</span></a>', page)
    assert names == ["Meadow", "Orchard"]
    assert f'href="/compare?ids={MOVIE_ID}&amp;signal=popularity&amp;span=90d&amp;index=true"' in page
    assert re.findall(r'data-value="([^"]*)"', page) == ["", "5.5"]
    assert "12 votes" in page
    call = next(call for call in api.calls if call.path == "insights/compare")
    assert (call.query["ids"], call.query["index"]) == (f"{SHOW_ID},{MOVIE_ID}", True)


async def test_the_best_of_each_row_stands_out(http: httpx2.AsyncClient, api: FakeApi) -> None:
    comparison(api)
    better = {**listed()["externalRatings"], "imdb": {"rating": 9.0, "voteCount": 3}}
    api.on(
        "catalog/titles", Reply(200, [listed("Orchard"), listed("Meadow", mediaItemId=SHOW_ID, externalRatings=better)])
    )
    page = (await http.get(f"/compare?ids={MOVIE_ID},{SHOW_ID}")).text
    assert re.findall(r'class="best"><strong>([^<]+)<', page) == ["9.0"]


async def test_a_comparison_begins_with_a_search(http: httpx2.AsyncClient, api: FakeApi) -> None:
    item = {"kind": "movie", "mediaId": MOVIE_ID, "name": "Orchard", "year": 2026, "image": picture("p.jpg")}
    api.on("search", Reply(200, [item, {**item, "mediaId": SHOW_ID, "name": "Meadow"}]))
    comparison(api)
    assert "Nothing to compare yet." in (await http.get("/compare")).text
    page = (await http.get(f"/compare?ids={MOVIE_ID}&q=%20garden%20")).text
    assert f'href="/compare?ids={MOVIE_ID}%2C{SHOW_ID}"' in page
    part = (await http.get(f"/parts/compare/search?ids={MOVIE_ID}&q=x", headers={"HX-Request": "true"})).text
    assert re.findall(r'<strong dir="auto">(\w+)<', part) == ["Meadow"]
    api.on("search", Reply(200, []))
    assert "Nothing in the catalog matches “x”." in (await http.get("/compare?q=x")).text
    api.on("search", DOWN)
    assert UNAVAILABLE in (await http.get("/compare?q=x")).text


async def test_a_comparison_has_at_most_five_titles(http: httpx2.AsyncClient, api: FakeApi) -> None:
    comparison(api)
    ids = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(7)]
    page = (await http.get(f"/compare?ids={','.join(ids)}")).text
    assert "Five titles are the most that fit." in page
    assert api.calls[0].query["ids"] == ",".join(ids[:5])


@pytest.mark.parametrize("ids", ["", "x,y", "%00", "a" * 5000, "{}"])
async def test_what_is_no_id_is_not_compared(http: httpx2.AsyncClient, api: FakeApi, ids: str) -> None:
    response = await http.get(f"/compare?ids={ids}&signal=%00&span=x&index=maybe")
    assert response.status_code == 200
    assert "Nothing to compare yet." in response.text
    assert api.calls == []


async def test_a_comparison_without_signals(http: httpx2.AsyncClient, api: FakeApi) -> None:
    comparison(api)
    api.on("insights/compare", DOWN)
    assert UNAVAILABLE in (await http.get(f"/compare?ids={MOVIE_ID}")).text
    api.on("insights/compare", Reply(200, {"titles": []}))
    assert "Nothing was observed" in (await http.get(f"/compare?ids={MOVIE_ID}")).text
    api.on("catalog/titles", DOWN)
    assert UNAVAILABLE in (await http.get(f"/compare?ids={MOVIE_ID}")).text


def review(**changes: Any) -> dict[str, Any]:
    """Return a year."""
    title = {"mediaItemId": MOVIE_ID, "type": "movie", "title": "Orchard", "slug": "orchard"}
    data = {
        "year": 2026,
        "complete": False,
        "computedAt": None,
        "reason": None,
        "mostWatched": [{**title, "newWatchers": 1234, "totalWatchers": 9999}],
        "bestRated": [{**title, "releasedOn": "2026-11-20", "score": 73.7}],
        "risers": [{**title, "month": "2026-10-01", "before": 1.0, "after": 9.0, "change": 8.0}],
        "fallers": [{**title, "slug": None, "month": "2026-11-01", "before": 9.0, "after": 1.0, "change": -8.0}],
        "listLeaders": [{**title, "listId": "trending.movie.day", "days": 21, "firstDay": "2026-10-01"}],
    }
    return {**data, **changes}


async def test_a_year_in_review(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("insights/years/2026", Reply(200, review()))
    api.on("catalog/titles", Reply(200, [listed()]))
    page = (await http.get("/years/2026")).text
    assert "<title>2026 in review · Marquee</title>" in page
    for text in ("The year is not over", "1,234 new viewers", "+8 points in October 2026", "21 days at the top"):
        assert text in page
    assert page.count('src="/api/v1/images/w185/poster.jpg"') == 5
    assert "data-print" in page
    assert 'href="/years/2025"' in page


async def test_a_year_without_pictures_or_data(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("insights/years/2026", Reply(200, review()))
    api.on("catalog/titles", DOWN)
    assert "Orchard" in (await http.get("/years/2026")).text
    empty: dict[str, Any] = {key: [] for key in ("mostWatched", "bestRated", "risers", "fallers", "listLeaders")}
    api.on("insights/years/2024", Reply(200, review(year=2024, complete=True, **empty)))
    assert "Nothing was observed in this year." in (await http.get("/years/2024")).text


@pytest.mark.parametrize("year", ["x", "-1", "20.26", "9" * 40, "%00"])
async def test_what_is_no_year_is_not_found(http: httpx2.AsyncClient, api: FakeApi, year: str) -> None:
    assert (await http.get(f"/years/{year}")).status_code == 404
    assert api.calls == []


async def test_the_home_page_leads_to_the_collections_of_editors(http: httpx2.AsyncClient, api: FakeApi) -> None:
    section = {"key": "collection:rain", "titleKey": None, "title": "Rain", "itemType": "title", "items": [listed()]}
    api.on("home", Reply(200, {"sections": [section]}))
    page = (await http.get("/")).text
    assert {"/curated", "/curated/rain"} <= set(re.findall(r'href="([^"]+)"', page))


async def test_parts_listen_to_the_events_of_their_page(http: httpx2.AsyncClient) -> None:
    page = (await http.get("/")).text
    names = set(re.findall(r'hx-trigger="(\S+) from:#live', page))
    [stream] = re.findall(r'hx-sse:connect="([^"]+)"', page)
    assert names == set(re.findall(r"type=([^&]+)", stream)) == {"trend.changed.v1"}
