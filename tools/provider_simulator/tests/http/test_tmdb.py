"""TMDB over HTTP: titles, appended parts, lists, paging, changes and errors."""

from datetime import date, timedelta

import httpx2
import pytest

pytestmark = pytest.mark.integration

KEY = {"api_key": "any"}


def get(api: httpx2.Client, path: str, **parameters: str | int) -> httpx2.Response:
    return api.get(f"/tmdb/3{path}", params={**KEY, **{k.replace("__", "."): v for k, v in parameters.items()}})


def test_a_movie(api: httpx2.Client) -> None:
    reply = get(api, "/movie/603")
    body = reply.json()
    assert reply.headers["content-type"] == "application/json;charset=utf-8"
    assert reply.headers["cache-control"] == "public, max-age=28800"
    assert (body["id"], body["imdb_id"], body["title"]) == (603, "tt0133093", "The Matrix")
    assert (body["release_date"], body["runtime"], body["status"]) == ("1999-03-31", 136, "Released")
    assert body["genres"] == [{"id": 28, "name": "Action"}, {"id": 878, "name": "Science Fiction"}]
    assert body["overview"] == "A 1999 action movie from the United States and Australia."
    assert (body["poster_path"], body["backdrop_path"]) == ("/movie-603-poster.jpg", "/movie-603-backdrop.jpg")
    assert body["belongs_to_collection"] == {
        "id": 2344,
        "name": "The Matrix Collection",
        "poster_path": "/collection-2344-poster.jpg",
        "backdrop_path": "/collection-2344-backdrop.jpg",
    }


def test_a_show_of_the_same_number_is_another_title(api: httpx2.Client) -> None:
    assert get(api, "/movie/1396").json()["title"] == "Mirror"
    assert get(api, "/tv/1396").json()["name"] == "Breaking Bad"


def test_a_show_with_its_last_and_next_episode(api: httpx2.Client) -> None:
    ended = get(api, "/tv/1396").json()
    assert (ended["status"], ended["number_of_seasons"], ended["number_of_episodes"]) == ("Ended", 5, 62)
    assert ended["next_episode_to_air"] is None
    assert (ended["last_episode_to_air"]["season_number"], ended["last_episode_to_air"]["episode_number"]) == (5, 16)
    running = get(api, "/tv/9950000").json()
    assert running["status"] == "Returning Series"
    assert running["last_episode_to_air"]["air_date"] == "2026-11-16"
    assert running["next_episode_to_air"]["air_date"] == "2026-11-23"
    assert running["next_episode_to_air"]["vote_count"] == 0


def test_appended_parts_stand_beside_the_title_without_their_id(api: httpx2.Client) -> None:
    parts = "credits,videos,release_dates,watch/providers,external_ids,translations,keywords,alternative_titles"
    body = get(api, "/movie/496243", append_to_response=parts + ",nonsense").json()
    assert set(parts.split(",")) <= set(body)
    assert "nonsense" not in body
    assert "id" not in body["credits"]
    assert body["external_ids"]["imdb_id"] == "tt6751668"
    assert body["alternative_titles"]["titles"][0]["title"] == "기생충"
    types = {r["type"] for entry in body["release_dates"]["results"] for r in entry["release_dates"]}
    assert types == {3}
    assert get(api, "/movie/496243/credits").json() == {"id": 496243, **body["credits"]}


def test_appended_parts_of_a_show(api: httpx2.Client) -> None:
    parts = "aggregate_credits,credits,videos,content_ratings,watch/providers,external_ids,season/2"
    body = get(api, "/tv/1396", append_to_response=parts).json()
    assert body["external_ids"]["tvdb_id"] == 81189
    assert body["aggregate_credits"]["cast"][0]["total_episode_count"] == 62
    assert len(body["season/2"]["episodes"]) == 13
    assert body["content_ratings"]["results"][0]["iso_3166_1"] == "US"


def test_more_than_twenty_parts_are_refused(api: httpx2.Client) -> None:
    reply = get(api, "/movie/603", append_to_response=",".join(["videos"] * 21))
    assert (reply.status_code, reply.json()["status_code"]) == (400, 27)


def test_seasons_and_episodes(api: httpx2.Client) -> None:
    season = get(api, "/tv/1399/season/8", append_to_response="external_ids").json()
    assert [episode["episode_number"] for episode in season["episodes"]] == [1, 2, 3, 4, 5, 6]
    assert season["episodes"][5]["episode_type"] == "finale"
    assert season["episodes"][0]["vote_average"] - season["episodes"][5]["vote_average"] > 1.5
    ukrainian = get(api, "/tv/1399/season/8", language="uk-UA").json()["episodes"][1]
    assert (ukrainian["name"], ukrainian["overview"]) == ("Серія 2", "Серія 2 сезону 8 серіалу «Game of Thrones».")
    german = get(api, "/tv/1399/season/8", language="de").json()["episodes"][1]
    assert (german["name"], german["overview"]) == ("Episode 2", "")
    episode = get(api, "/tv/1399/season/8/episode/6").json()
    assert episode["air_date"] == "2019-05-19"
    assert episode["id"] == season["episodes"][5]["id"]
    assert get(api, "/tv/1399/season/9").status_code == 404
    assert get(api, "/tv/1399/season/8/episode/7").status_code == 404


