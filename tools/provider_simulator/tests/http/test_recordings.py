"""The replay of a small folder of recordings made here, with every rule of choosing among them."""

from collections.abc import Callable
from pathlib import Path

import httpx2
import orjson
import pytest

from provider_simulator.options import Options
from provider_simulator.recordings import recorded_titles
from provider_simulator.recordings.archive import NoRecordings

pytestmark = pytest.mark.integration

KEY = {"api_key": "k"}
TRAKT = {"trakt-api-version": "2", "trakt-api-key": "k"}


class _Folder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self._indexes: dict[str, list[dict[str, object]]] = {"tmdb": [], "trakt": [], "omdb": [], "tvmaze": []}

    def record(self, provider: str, path: str, body: object, when: str = "2024", **query: str) -> None:
        index = self._indexes[provider]
        file = f"{provider}/{len(index)}.json"
        (self.root / provider).mkdir(exist_ok=True)
        (self.root / file).write_bytes(orjson.dumps(body))
        request = {"method": "GET", "path": path, "query": query}
        index.append({"file": file, "request": request, "status": 200, "headers": {}, "recorded": when})

    def close(self, errors: dict[str, list[dict[str, object]]], titles: list[dict[str, object]]) -> None:
        for provider, index in self._indexes.items():
            (self.root / provider).mkdir(exist_ok=True)
            (self.root / provider / "index.json").write_bytes(orjson.dumps(index))
            (self.root / provider / "errors.json").write_bytes(orjson.dumps(errors.get(provider, [])))
        (self.root / "titles.json").write_bytes(orjson.dumps(titles))


def _tmdb(folder: _Folder) -> None:
    folder.record("tmdb", "/3/movie/10", {"id": 10, "title": "old"}, "2016")
    folder.record("tmdb", "/3/movie/10", {"id": 10, "title": "new"}, "Sat, 26 Nov 2022 18:52:46 GMT")
    folder.record("tmdb", "/3/movie/10", {"id": 10, "title": "neu"}, "2026-01", language="de")
    folder.record("tmdb", "/3/movie/10/credits", {"id": 10, "cast": ["a"], "crew": []}, "2020")
    appended = {"id": 10, "title": "older", "videos": {"results": ["v"]}, "credits": {"cast": ["b"]}}
    folder.record("tmdb", "/3/movie/10", appended, "2015", append_to_response="videos,credits")
    folder.record("tmdb", "/3/tv/20", {"id": 20, "name": "s", "season/1": {"season_number": 1}}, "2023")
    with_offers = {"id": 20, "name": "r", "watch/providers": {"results": {"UA": {"link": "u"}}}}
    folder.record("tmdb", "/3/tv/20", with_offers, "2022", append_to_response="watch/providers")
    folder.record("tmdb", "/3/movie/10/watch/providers", {"id": 10, "results": {"US": {"link": "l"}}})
    folder.record("tmdb", "/3/movie/15", {"id": 15, "title": "without offers"})
    folder.record("tmdb", "/3/search/movie", {"page": 1, "results": ["x"]}, query="The Thing")
    folder.record("tmdb", "/3/trending/movie/day", {"page": 1, "results": ["t"]})


