"""The pages of movies and shows: what they show, without what is missing, and where what has moved is."""

import json
import re
from typing import Any

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.title_data import MOVIE_ID, SHOW_ID, explanation, movie, offers, show

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

UNAVAILABLE = "This part is not available right now."


@pytest.fixture(autouse=True)
def titles(api: FakeApi) -> None:
    """Let the API know a movie and a show."""
    api.on("catalog/movies/orchard", Reply(200, movie()))
    api.on("catalog/shows/orchard", Reply(200, show()))
    for media_id in (MOVIE_ID, SHOW_ID):
        api.on(f"stats/media/{media_id}/explanation", Reply(200, explanation()))
        average: dict[str, Any] = {"mediaItemId": media_id, "average": 4.25, "count": 12, "histogram": []}
        api.on(f"rankings/averages/{media_id}", Reply(200, average))


async def test_a_movie_has_its_facts_ratings_and_offers(http: httpx2.AsyncClient, api: FakeApi) -> None:
    response = await http.get("/movies/orchard")
    assert response.status_code == 200
    page = response.text
    assert "<title>Orchard (2026) · Marquee</title>" in page
    assert page.count("<h1") == 1
    assert "A &lt;garden&gt; in winter." in page
    for text in ("In theaters", "Loved by critics and audiences", "IMDb: 8.1", "1,610 people are watching now"):
        assert text in page
    for text in (
        "35,602 votes",
        "Marquee users",
        "4.2",
        "12 votes",
        "$1,500,000",
        "Ukraine and France",
        "as in Germany",
    ):
        assert text in page
    for text in ("With a subscription", "Netflix", "Rent", "Apple TV", "PG-13", "The Garden Collection", "Bo K"):
        assert text in page
    assert 'href="/people/ada-l-1"' in page
    assert 'href="/movies?genres=documentary"' in page
    assert 'src="/api/v1/images/w1280/backdrop.jpg"' in page
    call = next(call for call in api.calls if call.path == "catalog/movies/orchard")
    assert call.query == {"language": "en", "region": "GB", "timeZone": "UTC"}


async def test_a_score_is_the_sum_of_its_parts(http: httpx2.AsyncClient) -> None:
    page = (await http.get("/movies/orchard")).text
    section = page.partition('id="score"')[2].partition("</section>")[0]
    assert re.findall(r"<strong>(\+[\d.]+)</strong>", section) == ["+40", "+20.1", "+2.1"]
    assert "rated 8, 680,000 votes" in section
    assert 'x="40.0" width="20.1"' in section
    assert "<strong>62.2</strong>" in section
    assert "very likely between 60 and 64" in section


async def test_a_trailer_is_a_link_and_nothing_of_others_is_embedded(http: httpx2.AsyncClient) -> None:
    page = (await http.get("/movies/orchard")).text
    assert 'href="https://www.youtube.com/watch?v=abc%26def" rel="noopener noreferrer" target="_blank"' in page
    assert "<iframe" not in page
    assert not re.search(r'(?:src|srcset)="https?:', page)


async def test_a_title_describes_itself_to_other_sites(http: httpx2.AsyncClient) -> None:
    page = (await http.get("/movies/orchard")).text
    data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    facts = json.loads(data[0])
    assert (facts["@type"], facts["name"], facts["description"]) == ("Movie", "Orchard", "A <garden> in winter.")
    assert facts["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": 8.1,
        "bestRating": 10,
        "ratingCount": 35602,
    }
    assert "<garden>" not in data[0]
    assert '<meta property="og:title" content="Orchard">' in page
    assert '<link rel="canonical" href="http://localhost:8000/movies/orchard">' in page


async def test_an_open_page_hears_of_changes_of_its_title(http: httpx2.AsyncClient) -> None:
    page = (await http.get("/movies/orchard")).text
    [stream] = re.findall(r'hx-sse:connect="([^"]+)"', page)
    assert stream.endswith(f"mediaId={MOVIE_ID}")
    triggers = set(re.findall(r'hx-trigger="([a-z.]+\.v1) from:#live', page))
    assert triggers == {"stats.updated.v1", "offers.changed.v1"}
    assert all(f"type={name}" in stream for name in triggers)
    assert 'hx-trigger="offers.changed.v1 from:#live"' in page, "the catalog has the offers by then: nothing is to wait"


async def test_a_show_has_seasons_and_the_parts_that_come_later(http: httpx2.AsyncClient) -> None:
    page = (await http.get("/shows/orchard")).text
    assert re.findall(r'class="season-name" dir="auto">([^<]+)<', page) == ["Season 2", "Season 1", "Specials"]
    assert "Next episode" in page
    for part in ("signals", "drop-off", "movement"):
        assert f'hx-get="/parts/titles/{SHOW_ID}/{part}"' in page
    assert 'hx-get="/parts/shows/orchard/similar"' in page
    assert 'hx-get="/parts/shows/orchard/seasons/2" hx-trigger="load"' in page
    assert 'hx-get="/parts/shows/orchard/seasons/1" hx-trigger="toggle once"' in page


async def test_a_visitor_is_invited_to_sign_in(http: httpx2.AsyncClient) -> None:
    page = (await http.get("/shows/orchard")).text
    assert 'href="/sign-in?next=%2Fshows%2Forchard">Sign in to track' in page
    assert "/my/titles/" not in page