def test_languages(api: httpx2.Client) -> None:
    assert get(api, "/movie/496243", language="ko-KR").json()["title"] == "기생충"
    ukrainian = get(api, "/movie/496243", language="uk-UA").json()
    assert (ukrainian["title"], ukrainian["overview"]) == ("Parasite", "")


@pytest.mark.parametrize("path", ["/movie/1", "/tv/603603", "/movie/abc", "/tv/1396/season/1/images", "/nothing"])
def test_unknown_path_or_title_is_code_34(api: httpx2.Client, path: str) -> None:
    reply = get(api, path)
    message = "The resource you requested could not be found."
    assert reply.status_code == 404
    assert reply.json() == {"success": False, "status_code": 34, "status_message": message}


def test_a_key_is_needed_as_parameter_or_bearer(api: httpx2.Client) -> None:
    refused = api.get("/tmdb/3/movie/603")
    assert refused.status_code == 401
    assert refused.json()["status_code"] == 7
    assert api.get("/tmdb/3/movie/603?api_key=").status_code == 401
    assert api.get("/tmdb/3/movie/603", headers={"Authorization": "Bearer token"}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/trending/movie/day", "/trending/tv/week", "/trending/all/day", "/movie/popular", "/tv/popular"]
)
def test_lists_page_without_gaps_or_repeats(api: httpx2.Client, path: str) -> None:
    first = get(api, path).json()
    seen: list[tuple[str, int]] = []
    for page in range(1, first["total_pages"] + 1):
        body = get(api, path, page=page).json()
        assert body["page"] == page
        assert len(body["results"]) <= 20
        seen += [("title" if "title" in item else "name", item["id"]) for item in body["results"]]
    assert len(seen) == len(set(seen)) == first["total_results"]
    assert get(api, path, page=first["total_pages"] + 1).json()["results"] == []


@pytest.mark.parametrize("page", ["0", "-1", "501", "x", "1.5"])
def test_a_page_out_of_range_is_code_22(api: httpx2.Client, page: str) -> None:
    reply = get(api, "/movie/popular", page=page)
    assert (reply.status_code, reply.json()["status_code"]) == (400, 22)


def test_trending_names_the_media_type(api: httpx2.Client) -> None:
    kinds = {item["media_type"] for item in get(api, "/trending/all/day").json()["results"]}
    assert kinds == {"movie", "tv"}


def test_now_playing_holds_movies_of_the_last_weeks(api: httpx2.Client, today: date) -> None:
    body = get(api, "/movie/now_playing", region="UA").json()
    assert body["dates"] == {"maximum": "2026-11-26", "minimum": "2026-10-09"}
    assert body["total_results"] >= 12
    for item in body["results"]:
        assert date.fromisoformat(item["release_date"]) <= today + timedelta(days=5)
        assert date.fromisoformat(item["release_date"]) >= today - timedelta(days=43 + 14)


def test_discover_by_regional_release(api: httpx2.Client) -> None:
    window = {"primary_release_date.gte": "2026-11-01", "primary_release_date.lte": "2026-11-21"}
    query = {**KEY, **window, "region": "US", "with_release_type": "3", "sort_by": "primary_release_date.desc"}
    body = api.get("/tmdb/3/discover/movie", params=query).json()
    dates = [item["release_date"] for item in body["results"]]
    assert dates == sorted(dates, reverse=True)
    assert all("2026-11-01" <= day <= "2026-11-21" for day in dates)
    assert body["total_results"] >= 7


def test_discover_new_on_digital(api: httpx2.Client) -> None:
    window = {"release_date.gte": "2026-11-07", "release_date.lte": "2026-11-21"}
    query = {**KEY, **window, "region": "US", "with_release_type": "4"}
    items = api.get("/tmdb/3/discover/movie", params=query).json()["results"]
    assert len(items) >= 4
    for item in items[:3]:
        dates = get(api, f"/movie/{item['id']}/release_dates").json()["results"]
        american = next(entry for entry in dates if entry["iso_3166_1"] == "US")
        digital = next(r["release_date"] for r in american["release_dates"] if r["type"] == 4)
        assert "2026-11-07" <= digital[:10] <= "2026-11-21"


def test_discover_shows_by_genre_and_votes(api: httpx2.Client) -> None:
    query = {**KEY, "with_genres": "80", "vote_count.gte": "8000", "sort_by": "vote_average.desc"}
    items = api.get("/tmdb/3/discover/tv", params=query).json()["results"]
    assert all(80 in item["genre_ids"] and item["vote_count"] >= 8_000 for item in items)
    assert [item["vote_average"] for item in items] == sorted((i["vote_average"] for i in items), reverse=True)
    assert items