def _others(folder: _Folder) -> None:
    ids = {"trakt": 7, "slug": "the-ten-1999", "imdb": "tt0000010", "tmdb": 10}
    full = {"title": "Ten", "year": 1999, "ids": ids, "overview": "o", "rating": 7.5, "votes": 12}
    folder.record("trakt", "/movies/the-ten-1999", full, extended="full")
    folder.record("trakt", "/movies/7/stats", {"watchers": 3})
    show = {"title": "S", "year": 2001, "ids": {"trakt": 8, "slug": "s", "imdb": "tt0000020", "tmdb": 20}}
    folder.record("trakt", "/shows/s", show, extended="full")
    seasons = [{"number": 1, "episodes": [{"number": 1, "season": 1}]}]
    folder.record("trakt", "/shows/s/seasons", seasons, extended="full,episodes")
    folder.record("omdb", "/", {"imdbID": "tt0000010", "Type": "movie", "Year": "old"}, "2016", i="tt0000010")
    folder.record("omdb", "/", {"imdbID": "tt0000010", "Type": "movie", "Year": "new"}, "2025", i="tt0000010")
    folder.record("omdb", "/", {"imdbID": "tt0000030", "Type": "series"}, t="By Title")
    maze = {"id": 5, "name": "S", "externals": {"imdb": "tt0000020", "thetvdb": 99}, "_embedded": {"episodes": ["e"]}}
    folder.record("tvmaze", "/shows/5", maze, embed="episodes")
    folder.record("tvmaze", "/shows/6", {"id": 6, "name": "T", "externals": {"imdb": None, "thetvdb": None}})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = _Folder(tmp_path)
    _tmdb(made)
    _others(made)
    gone = {"provenance": "recorded", "request": {"path": "/3/movie/11", "query": {}}, "status": 404, "body": {}}
    refused = {"provenance": "recorded", "request": {"path": "/3/movie/12", "query": {}}, "status": 401, "body": {}}
    quoted = {"provenance": "fixture", "request": {"path": "/3/movie/14", "query": {}}, "status": 404, "body": {}}
    titles: list[dict[str, object]] = [
        {"kind": "show", "imdb": "tt0000020", "ids": {"tmdb": 20, "tvdb": 99, "tvmaze": 5}},
        {"kind": "show", "imdb": "tt0000040", "ids": {"tmdb": 40, "tvmaze": 6}},
    ]
    made.close({"tmdb": [gone, refused, quoted]}, titles)
    return tmp_path


@pytest.fixture
def replay(folder: Path, start: Callable[[Options], httpx2.Client]) -> httpx2.Client:
    return start(Options(recordings=folder, limits=False))


def test_recorded_titles_hold_recorded_errors_but_no_refusals_or_quotes(folder: Path) -> None:
    assert recorded_titles(folder) == [("movie", 10), ("movie", 11), ("movie", 15), ("show", 20)]
    with pytest.raises(NoRecordings):
        recorded_titles(folder / "tmdb")


def test_the_newest_recording_of_the_language_wins(replay: httpx2.Client) -> None:
    assert replay.get("/tmdb/3/movie/10", params=KEY).json() == {"id": 10, "title": "new"}
    assert replay.get("/tmdb/3/movie/10", params={**KEY, "language": "de-DE"}).json()["title"] == "neu"
    assert replay.get("/tmdb/3/movie/10", params={**KEY, "language": "uk-UA"}).json()["title"] == "new"


def test_parts_are_merged_from_wherever_they_were_recorded_last(replay: httpx2.Client) -> None:
    parts = {**KEY, "append_to_response": "credits,videos,release_dates"}
    body = replay.get("/tmdb/3/movie/10", params=parts).json()
    assert body == {"id": 10, "title": "new", "credits": {"cast": ["a"], "crew": []}, "videos": {"results": ["v"]}}
    assert replay.get("/tmdb/3/movie/10/videos", params=KEY).json() == {"id": 10, "results": ["v"]}


def test_offers_alone_are_recorded_or_come_from_an_append(replay: httpx2.Client) -> None:
    assert replay.get("/tmdb/3/movie/10/watch/providers", params=KEY).json() == {
        "id": 10,
        "results": {"US": {"link": "l"}},
    }
    assert replay.get("/tmdb/3/tv/20/watch/providers", params=KEY).json() == {
        "id": 20,
        "results": {"UA": {"link": "u"}},
    }
    assert replay.get("/tmdb/3/movie/15", params=KEY).status_code == 200
    for path in ("/movie/15", "/movie/13"):
        reply = replay.get(f"/tmdb/3{path}/watch/providers", params=KEY)
        assert (reply.status_code, reply.json()["status_code"]) == (404, 34)


def test_external_ids_and_find_come_from_titles_json(replay: httpx2.Client) -> None:
    show = replay.get("/tmdb/3/tv/20", params={**KEY, "append_to_response": "external_ids"}).json()
    assert show["external_ids"] == {"imdb_id": "tt0000020", "tvdb_id": 99, "tvrage_id": None}
    assert "season/1" not in show
    result = replay.get("/tmdb/3/find/tt0000020", params={**KEY, "external_source": "imdb_id"}).json()
    assert [item["id"] for item in result["tv_results"]] == [20]


def test_a_season_recorded_as_an_append_is_found(replay: httpx2.Client) -> None:
    assert replay.get("/tmdb/3/tv/20/season/1", params=KEY).json() == {"season_number": 1}
    assert replay.get("/tmdb/3/tv/20/season/2", params=KEY).status_code == 404


