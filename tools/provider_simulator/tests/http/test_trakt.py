"""Trakt over HTTP: look-ups, signals, seasons, charts with their paging headers, and errors."""

from datetime import date

import httpx2
import pytest

from provider_simulator.titles.demo import demo_history

pytestmark = pytest.mark.integration

HEADERS = {"trakt-api-version": "2", "trakt-api-key": "client"}


def get(api: httpx2.Client, path: str, **parameters: str | int) -> httpx2.Response:
    return api.get(f"/trakt{path}", params=parameters, headers=HEADERS)


def test_both_headers_are_needed(api: httpx2.Client) -> None:
    for name in HEADERS:
        reply = api.get("/trakt/movies/481", headers={k: v for k, v in HEADERS.items() if k != name})
        assert (reply.status_code, reply.content) == (403, b"")


def test_search_by_id(api: httpx2.Client) -> None:
    reply = get(api, "/search/tmdb/603", type="movie")
    ids = {"trakt": 481, "slug": "the-matrix-1999", "imdb": "tt0133093", "tmdb": 603}
    assert reply.json() == [{"type": "movie", "score": 100, "movie": {"title": "The Matrix", "year": 1999, "ids": ids}}]
    assert reply.headers["x-pagination-item-count"] == "1"
    assert [hit["type"] for hit in get(api, "/search/tmdb/1396").json()] == ["movie", "show"]
    assert [hit["show"]["title"] for hit in get(api, "/search/tmdb/1396", type="show").json()] == ["Breaking Bad"]
    assert get(api, "/search/imdb/tt0903747").json()[0]["show"]["ids"]["trakt"] == 1388
    assert get(api, "/search/tmdb/5", type="movie").json() == []


@pytest.mark.parametrize("name", ["1388", "breaking-bad", "tt0903747"])
def test_a_show_by_each_of_its_ids(api: httpx2.Client, name: str) -> None:
    full = get(api, f"/shows/{name}", extended="full").json()
    assert (full["ids"]["tmdb"], full["status"], full["aired_episodes"]) == (1396, "ended", 62)
    assert full["first_aired"] == "2008-01-21T02:00:00.000Z"
    assert set(get(api, f"/shows/{name}").json()) == {"title", "year", "ids", "aired_episodes"}


def test_a_movie_is_no_show(api: httpx2.Client) -> None:
    assert get(api, "/movies/the-matrix-1999", extended="full").json()["released"] == "1999-03-31"
    reply = get(api, "/shows/the-matrix-1999")
    assert (reply.status_code, reply.content) == (404, b"")


def test_a_title_unknown_to_trakt(api: httpx2.Client) -> None:
    """The invented movie of index 229 (229 % 9 == 4) exists at TMDB only."""
    assert api.get("/tmdb/3/movie/9900229", params={"api_key": "k"}).status_code == 200
    assert get(api, "/search/tmdb/9900229", type="movie").json() == []
    assert get(api, "/movies/9900229").status_code == 404


def test_ratings_add_up(api: httpx2.Client) -> None:
    body = get(api, "/movies/481/ratings").json()
    assert list(body["distribution"]) == [str(mark) for mark in range(1, 11)]
    assert sum(body["distribution"].values()) == body["votes"]
    assert body["rating"] == get(api, "/movies/481", extended="full").json()["rating"]
    newer = get(api, "/movies/481/ratings", extended="all").json()
    assert newer["trakt"] == body
    assert newer["imdb"]["rating"] == 8.7


def test_signals_agree_with_the_history(api: httpx2.Client, today: date) -> None:
    last = {(row["kind"], row["tmdbId"]): row for row in demo_history(today, days=1)}
    for kind, plural, tmdb, name in (("movie", "movies", 603, "481"), ("show", "shows", 9950000, "9950000")):
        row = last[kind, tmdb]
        assert get(api, f"/{plural}/{name}/stats").json()["watchers"] == row["totalWatchers"]
        assert len(get(api, f"/{plural}/{name}/watching").json()) == row["liveWatchers"]
        trending = get(api, f"/{plural}/trending", limit=250).json()
        assert next(e for e in trending if e[kind]["ids"]["tmdb"] == tmdb)["watchers"] == row["liveWatchers"]


