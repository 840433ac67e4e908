"""A provider that changes its mind: edited, removed, new and merged titles as a client meets them."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import orjson
import pytest

from provider_simulator.options import Options
from provider_simulator.running import running

pytestmark = pytest.mark.integration

KEY = {"api_key": "k"}
TRAKT = {"trakt-api-version": "2", "trakt-api-key": "k"}
UNKNOWN = {"success": False, "status_code": 34, "status_message": "The resource you requested could not be found."}
OFFERS = {"US": {"link": "https://example.org", "flatrate": [{"provider_id": 8, "provider_name": "Netflix"}]}}


@pytest.fixture(scope="module")
def server() -> Iterator[httpx2.Client]:
    with running(Options(limits=False)) as url, httpx2.Client(base_url=url) as client:
        yield client


@pytest.fixture
def own(server: httpx2.Client) -> httpx2.Client:
    server.delete("/control/edits")
    return server


def edit(client: httpx2.Client, path: str, provider: str = "tmdb", **change: object) -> None:
    reply = client.put(f"/control/edits/{provider}", json={"path": path, **change})
    assert reply.status_code == 200, reply.text


def get(client: httpx2.Client, path: str, append: str = "", etag: str = "") -> httpx2.Response:
    parameters = KEY | ({"append_to_response": append} if append else {})
    return client.get(f"/tmdb/3{path}", params=parameters, headers={"If-None-Match": etag} if etag else {})


def test_a_patch_lies_over_every_response_of_its_path(own: httpx2.Client) -> None:
    before = get(own, "/movie/603").json()
    edit(own, "/movie/603", patch={"status": "Canceled", "release_date": "1999-04-01", "tagline": None})
    body = get(own, "/movie/603").json()
    assert body == {k: v for k, v in before.items() if k != "tagline"} | {
        "status": "Canceled",
        "release_date": "1999-04-01",
    }
    appended = get(own, "/movie/603", append="credits").json()
    assert (appended["status"], "tagline" in appended, "credits" in appended) == ("Canceled", False, True)
    assert own.get("/tmdb/3/movie/603", params={**KEY, "language": "uk-UA"}).json()["status"] == "Canceled"
    assert get(own, "/movie/550").json()["status"] == "Released"
    assert get(own, "/tv/603").status_code == 404


def test_the_etag_follows_the_edit_and_returns_with_it(own: httpx2.Client) -> None:
    old = get(own, "/movie/603").headers["etag"]
    assert get(own, "/movie/603", etag=old).status_code == 304
    edit(own, "/movie/603", patch={"runtime": 137})
    changed = get(own, "/movie/603", etag=old)
    assert (changed.status_code, changed.json()["runtime"]) == (200, 137)
    assert changed.headers.get_list("etag") == [changed.headers["etag"]]
    assert get(own, "/movie/603", etag=changed.headers["etag"]).status_code == 304
    other = get(own, "/movie/550").headers["etag"]
    assert get(own, "/movie/550", etag=other).status_code == 304
    assert own.delete("/control/edits/tmdb").status_code == 204
    assert get(own, "/movie/603", etag=changed.headers["etag"]).json()["runtime"] == 136
    assert get(own, "/movie/603", etag=old).status_code == 304


def test_a_removed_title_is_unknown_with_all_that_belongs_to_it(own: httpx2.Client) -> None:
    etag = get(own, "/tv/1396").headers["etag"]
    edit(own, "/tv/1396", status=404)
    for path in ("/tv/1396", "/tv/1396/", "/tv/1396/watch/providers", "/tv/1396/season/1", "/tv/1396/season/1/credits"):
        reply = get(own, path, etag=etag)
        assert (reply.status_code, reply.json()) == (404, UNKNOWN)
    assert get(own, "/movie/1396").status_code == 200
    edit(own, "/tv/1396", patch={"status": "Canceled"})
    assert get(own, "/tv/1396").json()["status"] == "Canceled"


def test_appended_parts_are_patched_when_they_are_requested(own: httpx2.Client) -> None:
    edit(own, "/movie/603", patch={"watch/providers": {"results": OFFERS | {"GB": None}}})
    assert "watch/providers" not in get(own, "/movie/603").json()
    assert "watch/providers" not in get(own, "/movie/603", append="credits").json()
    appended = get(own, "/movie/603", append="credits,watch/providers").json()["watch/providers"]["results"]
    assert appended["US"]["flatrate"] == OFFERS["US"]["flatrate"]
    assert "GB" not in appended
    alone = get(own, "/movie/603/watch/providers").json()
    assert alone == {"id": 603, "results": appended}


def test_a_part_edited_by_its_own_path_is_the_same_appended(own: httpx2.Client) -> None:
    edit(own, "/movie/603/watch/providers", patch={"id": 603, "results": {"UA": None, "PL": OFFERS["US"]}})
    alone = get(own, "/movie/603/watch/providers").json()
    assert alone["results"]["PL"] == OFFERS["US"]
    assert get(own, "/movie/603", append="watch/providers").json()["watch/providers"] == {"results": alone["results"]}
    edit(own, "/movie/603/watch/providers", status=404)
    assert get(own, "/movie/603/watch/providers").status_code == 404
    assert "watch/providers" not in get(own, "/movie/603", append="watch/providers").json()


def test_a_new_season_is_made_where_there_was_none(own: httpx2.Client) -> None:
    assert get(own, "/tv/1396/season/6").status_code == 404
    season = {"id": 77, "season_number": 6, "air_date": "2026-11-01", "episodes": [{"id": 1, "episode_number": 1}]}
    edit(own, "/tv/1396/season/6", patch=season)
    made = get(own, "/tv/1396/season/6")
    assert (made.status_code, made.json()) == (200, season)
    assert made.headers["content-type"] == "application/json;charset=utf-8"
    assert made.headers["cache-control"] == "public, max-age=28800"
    assert get(own, "/tv/1396/season/6", etag=made.headers["etag"]).status_code == 304
    assert get(own, "/tv/1396", append="season/6").json()["season/6"] == season
    assert "season/6" not in get(own, "/tv/1396").json()
    edit(own, "/tv/1396/season/7", patch={"season_number": 7})
    assert get(own, "/tv/1396/season/7").json() == {"season_number": 7}
    assert get(own, "/tv/1396/season/8").status_code == 404


def test_a_title_made_by_a_patch_carries_its_number(own: httpx2.Client) -> None:
    edit(own, "/movie/999999", patch={"title": "Made"})
    assert get(own, "/movie/999999").json() == {"id": 999999, "title": "Made"}
    edit(own, "/movie/999998", patch={"watch/providers": {"results": OFFERS}})
    assert get(own, "/movie/999998").status_code == 404
    assert get(own, "/movie/999998/watch/providers").json() == {"id": 999998, "results": OFFERS}


def test_a_merge_into_a_successor(own: httpx2.Client) -> None:
    """The number is gone and the IMDb id belongs to another one."""
    successor = {"id": 550, "media_type": "movie", "title": "Fight Club"}
    edits = [
        {"path": "/movie/603", "status": 404},
        {"path": "/find/tt0133093", "patch": {"movie_results": [successor]}},
    ]
    assert own.put("/control/edits/tmdb", json=edits).json() == edits
    result = own.get("/tmdb/3/find/tt0133093", params={**KEY, "external_source": "imdb_id"}).json()
    assert result["movie_results"] == [successor]
    assert result["tv_results"] == []
    assert get(own, "/movie/603").json() == UNKNOWN


def test_refused_questions_stay_refused(own: httpx2.Client) -> None:
    edit(own, "/movie/603", patch={"title": "Edited"})
    edit(own, "/movie/popular", patch={"results": []})
    assert own.get("/tmdb/3/movie/603").status_code == 401
    assert get(own, "/movie/603", append=",".join(["videos"] * 21)).json()["status_code"] == 27
    assert own.get("/tmdb/3/movie/popular", params={**KEY, "page": 0}).json()["status_code"] == 22
    assert get(own, "/movie/popular").json()["results"] == []


def test_the_other_providers_can_be_edited(own: httpx2.Client) -> None:
    edit(own, "/shows/169", provider="tvmaze", patch={"status": "Running", "_embedded": {"episodes": []}})
    plain = own.get("/tvmaze/shows/169").json()
    assert (plain["status"], "_embedded" in plain) == ("Running", False)
    assert own.get("/tvmaze/shows/169?embed=episodes").json()["_embedded"]["episodes"] == []
    edit(own, "/movies/481", provider="trakt", status=404)
    gone = own.get("/trakt/movies/481", headers=TRAKT)
    assert (gone.status_code, gone.content) == (404, b"")
    edit(own, "/movies/trending", provider="trakt", patch=[{"watchers": 3}])
    assert own.get("/trakt/movies/trending", headers=TRAKT).json() == [{"watchers": 3}]
    edit(own, "/", provider="omdb", patch={"imdbRating": "1.0"})
    assert own.get("/omdb/?apikey=k&i=tt0133093").json()["imdbRating"] == "1.0"
    edit(own, "/movies/0/stats", provider="trakt", patch={"watchers": 1})
    assert own.get("/trakt/movies/0/stats", headers=TRAKT).json() == {"watchers": 1}
    edit(own, "/shows/1", provider="tvmaze", patch={"id": 1})
    assert own.get("/tvmaze/shows/1").headers["content-type"] == "application/json; charset=UTF-8"


def test_edits_are_listed_and_taken_back(own: httpx2.Client) -> None:
    edit(own, "/movie/603", patch={"title": "Edited"})
    edit(own, "/shows/169", provider="tvmaze", status=404)
    tmdb = [{"path": "/movie/603", "patch": {"title": "Edited"}}]
    tvmaze = [{"path": "/shows/169", "status": 404}]
    without: dict[str, list[object]] = {
        name: [] for name in ("trakt", "omdb", "mdblist", "letterboxd", "musicbrainz", "lastfm", "coverart", "fanart")
    }
    assert own.get("/control/edits").json() == {"tmdb": tmdb, **without, "tvmaze": tvmaze}
    assert own.get("/control/edits/tmdb").json() == tmdb
    assert own.delete("/control/edits/tvmaze").status_code == 204
    assert own.get("/tvmaze/shows/169").status_code == 200
    assert get(own, "/movie/603").json()["title"] == "Edited"
    assert own.delete("/control/edits").status_code == 204
    assert get(own, "/movie/603").json()["title"] == "The Matrix"


def test_a_wrong_edit_is_a_400_that_names_the_field(own: httpx2.Client) -> None:
    edit(own, "/movie/603", patch={"title": "Edited"})
    good = {"path": "/movie/550", "status": 404}
    reply = own.put("/control/edits/tmdb", json=[good, {"path": "/tmdb/3/movie/5", "patch": {}}])
    assert (reply.status_code, reply.json()["error"]["field"]) == (400, "[1].path")
    assert own.put("/control/edits/tmdb", content=b"{").json()["error"]["field"] == "body"
    for method in ("GET", "PUT", "DELETE"):
        assert own.request(method, "/control/edits/imdb", json=good).status_code == 404
    assert own.get("/control/edits/tmdb").json() == [{"path": "/movie/603", "patch": {"title": "Edited"}}]


def test_recordings_can_be_edited(tmp_path: Path) -> None:
    recorded: dict[str, object] = {"/3/movie/10": {"id": 10, "title": "Ten"}, "/3/tv/20": {"id": 20, "name": "Twenty"}}
    for provider in ("tmdb", "trakt", "omdb", "tvmaze"):
        (tmp_path / provider).mkdir()
        entries = []
        for place, (path, body) in enumerate(recorded.items() if provider == "tmdb" else ()):
            (tmp_path / f"{place}.json").write_bytes(orjson.dumps(body))
            entries.append({"file": f"{place}.json", "request": {"path": path, "query": {}}, "recorded": "2024"})
        (tmp_path / provider / "index.json").write_bytes(orjson.dumps(entries))
    (tmp_path / "titles.json").write_bytes(b"[]")
    options = Options(recordings=tmp_path, limits=False)
    with running(options) as url, httpx2.Client(base_url=url) as replay:
        etag = get(replay, "/movie/10").headers["etag"]
        edit(replay, "/movie/10", patch={"title": "Eleven", "watch/providers": {"results": OFFERS}})
        edit(replay, "/tv/20", status=404)
        changed = get(replay, "/movie/10", append="watch/providers,credits", etag=etag)
        assert changed.json() == {"id": 10, "title": "Eleven", "watch/providers": {"results": OFFERS}}
        assert get(replay, "/movie/10/watch/providers").json() == {"id": 10, "results": OFFERS}
        assert get(replay, "/tv/20").json() == UNKNOWN
        replay.delete("/control/edits")
        assert get(replay, "/movie/10", etag=etag).status_code == 304
        assert get(replay, "/tv/20").json()["name"] == "Twenty"