def test_lists_need_the_same_question_and_page(replay: httpx2.Client) -> None:
    assert replay.get("/tmdb/3/search/movie", params={**KEY, "query": "the thing"}).status_code == 200
    assert replay.get("/tmdb/3/search/movie", params={**KEY, "query": "the other"}).status_code == 404
    assert replay.get("/tmdb/3/trending/movie/day", params={**KEY, "page": 1}).status_code == 200
    assert replay.get("/tmdb/3/trending/movie/day", params={**KEY, "page": 2}).status_code == 404


def test_unknown_titles_and_recorded_errors_are_404(replay: httpx2.Client) -> None:
    for number in (11, 12, 13):
        reply = replay.get(f"/tmdb/3/movie/{number}", params=KEY)
        assert (reply.status_code, reply.json()["status_code"]) == (404, 34)


def test_trakt_titles_by_every_id_and_derived_ratings(replay: httpx2.Client) -> None:
    for name in ("7", "the-ten-1999", "tt0000010"):
        assert replay.get(f"/trakt/movies/{name}?extended=full", headers=TRAKT).json()["overview"] == "o"
        assert set(replay.get(f"/trakt/movies/{name}", headers=TRAKT).json()) == {"title", "year", "ids"}
        ratings = replay.get(f"/trakt/movies/{name}/ratings", headers=TRAKT).json()
        assert ratings == {"rating": 7.5, "votes": 12, "distribution": {}}
        assert replay.get(f"/trakt/movies/{name}/stats", headers=TRAKT).json() == {"watchers": 3}
    hit = replay.get("/trakt/search/tmdb/10?type=movie", headers=TRAKT).json()
    assert hit[0]["movie"]["ids"]["trakt"] == 7
    assert replay.get("/trakt/search/tmdb/10?type=show", headers=TRAKT).json() == []
    assert replay.get("/trakt/movies/7/watching", headers=TRAKT).status_code == 404


def test_trakt_season_out_of_all_seasons(replay: httpx2.Client) -> None:
    assert replay.get("/trakt/shows/8/seasons/1?extended=full", headers=TRAKT).json() == [{"number": 1, "season": 1}]


def test_omdb_newest_by_id_and_by_title(replay: httpx2.Client) -> None:
    assert replay.get("/omdb/?apikey=k&i=tt0000010&type=movie").json()["Year"] == "new"
    assert replay.get("/omdb/?apikey=k&i=tt0000010&type=series").json()["Error"] == "Series not found!"
    assert replay.get("/omdb/?apikey=k&i=tt0000030").json()["Type"] == "series"
    assert replay.get("/omdb/?apikey=k&t=by title").json()["Type"] == "series"
    unknown = replay.get("/omdb/?apikey=k&i=tt0000099")
    assert (unknown.status_code, unknown.json()["Error"]) == (200, "Error getting data.")


def test_tvmaze_look_ups_and_embedded_episodes(replay: httpx2.Client) -> None:
    by_imdb = replay.get("/tvmaze/lookup/shows?imdb=tt0000020", follow_redirects=True).json()
    assert by_imdb == {"id": 5, "name": "S", "externals": {"imdb": "tt0000020", "thetvdb": 99}}
    assert replay.get("/tvmaze/lookup/shows?thetvdb=99").status_code == 301
    assert replay.get("/tvmaze/lookup/shows?imdb=tt0000040", follow_redirects=True).json()["id"] == 6
    assert replay.get("/tvmaze/shows/5/episodes?specials=1").json() == ["e"]
    assert replay.get("/tvmaze/shows/5?embed=episodes").json()["_embedded"] == {"episodes": ["e"]}
    assert replay.get("/tvmaze/shows/6/episodes").status_code == 404
    assert replay.get("/tvmaze/lookup/shows?imdb=tt0000001").content == b"null"


def test_generated_titles_can_stand_beside_recordings(folder: Path, start: Callable[[Options], httpx2.Client]) -> None:
    both = start(Options(recordings=folder, scale=10, limits=False))
    assert both.get("/tmdb/3/movie/10", params=KEY).json()["title"] == "new"
    assert both.get("/tmdb/3/movie/10000000", params=KEY).json()["title"] == "Generated Movie 10000000"
    assert both.get("/trakt/search/tmdb/10000000", headers=TRAKT).json()[0]["type"] == "movie"
    assert both.get("/tmdb/3/movie/603", params=KEY).status_code == 404
