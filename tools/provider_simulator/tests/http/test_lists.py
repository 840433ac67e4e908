"""Lists of users over HTTP: their pages, private ones, edits, and feeds."""

from collections.abc import Iterator

import httpx2
import pytest

TRAKT = {"trakt-api-version": "2", "trakt-api-key": "key"}


@pytest.fixture
def own(api: httpx2.Client) -> Iterator[httpx2.Client]:
    yield api
    api.delete("/control/edits/letterboxd")


def test_list_of_trakt_is_sent_in_pages_of_movies_and_shows(own: httpx2.Client) -> None:
    summary = own.get("/trakt/users/jane/lists/top-30", headers=TRAKT).json()
    assert (summary["name"], summary["item_count"]) == ("Top 30", 30)
    pages = [
        own.get(f"/trakt/users/jane/lists/top-30/items?limit=20&page={page}", headers=TRAKT).json() for page in (1, 2)
    ]
    entries = [entry for page in pages for entry in page]
    assert [entry["rank"] for entry in entries] == list(range(1, 31))
    assert {entry["type"] for entry in entries} == {"movie", "show"}
    assert all(entry[entry["type"]]["ids"]["tmdb"] for entry in entries)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/trakt/users/private/lists/top-5", 401),
        ("/trakt/users/jane/lists/unknown", 404),
        ("/tmdb/3/list/39?api_key=key", 401),
        ("/tmdb/3/list/0?api_key=key", 404),
        ("/mdblist/lists/jane/top-5", 403),
        ("/mdblist/lists/jane/unknown?apikey=key", 404),
        ("/letterboxd/unknown/rss/", 404),
    ],
)
def test_private_and_unknown_lists_are_refused(own: httpx2.Client, path: str, status: int) -> None:
    assert own.get(path, headers=TRAKT).status_code == status


def test_lists_of_tmdb_and_mdblist_have_the_same_titles(own: httpx2.Client) -> None:
    first, second = (own.get(f"/tmdb/3/list/30?api_key=key&page={page}").json() for page in (1, 2))
    assert (first["total_pages"], first["item_count"]) == (2, 30)
    numbers = [item["id"] for item in [*first["items"], *second["items"]]]
    content = own.get("/mdblist/lists/jane/top-30/items?apikey=key").json()
    ranked = sorted((*content["movies"], *content["shows"]), key=lambda item: item["rank"])
    assert [item["id"] for item in ranked] == numbers


def test_feed_is_xml_and_an_edit_creates_one(own: httpx2.Client) -> None:
    assert own.get("/letterboxd/top-4/rss/").text.count("<item>") == 2
    movies = [{"tmdbId": 603, "name": "A & B", "year": 1999}]
    own.put("/control/edits/letterboxd", json={"path": "/jane/rss", "patch": {"movies": movies}}).raise_for_status()
    feed = own.get("/letterboxd/jane/rss/")
    assert "<tmdb:movieId>603</tmdb:movieId>" in feed.text
    assert "A &amp; B" in feed.text
    assert feed.headers["content-type"].startswith("application/rss+xml")
    assert own.get("/letterboxd/top-4/rss/").text.count("<item>") == 2
