"""Every fault as a client meets it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx2
import pytest

from provider_simulator.options import Options
from provider_simulator.running import running

pytestmark = pytest.mark.integration

MOVIE = "/tmdb/3/movie/603?api_key=k"
TRAKT = {"trakt-api-version": "2", "trakt-api-key": "k"}


@pytest.fixture(scope="module")
def server() -> Iterator[httpx2.Client]:
    with running(Options(limits=False)) as url, httpx2.Client(base_url=url) as client:
        yield client


@pytest.fixture
def own(server: httpx2.Client) -> httpx2.Client:
    server.delete("/control/faults")
    server.delete("/control/requests")
    return server


def switch_on(client: httpx2.Client, *faults: dict[str, object], provider: str = "tmdb") -> None:
    reply = client.put(f"/control/faults/{provider}", json=list(faults) if len(faults) > 1 else faults[0])
    assert reply.status_code == 200, reply.text


@pytest.mark.parametrize("status", [401, 403, 404, 420, 426, 429, 500, 502, 503, 504])
@pytest.mark.parametrize(
    ("provider", "path"),
    [
        ("tmdb", MOVIE),
        ("trakt", "/trakt/movies/481"),
        ("omdb", "/omdb/?i=tt0133093&apikey=k"),
        ("tvmaze", "/tvmaze/shows/169"),
    ],
)
def test_a_status_comes_in_the_words_of_the_provider(own: httpx2.Client, provider: str, path: str, status: int) -> None:
    switch_on(own, {"status": status}, provider=provider)
    reply = own.get(path, headers=TRAKT)
    assert reply.status_code == status
    match provider:
        case "tmdb":
            assert reply.json()["success"] is False
        case "omdb":
            assert reply.json()["Response"] == "False"
        case "tvmaze":
            assert reply.json()["status"] == status
        case _:
            assert reply.headers["content-type"] == "text/html"


def test_retry_after_in_both_forms(own: httpx2.Client) -> None:
    switch_on(own, {"status": 429, "retryAfter": 7})
    assert own.get(MOVIE).headers["retry-after"] == "7"
    switch_on(own, {"status": 503, "retryAfter": 60, "retryAfterFormat": "http-date"})
    began = datetime.now(UTC)
    moment = parsedate_to_datetime(own.get(MOVIE).headers["retry-after"])
    # An HTTP date has whole seconds.
    assert began + timedelta(seconds=59) <= moment <= datetime.now(UTC) + timedelta(seconds=61)


def test_latency_delays_the_response(own: httpx2.Client) -> None:
    own.get(MOVIE)
    switch_on(own, {"latencyMs": 150}, {"latencyMs": 100})
    before = time.monotonic()
    assert own.get(MOVIE).status_code == 200
    assert time.monotonic() - before >= 0.25


def test_a_burst_passes(own: httpx2.Client) -> None:
    switch_on(own, {"status": 500, "burst": {"count": 3}})
    assert [own.get(MOVIE).status_code for _ in range(5)] == [500, 500, 500, 200, 200]


def test_paths_limit_a_fault(own: httpx2.Client) -> None:
    switch_on(own, {"status": 500, "paths": "^/tv/"})
    assert own.get(MOVIE).status_code == 200
    assert own.get("/tmdb/3/tv/1396?api_key=k").status_code == 500
    assert own.get("/tvmaze/shows/169").status_code == 200


def test_garbage_response_is_not_json(own: httpx2.Client) -> None:
    switch_on(own, {"garbage": True})
    reply = own.get(MOVIE)
    assert reply.status_code == 200
    with pytest.raises(ValueError, match="Expecting"):
        reply.json()


def test_wrong_types_are_well_formed(own: httpx2.Client) -> None:
    switch_on(own, {"wrongType": True})
    body = own.get(MOVIE).json()
    assert isinstance(body["id"], str)
    assert isinstance(body["title"], int)
    assert isinstance(body["genres"], str)
    switch_on(own, {"wrongType": True}, provider="trakt")
    assert own.get("/trakt/movies/trending", headers=TRAKT).json() == {"unexpected": "an object"}


def test_a_truncated_response_ends_early(own: httpx2.Client) -> None:
    switch_on(own, {"truncate": True})
    with pytest.raises(httpx2.RemoteProtocolError):
        own.get(MOVIE)
    own.delete("/control/faults/tmdb")
    assert own.get(MOVIE).status_code == 200


def test_a_dripping_response_takes_its_time_and_is_whole(own: httpx2.Client) -> None:
    whole = own.get(MOVIE).content
    switch_on(own, {"drip": len(whole) * 4})
    before = time.monotonic()
    assert own.get(MOVIE).content == whole
    assert time.monotonic() - before >= 0.2


def test_hanging_response_is_never_sent(own: httpx2.Client) -> None:
    switch_on(own, {"hang": True})
    with pytest.raises(httpx2.ReadTimeout):
        own.get(MOVIE, timeout=0.2)
    own.delete("/control/faults")
    assert own.get(MOVIE).status_code == 200
    assert own.get("/control/requests").json()["tmdb"]["byStatus"] == {"aborted": 1, "200": 1}


def test_a_redirect_leads_to_another_host(own: httpx2.Client) -> None:
    switch_on(own, {"redirect": "elsewhere.example"})
    reply = own.get(MOVIE)
    assert reply.status_code == 302
    assert reply.headers["location"] == "http://elsewhere.example/movie/603?api_key=k"


def test_another_content_type(own: httpx2.Client) -> None:
    switch_on(own, {"contentType": "text/html"})
    reply = own.get(MOVIE)
    assert reply.headers["content-type"] == "text/html"
    assert reply.json()["id"] == 603


def test_oversized_response_has_the_requested_size(own: httpx2.Client) -> None:
    switch_on(own, {"oversize": 3})
    reply = own.get(MOVIE)
    assert len(reply.content) == int(reply.headers["content-length"]) == 3_000_000
    assert set(reply.json()) == {"padding"}


def test_several_faults_at_once(own: httpx2.Client) -> None:
    switch_on(own, {"latencyMs": 100}, {"status": 503, "retryAfter": 2}, {"contentType": "text/plain"})
    before = time.monotonic()
    reply = own.get(MOVIE)
    assert time.monotonic() - before >= 0.1
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "2")
    assert reply.headers["content-type"] == "text/plain"


def test_probability_strikes_part_of_the_requests(own: httpx2.Client) -> None:
    switch_on(own, {"status": 502, "probability": 0.3, "seed": 4})
    struck = sum(own.get(MOVIE).status_code == 502 for _ in range(200))
    assert 35 <= struck <= 85
    assert own.get("/control/requests").json()["tmdb"]["byFault"] == {"status": struck}