def test_search(api: httpx2.Client) -> None:
    dune = get(api, "/search/movie", query="dune").json()["results"]
    assert [item["title"] for item in dune[:2]] == ["Dune", "Dune"]
    assert get(api, "/search/movie", query="dune", year="1984").json()["total_results"] == 1
    both = get(api, "/search/multi", query="the").json()["results"]
    assert {item["media_type"] for item in both} <= {"movie", "tv"}
    assert get(api, "/search/tv", query="進撃").json()["results"][0]["name"] == "Attack on Titan"
    assert get(api, "/search/tv", query="zzzz").json()["total_results"] == 0
    assert get(api, "/search/tv").status_code == 422


def test_find(api: httpx2.Client) -> None:
    by_imdb = get(api, "/find/tt0903747", external_source="imdb_id").json()
    assert [item["id"] for item in by_imdb["tv_results"]] == [1396]
    assert by_imdb["movie_results"] == []
    by_tvdb = get(api, "/find/81189", external_source="tvdb_id").json()
    assert [item["id"] for item in by_tvdb["tv_results"]] == [1396]
    assert get(api, "/find/tt0000000", external_source="imdb_id").json()["movie_results"] == []


def test_the_change_feed_and_the_changes_of_a_title(api: httpx2.Client) -> None:
    feed = get(api, "/movie/changes", start_date="2026-11-10", end_date="2026-11-21").json()
    numbers = [entry["id"] for entry in feed["results"]]
    assert numbers == sorted(set(numbers))
    assert feed["total_results"] > 100
    assert feed["total_pages"] == -(-feed["total_results"] // 100)
    changed = get(api, f"/movie/{numbers[0]}/changes", start_date="2026-11-10", end_date="2026-11-21").json()
    assert changed["changes"][0]["items"]
    day = get(api, "/tv/changes", start_date="2026-11-20", end_date="2026-11-20").json()
    assert 0 < day["total_results"] < 20
    assert get(api, "/movie/changes", start_date="2026-10-01", end_date="2026-11-21").status_code == 422


def test_reference_lists(api: httpx2.Client) -> None:
    assert len(get(api, "/genre/movie/list").json()["genres"]) == 19
    assert len(get(api, "/genre/tv/list").json()["genres"]) == 16
    assert get(api, "/configuration").json()["images"]["secure_base_url"] == "https://image.tmdb.org/t/p/"
    assert {entry["provider_id"] for entry in get(api, "/watch/providers/movie").json()["results"]} >= {8, 337}


@pytest.mark.parametrize("path", ["/movie/603", "/tv/1396"])
def test_offers_alone_are_the_appended_ones_with_the_id(api: httpx2.Client, path: str) -> None:
    appended = get(api, path, append_to_response="watch/providers").json()["watch/providers"]
    assert set(appended) == {"results"}
    assert get(api, f"{path}/watch/providers").json() == {"id": int(path.split("/")[2]), **appended}


def test_offers_per_region(api: httpx2.Client) -> None:
    results = get(api, "/movie/603/watch/providers").json()["results"]
    assert results
    assert set(results) <= {"US", "GB", "UA", "DE"}
    for offers in results.values():
        assert {"link", "flatrate", "rent", "buy"} <= set(offers)


def test_conditional_requests(api: httpx2.Client) -> None:
    etag = get(api, "/movie/603").headers["etag"]
    again = api.get("/tmdb/3/movie/603", params=KEY, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    other = api.get("/tmdb/3/movie/604", params=KEY, headers={"If-None-Match": etag})
    assert other.status_code == 404
    stale = api.get("/tmdb/3/movie/550", params=KEY, headers={"If-None-Match": etag})
    assert stale.status_code == 200


def test_head_and_other_methods(api: httpx2.Client) -> None:
    head = api.head("/tmdb/3/movie/603", params=KEY)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) > 500
    assert api.post("/tmdb/3/movie/603", params=KEY).status_code == 405


def test_generated_titles_have_the_same_ids_everywhere(api: httpx2.Client) -> None:
    show = get(api, "/tv/10000004", append_to_response="external_ids").json()
    assert show["external_ids"]["imdb_id"] == "tt10000004"
    headers = {"trakt-api-version": "2", "trakt-api-key": "k"}
    hit = api.get("/trakt/search/tmdb/10000004", params={"type": "show"}, headers=headers).json()[0]
    assert hit["show"]["ids"]["imdb"] == "tt10000004"
    assert api.get("/omdb/", params={"i": "tt10000004", "apikey": "k"}).json()["Title"] == show["name"]
    assert (
        api.get("/tvmaze/lookup/shows", params={"imdb": "tt10000004"}, follow_redirects=True).json()["id"] == 10000004
    )