@pytest.mark.parametrize("path", ["trending", "popular", "played/weekly", "watched", "played"])
@pytest.mark.parametrize("plural", ["movies", "shows"])
def test_charts_page_by_headers(api: httpx2.Client, plural: str, path: str) -> None:
    first = get(api, f"/{plural}/{path}", limit=50)
    total, pages = int(first.headers["x-pagination-item-count"]), int(first.headers["x-pagination-page-count"])
    assert pages == -(-total // 50)
    seen = []
    for page in range(1, pages + 1):
        reply = get(api, f"/{plural}/{path}", limit=50, page=page)
        assert reply.headers["x-pagination-page"] == str(page)
        seen += [(entry.get(plural[:-1]) or entry)["ids"]["trakt"] for entry in reply.json()]
    assert len(seen) == len(set(seen)) == total
    assert None not in seen
    assert get(api, f"/{plural}/{path}", limit=50, page=pages + 1).json() == []


def test_trending_is_ordered_by_people_watching(api: httpx2.Client) -> None:
    reply = get(api, "/shows/trending", limit=60)
    watchers = [entry["watchers"] for entry in reply.json()]
    assert watchers == sorted(watchers, reverse=True)
    assert int(reply.headers["x-trending-user-count"]) >= sum(watchers)


def test_anticipated_is_not_out_yet(api: httpx2.Client, today: date) -> None:
    movies = get(api, "/movies/anticipated", extended="full", limit=50).json()
    assert len(movies) >= 12
    assert all(date.fromisoformat(entry["movie"]["released"]) > today for entry in movies)
    assert any(entry["movie"]["title"] == "Avengers: Doomsday" for entry in movies)


def test_seasons_with_and_without_episodes(api: httpx2.Client) -> None:
    short = get(api, "/shows/breaking-bad/seasons").json()
    assert [season["number"] for season in short] == [1, 2, 3, 4, 5]
    assert set(short[0]) == {"number", "ids"}
    full = get(api, "/shows/breaking-bad/seasons", extended="full,episodes").json()
    assert [season["episode_count"] for season in full] == [7, 13, 13, 13, 16]
    assert len(full[4]["episodes"]) == 16
    listed = get(api, "/shows/breaking-bad/seasons/5", extended="full").json()
    assert listed == full[4]["episodes"]
    assert get(api, "/shows/breaking-bad/seasons/99").json() == []
    assert get(api, "/shows/unknown/seasons/1").status_code == 404


def test_episodes_and_their_signals(api: httpx2.Client) -> None:
    base = "/shows/breaking-bad/seasons/5/episodes/16"
    episode = get(api, base, extended="full").json()
    assert episode["first_aired"] == "2013-09-30T01:00:00.000Z"
    assert episode["episode_type"] == "season_finale"
    ratings = get(api, f"{base}/ratings").json()
    assert (ratings["rating"], ratings["votes"]) == (episode["rating"], episode["votes"])
    assert get(api, f"{base}/stats").json()["watchers"] > episode["votes"]
    assert isinstance(get(api, f"{base}/watching").json(), list)
    assert get(api, "/shows/breaking-bad/seasons/5/episodes/17").status_code == 404


def test_an_episode_that_did_not_air_has_no_votes(api: httpx2.Client) -> None:
    newest = api.get("/tmdb/3/tv/9950000", params={"api_key": "k"}).json()["next_episode_to_air"]
    path = f"/shows/9950000/seasons/{newest['season_number']}/episodes/{newest['episode_number']}"
    assert get(api, f"{path}/ratings").json()["votes"] == 0


def test_updates_since_a_day(api: httpx2.Client) -> None:
    reply = get(api, "/movies/updates/2026-11-15", limit=100)
    assert reply.headers["x-start-date"] == "2026-11-15T00:00:00Z"
    assert all("2026-11-15" <= entry["updated_at"][:10] <= "2026-11-21" for entry in reply.json())
    assert len(reply.json()) > 20
    assert get(api, "/shows/updates").json()


def test_every_response_reports_the_budget(api: httpx2.Client) -> None:
    stated = httpx2.Response(200, content=get(api, "/movies/481").headers["x-ratelimit"]).json()
    assert (stated["name"], stated["period"], stated["limit"]) == ("UNAUTHED_API_GET_LIMIT", 300, 1_000)
    assert stated["until"].endswith(("0:00Z", "5:00Z"))