async def test_a_user_sees_the_own_progress(http: httpx2.AsyncClient, api: FakeApi) -> None:
    progress = {"season": 2, "episode": 3, "seasons": {"1": 8, "2": 3}}
    api.on(f"user-media/{SHOW_ID}", Reply(200, {"progress": progress}))
    page = (await http.get("/shows/orchard", headers=cookies())).text
    assert f'hx-get="/my/titles/{SHOW_ID}/actions"' in page
    assert re.findall(r"\d of 8 watched", page) == ["3 of 8 watched", "8 of 8 watched", "0 of 8 watched"]
    assert "/parts/shows/orchard/seasons/2?seen=3" in page


async def test_a_user_without_an_entry_has_no_progress(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"user-media/{SHOW_ID}", Reply(200, None))
    page = (await http.get("/shows/orchard", headers=cookies())).text
    assert page.count("0 of 8 watched") == 3


async def test_a_title_about_which_little_is_known(http: httpx2.AsyncClient, api: FakeApi) -> None:
    bare = movie(
        overview=None,
        poster=None,
        backdrop=None,
        releaseDate=None,
        runtime=None,
        stats=None,
        genres=[],
        primaryTrailer=None,
        videos=[],
        credits={"cast": [], "crew": []},
        availability=None,
        certification=None,
        collection=None,
        releases=[],
        keywords=[],
        originalLanguage=None,
        originCountries=[],
        status=None,
        externalRatings=dict.fromkeys(("imdb", "tmdb", "trakt", "metacritic", "rottenTomatoes")),
        externalIds=dict.fromkeys(("imdb", "trakt", "traktSlug", "tvdb", "tvmaze")),
        card=None,
    )
    api.on("catalog/movies/orchard", Reply(200, {**bare, "verdict": {**bare["verdict"], "messageKey": None}}))
    api.on(f"stats/media/{MOVIE_ID}/explanation", Reply(200, explanation(score=None, terms=[])))
    api.on(f"rankings/averages/{MOVIE_ID}", Reply(200, {"average": None, "count": None}))
    response = await http.get("/movies/orchard")
    assert response.status_code == 200
    for text in (
        "There is no score yet",
        "No source has rated it yet.",
        "The cast is not known yet.",
        "No service in United Kingdom offers it",
    ):
        assert text in response.text


async def test_a_score_that_is_not_available_leaves_the_page(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"stats/media/{MOVIE_ID}/explanation", ApiError(503, "SERVICE_UNAVAILABLE"))
    response = await http.get("/movies/orchard")
    assert response.status_code == 200
    assert response.text.count(UNAVAILABLE) == 1


@pytest.mark.parametrize(("query", "shown"), [("UA", "Megogo"), ("ua", "Netflix"), ("%00", "Netflix"), ("", "Netflix")])
async def test_offers_are_those_of_the_chosen_region(
    http: httpx2.AsyncClient, api: FakeApi, query: str, shown: str
) -> None:
    everywhere = [offers("US", stream="Hulu"), offers("UA", free="Megogo")]
    api.on(f"catalog/titles/{MOVIE_ID}/offers", Reply(200, everywhere))
    page = (await http.get(f"/movies/orchard?region={query}")).text
    assert re.findall(r'<span dir="auto">(Netflix|Megogo|Hulu)</span>', page) == [shown]


async def test_a_former_slug_leads_to_the_page(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/movies/old", Reply(308, headers={"location": "orchard?region=GB"}))
    response = await http.get("/movies/old?region=UA")
    assert (response.status_code, response.headers["location"]) == (308, "/movies/orchard?region=UA")


async def test_a_title_that_is_not_listed_can_be_imported(http: httpx2.AsyncClient) -> None:
    response = await http.get("/movies/no-such-title")
    assert response.status_code == 404
    assert "This title is not in the catalog" in response.text
    assert 'href="/search?q=no+such+title"' in response.text


async def test_a_title_that_is_gone_names_its_successor(http: httpx2.AsyncClient, api: FakeApi) -> None:
    successor = {"id": SHOW_ID, "type": "show", "tmdbId": 1, "slug": "orchard"}
    details = {"goneAt": "2026-11-20T04:10:00Z", "successor": successor}
    api.on("catalog/movies/gone", ApiError(410, "MEDIA_GONE", "gone", details))
    response = await http.get("/movies/gone")
    assert response.status_code == 410
    assert "Removed Nov 20, 2026" in response.text
    assert 'href="/shows/orchard"' in response.text


@pytest.mark.parametrize("slug", ["%00", "a b", "..%2fme", "x" * 201])
async def test_what_is_no_slug_is_not_sent(http: httpx2.AsyncClient, api: FakeApi, slug: str) -> None:
    assert (await http.get(f"/movies/{slug}")).status_code == 404
    assert api.calls == []


async def test_a_page_without_the_catalog_says_so(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/movies/orchard", ApiError(503, "SERVICE_UNAVAILABLE", retry_seconds=5))
    response = await http.get("/movies/orchard")
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")


async def test_a_page_is_complete_in_ukrainian(http: httpx2.AsyncClient) -> None:
    page = (await http.get("/shows/orchard", headers={"Accept-Language": "uk-UA"})).text
    assert "Чому така оцінка" in page
    assert "1 610 людей" in page.replace("\xa0", " ")
