"""The control routes: counts, faults, budgets and health."""

from collections.abc import Callable

import httpx2
import pytest

from provider_simulator.effects.limits import Budget
from provider_simulator.options import Options

pytestmark = pytest.mark.integration

TRAKT = {"trakt-api-version": "2", "trakt-api-key": "k"}


def test_requests_are_counted_by_endpoint_and_status(start: Callable[[Options], httpx2.Client]) -> None:
    own = start(Options(limits=False))
    for path in ("/movie/603", "/movie/550", "/movie/5", "/tv/1396/season/1"):
        own.get(f"/tmdb/3{path}", params={"api_key": "k"})
    own.get("/tmdb/3/movie/603")
    counts = own.get("/control/requests").json()
    assert counts["tmdb"]["total"] == 5
    assert counts["tmdb"]["byEndpoint"] == {"/movie/{id}": 4, "/tv/{id}/season/{season}": 1}
    assert counts["tmdb"]["byStatus"] == {"200": 3, "404": 1, "401": 1}
    assert counts["tmdb"]["window"]["peak"] == 4
    assert counts["omdb"]["total"] == 0
    assert own.delete("/control/requests").status_code == 204
    assert own.get("/control/requests").json()["tmdb"]["total"] == 0


def test_tmdb_refuses_the_forty_first_of_a_second(start: Callable[[Options], httpx2.Client]) -> None:
    own = start(Options(budgets={"tmdb": Budget(5, 60, fixed=False)}))
    replies = [own.get("/tmdb/3/movie/603", params={"api_key": "k"}) for _ in range(7)]
    assert [reply.status_code for reply in replies] == [200] * 5 + [429] * 2
    assert replies[-1].headers["retry-after"] == "1"
    assert replies[-1].json()["status_code"] == 25
    assert own.get("/tmdb/3/movie/603", params={"api_key": "other"}).status_code == 200
    window = own.get("/control/requests").json()["tmdb"]["window"]
    assert window == {"seconds": 60, "limit": 5, "enforced": True, "peak": 6, "overBudget": 2}


def test_trakt_sends_retry_after(start: Callable[[Options], httpx2.Client]) -> None:
    own = start(Options(budgets={"trakt": Budget(2, 300, fixed=True)}))
    replies = [own.get("/trakt/movies/481", headers=TRAKT) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert 1 <= int(replies[-1].headers["retry-after"]) <= 301
    assert '"remaining":0' in replies[-1].headers["x-ratelimit"]
    assert replies[-1].content == b""


def test_omdb_refuses_with_401(start: Callable[[Options], httpx2.Client]) -> None:
    own = start(Options(budgets={"omdb": Budget(1, 86_400, fixed=True)}))
    replies = [own.get("/omdb/", params={"i": "tt0133093", "apikey": "k"}) for _ in range(2)]
    assert replies[0].status_code == 200
    assert replies[1].status_code == 401
    assert replies[1].json() == {"Response": "False", "Error": "Request limit reached!"}


def test_the_real_budgets_are_the_default(start: Callable[[Options], httpx2.Client]) -> None:
    own = start(Options())
    windows = {name: counts["window"] for name, counts in own.get("/control/requests").json().items()}
    budgets = {name: (window["limit"], window["seconds"]) for name, window in windows.items()}
    catalog = {"tmdb": (40, 1), "trakt": (1_000, 300), "omdb": (1_000, 86_400), "tvmaze": (20, 10)}
    catalog |= {"mdblist": (1_000, 86_400), "letterboxd": (100, 60), "musicbrainz": (1, 1), "lastfm": (5, 1)}
    catalog |= {"coverart": (10, 1), "fanart": (10, 1)}
    assert budgets == {**catalog, "stripe": (100, 1), "zarinpal": (100, 1)}
    assert all(window["enforced"] for window in windows.values())
    replies = [own.get("/tvmaze/shows/169") for _ in range(21)]
    assert [reply.status_code for reply in replies] == [200] * 20 + [429]
    assert replies[-1].json()["name"] == "Too Many Requests"


def test_without_limits_nothing_is_refused_but_all_is_seen(start: Callable[[Options], httpx2.Client]) -> None:
    own = start(Options(limits=False))
    assert {own.get("/tvmaze/shows/169").status_code for _ in range(25)} == {200}
    window = own.get("/control/requests").json()["tvmaze"]["window"]
    assert (window["enforced"], window["peak"], window["overBudget"]) == (False, 25, 5)


def test_faults_are_listed_and_removed(start: Callable[[Options], httpx2.Client]) -> None:
    own = start(Options())
    own.put("/control/faults/trakt", json={"status": 420, "burst": {"count": 2}})
    listed = [{"status": 420, "burst": {"count": 2}, "probability": 1.0, "left": 2}]
    assert own.get("/control/faults/trakt").json() == listed
    assert own.get("/control/faults").json() == {
        "tmdb": [],
        "trakt": listed,
        "omdb": [],
        "tvmaze": [],
        "mdblist": [],
        "letterboxd": [],
        "musicbrainz": [],
        "lastfm": [],
        "coverart": [],
        "fanart": [],
        "stripe": [],
        "zarinpal": [],
    }
    assert own.delete("/control/faults/trakt").status_code == 204
    assert own.get("/control/faults/trakt").json() == []


def test_a_wrong_fault_is_a_400_that_names_the_field(start: Callable[[Options], httpx2.Client]) -> None:
    own = start(Options())
    own.put("/control/faults/tmdb", json={"hang": True})
    reply = own.put("/control/faults/tmdb", json=[{"status": 500}, {"status": 500, "probability": 2}])
    assert reply.status_code == 400
    assert reply.json()["error"]["field"] == "[1].probability"
    assert own.put("/control/faults/tmdb", content=b"{").json()["error"]["field"] == "body"
    assert own.put("/control/faults/imdb", json={"hang": True}).status_code == 404
    assert own.get("/control/faults/tmdb").json() == [{"probability": 1.0, "hang": True}]


def test_health_and_overview(api: httpx2.Client) -> None:
    assert api.get("/health/live").status_code == 200
    assert api.get("/health/ready").json() == {"status": "ready", "checks": {}}
    overview = api.get("/control").json()
    assert overview["providers"]["tmdb"] == "/tmdb/3"
    assert overview["sources"][0]["movies"] >= 150 + 400
